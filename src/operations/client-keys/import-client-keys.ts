import { type Fingerprint, fingerprint } from '../../base/secrets/fingerprint.ts';
import { maskOf } from '../../base/secrets/secret.ts';
import { keyLines } from '../../base/text/key-lines.ts';
import type { ClientKey, KeyRecord } from '../../contract/client-key.ts';
import { failure, success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';
import { changeKeys } from './change-keys.ts';
import { checkNewKey, readLabel } from './check-key-input.ts';
import { clientKeysPath } from './key-lists.ts';

interface ImportClientKeysInput {
  /** One key a line, `key[,label[,purpose]]` or `NAME=key`, or JSON with a list of keys. */
  readonly text: string;
}

interface ImportedKey {
  /** From 1. */
  readonly line: number;
  readonly fingerprint: Fingerprint;
  readonly mask: string;
  readonly label: string | undefined;
}

interface ImportClientKeysResult {
  readonly added: readonly ImportedKey[];
  /** In the list already, or twice in the text. */
  readonly skipped: readonly ImportedKey[];
  readonly refused: readonly { readonly line: number; readonly reason: string }[];
}

export const importClientKeys: Operation<ImportClientKeysInput, ImportClientKeysResult> = {
  id: 'import-client-keys',
  title: 'importing client keys',
  run(context, { text }) {
    return changeKeys(context, (state) => {
      const sorted = sortLines(text, state.clientKeys);
      const { added, skipped, refused } = sorted;
      if (added.length + skipped.length === 0) {
        const [first] = refused;
        if (!first) return failure('invalid', 'There are no keys to import. Give one key per line.');
        return failure('invalid', `No key could be imported. Line ${first.line}: ${first.reason}`);
      }
      const createdAt = new Date(context.now()).toISOString();
      const counts = [`Imported ${added.length} client key${added.length === 1 ? '' : 's'}`];
      if (skipped.length > 0) counts.push(`skipped ${skipped.length} existing`);
      if (refused.length > 0) counts.push(`rejected ${refused.length} invalid`);
      return success({
        recordsFirst: added.map(({ line: _, key, fingerprint: print, ...known }) => {
          const { label, purpose } = known;
          const record: KeyRecord = {
            fingerprint: print,
            ...(label === undefined ? {} : { label }),
            ...(purpose === undefined ? {} : { purpose }),
            createdAt,
          };
          return { op: 'put' as const, record };
        }),
        edits: added.map(({ key }) => ({ op: 'append' as const, path: clientKeysPath, value: key })),
        recordsLast: [],
        result: { added: added.map(report), skipped: skipped.map(report), refused },
        message: `${counts.join(', ')}.`,
        fingerprints: added.map((entry) => entry.fingerprint),
        undone: `Removed ${added.length} imported client keys again.`,
      });
    });
  },
};

interface Entry {
  readonly line: number;
  readonly key: string;
  readonly fingerprint: Fingerprint;
  readonly label: string | undefined;
  readonly purpose: string | undefined;
}

const report = ({ line, key, fingerprint: print, label }: Entry): ImportedKey => ({
  line,
  fingerprint: print,
  mask: maskOf(key),
  label,
});

function sortLines(text: string, keys: readonly ClientKey[]) {
  const known = new Set(keys.map((key) => key.fingerprint));
  const added: Entry[] = [];
  const skipped: Entry[] = [];
  const refused: { line: number; reason: string }[] = [];
  const read = keyLines(text);
  for (const { line, text: source, json } of read.lines) {
    const [key = '', label, purpose] = json ? [source] : fieldsOf(source);
    const checked = checkNewKey(key);
    if (!checked.ok) {
      refused.push({ line, reason: checked.message });
      continue;
    }
    const print = fingerprint(key);
    const named = readLabel('label', label);
    const meant = readLabel('purpose', purpose);
    if (!named.ok || !meant.ok) {
      refused.push({ line, reason: [named, meant].flatMap((it) => (it.ok ? [] : [it.message])).join(' ') });
      continue;
    }
    const entry = { line, key, fingerprint: print, label: named.value, purpose: meant.value };
    (known.has(print) ? skipped : added).push(entry);
    known.add(print);
  }
  refused.push(...read.refused);
  refused.sort((one, other) => one.line - other.line);
  return { added, skipped, refused };
}

/** Comma-separated; a field may be in double quotes, with `""` for one of them. */
function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)\s*(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    (quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"')).trim(),
  );
}
