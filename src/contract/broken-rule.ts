import type * as v from 'valibot';
import { words } from './settings/words.ts';

/** What a value of config.yaml should have been, to be put after its name: `must be a whole number, not "x"`. */
export function brokenRule(issue: v.BaseIssue<unknown>): string {
  const not = words().rule.not(described(issue));
  switch (issue.type) {
    case 'string':
      return words().rule.text(not);
    case 'boolean':
      return words().rule.flag(not);
    case 'number':
    case 'integer':
      return words().rule.number(not);
    case 'array':
      return words().rule.list(not);
    case 'loose_object':
    case 'object':
    case 'record':
      return words().rule.lines(not);
    case 'min_value':
      return words().rule.least(String(issue.requirement), not);
    case 'max_value':
      return words().rule.most(String(issue.requirement), not);
    // The schema says it in its own words; only a number can be named.
    case 'check':
      return typeof issue.input === 'number' ? `${issue.message}${not}` : issue.message;
    default:
      return words().rule.notHere(not);
  }
}

/** Describes a value. Only short text where a number or flag is expected is quoted, as that is never a secret (M2). */
function described({ input, expected }: v.BaseIssue<unknown>): string {
  if (input === null || input === undefined) return words().values.nothing;
  if (Array.isArray(input)) return words().values.list;
  if (typeof input === 'object') return words().values.mapping;
  if (typeof input !== 'string') return String(input);
  const quotable = (expected === 'number' || expected === 'boolean') && input.length <= 16;
  return quotable ? `"${shortWord(input)}"` : words().values.text;
}

export function shortWord(text: string): string {
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?');
  return clean.length <= 60 ? clean : `${clean.slice(0, 59)}…`;
}
