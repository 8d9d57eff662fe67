import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import { atomicWrite } from '../../base/files/atomic-write.ts';
import { readRegularFile } from '../../base/files/read-regular-file.ts';
import { isBcryptHash } from '../../base/secrets/bcrypt.ts';
import { applyEdits } from '../edit/apply-edits.ts';
import { type ParsedConfig, parseConfig } from '../parse/parse-config.ts';
import { backupsOf } from './backup-files.ts';
import { errorCode } from './file-failure.ts';

/**
 * B1: once a plain secret is replaced by its hash, no backup keeps it either, whichever program replaced it. In
 * every backup of this file that holds a plain secret the hash replaces it, and other values stay as they are.
 * The config is written by then, so one that cannot be written is skipped.
 */
export async function sealBackups(
  place: { readonly folder: string; readonly name: string },
  { config }: ParsedConfig,
): Promise<void> {
  const hash = config['remote-management']?.['secret-key'];
  if (!hash || !isBcryptHash(hash)) return;
  for (const name of await backupsOf(place)) {
    const path = join(place.folder, name);
    try {
      const { bytes } = await readRegularFile(path);
      const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
      const text = bytes.toString(encoding);
      const sealed = withHash(text, hash);
      if (sealed !== text) await atomicWrite(path, Buffer.from(sealed, encoding));
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
    }
  }
}

function withHash(text: string, value: string): string {
  // Nearly always: this costs little, and reading the YAML of twenty backups does not.
  if (!/^(?![ \t]*#).*(?<![\w-])secret-key(?!["']?[ \t]*:[ \t]*["']?\$2)/m.test(text)) return text;
  const parsed = parseConfig(text);
  if (!parsed.ok) return text.replace(secretLine, (...found) => lineWithHash(found, value));
  const secret = parsed.value.config['remote-management']?.['secret-key'];
  if (!secret || isBcryptHash(secret)) return text;
  const edited = applyEdits(text, [{ op: 'set', path: ['remote-management', 'secret-key'], value }]);
  return edited.ok ? edited.value : text;
}

/** In a broken text: the line up to the value, and the value with its quotes or with the lines that it goes on in. */
const secretLine = new RegExp(
  [
    String.raw`^(([ \t]*)(?=[^\s#]).*?(?<![\w-])secret-key["']?[ \t]*:[ \t]*)`,
    String.raw`(?:("(?:[^"\\\n]|\\.)*"|'[^'\n]*')`,
    String.raw`|([|>].*(?:\s*\n\2[ \t]+\S.*)*|(?:#.*)?\s*\n\2[ \t]+(?![\w-]+:\s)[^\s#].*|[^\s#].*))`,
  ].join(''),
  'gm',
);

function lineWithHash(
  [line = '', start = '', , quoted, unquoted = '']: readonly string[],
  hash: string,
): string {
  const after = start.includes('{') ? /[ \t]*[,}].*$/ : /(?<!\n.*)[ \t]+#.*$/;
  const old = quoted ?? unquoted.replace(after, '');
  const secret = old.trim().replace(/^["']|["']$/g, '');
  if (secret === '' || isBcryptHash(secret)) return line;
  const space = /^\s/.test(old) ? ' ' : '';
  return `${start}${space}${JSON.stringify(hash)}${line.slice(start.length + old.length)}`;
}
