import { formatCount, parseCount } from '../../base/text/count-text.ts';
import type { KeyLimits } from '../../contract/key-limits.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';

/** What stands for no limit, wherever one is typed. */
export const noLimit = 'none';

/** A limit as it is typed: `60`, `2M`, or `none` (null). @param what for the sentence: `tokens per day` */
export function readLimit(text: string, what: string): Outcome<number | null> {
  if (isNone(text)) return success(null);
  const count = parseCount(text);
  if (count !== undefined) return success(count);
  const shown = text.trim().slice(0, 40);
  return failure('invalid', `${shown} is no number of ${what}: give one such as 60, 500k or 2M, or none.`);
}

/** `claude-*,gpt-5*`, or `none`: all models (null). */
export function readModels(text: string): readonly string[] | null {
  return isNone(text) ? null : text.split(/[,\s]+/).filter((model) => model !== '');
}

const isNone = (text: string): boolean => text.trim() === '' || text.trim().toLowerCase() === noLimit;

/** `60 requests a minute, 2M tokens a day and only the models claude-*, gpt-5*`; empty without limits. */
export function limitsText({ requestsPerMinute, tokensPerDay, tokensPerMonth, models }: KeyLimits): string {
  const parts: string[] = [];
  if (requestsPerMinute !== undefined) parts.push(`${formatCount(requestsPerMinute)} requests a minute`);
  if (tokensPerDay !== undefined) parts.push(`${formatCount(tokensPerDay)} tokens a day`);
  if (tokensPerMonth !== undefined) parts.push(`${formatCount(tokensPerMonth)} tokens a month`);
  if (models !== undefined) parts.push(models.length === 0 ? 'no models' : `only ${models.join(', ')}`);
  const last = parts.pop() ?? '';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}
