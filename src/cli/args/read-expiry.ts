import { parseDuration } from '../../base/text/duration.ts';
import { success } from '../../contract/outcome.ts';
import { type CommandOutcome, usageFailure } from '../command.ts';

/** `90d` from now, or a date (`2027-01-31`, `2027-01-31T09:00Z`). In ms since the epoch. */
export function readExpiry(text: string, now: number): CommandOutcome<number> {
  const duration = parseDuration(text);
  if (duration !== undefined) return success(now + duration);
  const date = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(date)) {
    return usageFailure(`${text} is no expiry: give a duration such as 90d, or a date such as 2027-01-31.`);
  }
  return success(date);
}

/** `7d`, `24h`, `now`; in ms. */
export function readGrace(text: string): CommandOutcome<number> {
  const duration = parseDuration(text);
  if (duration === undefined) {
    return usageFailure(`${text} is no duration: give one such as 7d, 24h, 90m or now.`);
  }
  return success(duration);
}
