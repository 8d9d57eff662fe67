import type { ErrorCode } from 'yaml';
import { words } from './words.ts';

const missing = [
  ['Implicit map keys', 'colon'],
  ['Missing closing', 'quote'],
  ['Comments must', 'comment'],
  ['Missing space after', 'space'],
  ['Missing , ', 'comma'],
  ['Sequence item', 'dash'],
] as const;

/**
 * Our own words for an error of the YAML parser: its messages quote the source, which may be a secret (M2),
 * and name tokens instead of what to do. The message only distinguishes kinds of one code.
 */
export function yamlErrorSentence(code: ErrorCode, message: string): string {
  if (code === 'BAD_INDENT' && message.startsWith('Flow')) return words().notClosed;
  const known: Partial<Record<ErrorCode, string>> = words().yaml;
  if (known[code]) return known[code];
  if (code !== 'MISSING_CHAR') return words().unknown;
  const [, found = 'other'] = missing.find(([start]) => message.startsWith(start)) ?? [];
  return words().missing[found];
}
