import { structuredPatch } from 'diff';
import { isScalar, parseDocument, type Range, visit } from 'yaml';
import { maskOf } from '../base/secrets/secret.ts';
import { stripControl } from '../base/text/terminal-text.ts';
import type { Config } from '../contract/config.ts';
import type { ConfigEdit, DifferenceLine } from '../contract/config-edit.ts';
import { type Outcome, success } from '../contract/outcome.ts';
import { isSecretField } from '../contract/settings/mask-settings.ts';
import { applyEdits } from './edit/apply-edits.ts';
import { parseConfig } from './parse/parse-config.ts';

/** Unchanged lines before and after each change. */
const context = 2;

interface PlannedText {
  readonly text: string;
  readonly lines: readonly DifferenceLine[];
}

/** What edits, or another text, would make of a config.yaml; nothing is written. */
export async function plan(
  before: string,
  change: string | readonly ConfigEdit[],
): Promise<Outcome<PlannedText>> {
  const after = typeof change === 'string' ? success(change) : applyEdits(before, change);
  return after.ok ? success({ text: after.value, lines: differenceOf(before, after.value) }) : after;
}

export async function parse(text: string): Promise<Outcome<Config>> {
  const parsed = parseConfig(text);
  return parsed.ok ? success(parsed.value.config) : parsed;
}

/** Compared by their real text, so that the change of a secret shows although both are masked. */
function differenceOf(before: string, after: string): readonly DifferenceLine[] {
  const [old, next] = [maskLines(before), maskLines(after)];
  const { hunks } = structuredPatch('', '', before, after, '', '', { context });
  return hunks.flatMap(({ lines, oldStart, newStart }, place) => {
    let [from, to] = [oldStart, newStart];
    const gap: DifferenceLine[] = place > 0 ? [{ kind: 'gap', line: 0, text: '' }] : [];
    const shown = lines.flatMap((line): DifferenceLine[] => {
      switch (line[0]) {
        case '+':
          return [{ kind: 'added', line: to, text: next(to++) }];
        case '-':
          return [{ kind: 'removed', line: from, text: old(from++) }];
        case ' ':
          from += 1;
          return [{ kind: 'same', line: to, text: next(to++) }];
        default:
          // "\ No newline at end of file"
          return [];
      }
    });
    return [...gap, ...shown];
  });
}

/** A line of a config.yaml by its number, with every secret masked, in comments as well. */
function maskLines(text: string): (number: number) => string {
  const { ranges, secrets } = secretsIn(text);
  let masked = '';
  let end = 0;
  for (const [from, to] of ranges) {
    const piece = text.slice(from, to);
    // As many lines as before, so that the numbers stay right.
    masked += text.slice(end, from) + maskOf(bare(piece)) + '\n'.repeat(piece.split('\n').length - 1);
    end = to;
  }
  masked += text.slice(end);
  const known = [...secrets].filter((secret) => secret.length > 5);
  const lines = masked.split('\n');
  return (number) => {
    const line = lines[number - 1] ?? '';
    // Comments may hold former keys, and a text that is no YAML anything.
    const at = ranges === unread ? 0 : line.search(/(^|\s)#/);
    let shown =
      at < 0 ? line : line.slice(0, at) + line.slice(at).replace(field, hideField).replace(word, hide);
    for (const secret of known) if (shown.includes(secret)) shown = shown.replaceAll(secret, maskOf(secret));
    return stripControl(shown.replace(address, hideUser));
  };
}

const bare = (scalar: string): string => scalar.replace(/^(["'])([\s\S]*)\1$/, '$2');

/** `# api-key: "…"`. */
const field = /((?:^|[\s#"'{,-])([a-z-]+)["']?\s*:\s+)(["']?)([^\s"'#]\S*?)\3(?=[\s,}]|$)/g;
const hideField = (whole: string, before: string, name: string, quote: string, value: string): string =>
  isSecretField(name) ? `${before}${quote}${maskOf(value)}${quote}` : whole;
const address = /\/\/[^\s"']+/g;
/** Without name and password, which may hold any character. */
const hideUser = (whole: string): string => {
  const end = whole.lastIndexOf('@');
  return whole.slice(0, Math.max(0, end)).includes(':') ? `//…${whole.slice(end)}` : whole;
};
/** As long and mixed as a key. */
const word = /(?=[\w+/=.$-]*\d)[\w+/=.$-]{20,}/g;
const hide = (value: string): string => maskOf(value);

const unread: readonly (readonly [number, number])[] = [];

/** Where the secrets of a text are, in their order, and what they are. */
function secretsIn(text: string) {
  const secrets = new Set<string>();
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) return { ranges: unread, secrets };
  const ranges: [number, number][] = [];
  visit(document, {
    Pair(_, pair) {
      if (!isScalar(pair.key) || !isSecretField(String(pair.key.value))) return undefined;
      visit(pair.value as never, {
        // A name within such a mapping, as of a header, is none.
        Scalar(key, { value, range }) {
          if (key === 'key' || value === null || value === '' || !range) return;
          const [from, to] = range as Range;
          ranges.push([from, to]);
          secrets.add(String(value));
        },
      });
      return visit.SKIP;
    },
  });
  return { ranges: ranges.sort(([a], [b]) => a - b), secrets };
}
