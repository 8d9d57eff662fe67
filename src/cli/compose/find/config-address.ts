import { readRegularText } from '../../../base/files/read-regular-file.ts';
import { withTexts } from '../../../base/text/language.ts';
import type { Config } from '../../../contract/config.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { serverUrl } from '../../../contract/server-address.ts';
import type { Io } from '../../io.ts';

export interface ConfigAddress {
  readonly url: string;
  /** With TLS: what else a client must know of it. */
  readonly config?: Config;
}

/**
 * Where the server of a config.yaml is to be reached, also of a broken one whose lines of it are whole. Never a
 * default in place of what cannot be read: another server may be there, and would be sent the secret of this one.
 * A failure is an unreadable file, or a broken one (`invalid`).
 */
export async function configAddress(
  path: string,
  io: Pick<Io, 'cwd' | 'home'>,
): Promise<Outcome<ConfigAddress>> {
  const text = await readRegularText(path).catch(() => '?');
  const quick = quickAddress(text);
  if (quick?.port !== undefined) return success({ url: serverUrl(quick) });
  const { checkConfig } = await import('./check-config.ts');
  const checked = await checkConfig(path, io);
  if (!checked.ok) return checked;
  const { config, problems } = checked.value;
  if (config) return success({ url: serverUrl(config), config });
  const whole = quickAddress(text.replaceAll(/^(?!(?:host|port|tls):|[ ]|- |[ \t]*(?:#|$)).+$/gm, 'other:'));
  if (whole?.port !== undefined) return success({ url: serverUrl(whole) });
  const { words } = await withTexts(import('../effects/words.ts'));
  return failure('invalid', words().servers.noAddress(path, problems[0]?.message ?? ''));
}

export type Address = Pick<Config, 'host' | 'port'>;

/**
 * `host` and `port` of a config.yaml that is written plainly and without TLS, in a millisecond: parsing 2,000 keys
 * takes a hundred, and a console must not wait for that before its first request. undefined: anything unusual, for
 * the parser to decide.
 */
export function quickAddress(text: string): Address | undefined {
  const lines = text.split(/\r?\n/);
  const found = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    if (/^(\s*$|\s*#|[ ]|- )/.test(line)) continue;
    const [, name, rest] = /^([A-Za-z][A-Za-z0-9_-]*):(?:[ ]+(.*))?$/.exec(line) ?? [];
    if (name === undefined) return undefined;
    if (name !== 'host' && name !== 'port' && name !== 'tls') continue;
    const block = indentedAfter(lines, index);
    const value = name === 'tls' ? tlsIsOff(rest, block) : scalarOf(rest, block);
    if (value === undefined || found.has(name)) return undefined;
    found.set(name, value);
  }
  const [host, port] = [found.get('host'), found.get('port')];
  if (port !== undefined && !(/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535)) return undefined;
  return { ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port: Number(port) }) };
}

/** Lines that belong to the entry above them, without comments and empty ones. */
function indentedAfter(lines: readonly string[], index: number): string[] {
  const block: string[] = [];
  for (const line of lines.slice(index + 1)) {
    if (/^\s*(#|$)/.test(line)) continue;
    if (!/^\s/.test(line)) break;
    block.push(line);
  }
  return block;
}

const comment = /[ ]+#.*$/;

function scalarOf(rest: string | undefined, block: readonly string[]): string | undefined {
  const source = (rest ?? '').trim();
  if (block.length > 0) return undefined;
  const [, double, single] = /^(?:"([^"\\]*)"|'([^']*)')(?:[ ]+#.*)?$/.exec(source) ?? [];
  if (double !== undefined || single !== undefined) return double ?? single;
  const plain = source.replace(comment, '');
  return /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(plain) && !/^null$/i.test(plain) ? plain : undefined;
}

/** An empty text when it plainly says `enable: false`. */
function tlsIsOff(rest: string | undefined, block: readonly string[]): string | undefined {
  if ((rest ?? '').replace(/^#.*|[ ]+#.*/, '').trim() !== '') return undefined;
  const enable = block.filter((line) => /^\s*["']?enable/.test(line));
  return enable.length === 1 && /^[ ]+enable:[ ]+false[ ]*(?:#.*)?$/.test(enable[0] ?? '') ? '' : undefined;
}

/**
 * `auth-dir` of a config.yaml that is written plainly, without the parser, which a console must not wait for before
 * its first screen. `''`: it is not set; undefined: anything unusual, for the parser to decide.
 */
export function quickAuthDir(text: string): string | undefined {
  if (!text.includes('auth-dir')) return '';
  const lines = text.split(/\r?\n/).filter((line) => line.includes('auth-dir') && !/^\s*#/.test(line));
  if (lines.length !== 1) return undefined;
  const [, double, single, plain] =
    /^auth-dir:[ ]+(?:"([^"\\]*)"|'([^']*)'|([~/.A-Za-z0-9][^\s#'":]*))[ ]*(?:[ ]#.*)?$/.exec(
      lines[0] ?? '',
    ) ?? [];
  return double ?? single ?? plain;
}
