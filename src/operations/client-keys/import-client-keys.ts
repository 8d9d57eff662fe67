import { type Fingerprint, fingerprint } from '../../base/secrets/fingerprint.ts';
import { maskOf } from '../../base/secrets/secret.ts';
import { commas } from '../../base/text/commas.ts';
import { keyLines } from '../../base/text/key-lines.ts';
import type { ClientKey, KeyRecord } from '../../contract/client-key.ts';
import { failure, success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';
import { changeKeys } from './change-keys.ts';
import { checkNewKey, readLabel } from './check-key-input.ts';
import { clientKeysPath } from './key-lists.ts';
import { words } from './words.ts';

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
  get title() {
    return words().import.title;
  },
  run(context, { text }) {
    return changeKeys(context, (state) => {
      const sorted = sortLines(text, state.clientKeys);
      const { added, skipped, refused } = sorted;
      if (added.length + skipped.length === 0) {
        const [first] = refused;
        if (!first) return failure('invalid', words().import.nothing);
        return failure('invalid', words().import.none(first.line, first.reason));
      }
      const createdAt = new Date(context.now()).toISOString();
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
        message: words().import.done(added.length, skipped.length, refused.length),
        fingerprints: added.map((entry) => entry.fingerprint),
        undone: words().import.undone(added.length),
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
      const wrong = [named, meant].flatMap((it) => (it.ok ? [] : [it.message]));
      refused.push({ line, reason: wrong.join(commas().sentences) });
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
