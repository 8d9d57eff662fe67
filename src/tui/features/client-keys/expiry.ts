import { parseDuration } from '../../../base/text/duration.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { words } from './words.ts';

/** A day such as `2027-01-31`, with a time or to its end; undefined: the text is none. */
function dayOf(text: string): Outcome<number> | undefined {
  const [, year, month, day, hour = '23', minute = '59'] =
    /^(\d{4})-(\d{2})-(\d{2})(?:[ t](\d{2}):(\d{2}))?$/.exec(text) ?? [];
  if (!year || !month || !day) return undefined;
  const date = new Date(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
  const isReal = date.getMonth() === Number(month) - 1 && date.getDate() === Number(day);
  return isReal ? success(date.getTime()) : failure('invalid', words().form.noSuchDay(text));
}

/** An instant ahead, typed as a time from now or as a day; in ms since the epoch. @param bad what to say else */
function instantOf(text: string, now: number, bad: string): Outcome<number> {
  const wanted = text.trim().toLowerCase();
  const ms = parseDuration(wanted);
  const at = dayOf(wanted) ?? (ms === undefined ? failure('invalid', bad) : success(now + ms));
  if (!at.ok || at.value > now) return at;
  return failure('invalid', words().form.pastExpiry);
}

/** What is typed into a field for an expiry: nothing or `never` (undefined), `30d`, or a day. */
export function parseExpiry(text: string, now: number): Outcome<number | undefined> {
  const wanted = text.trim().toLowerCase();
  return wanted === '' || wanted === 'never'
    ? success(undefined)
    : instantOf(wanted, now, words().form.badExpiry);
}

/** What is typed as the end of a grace period; in ms from now. */
export function parseGrace(text: string, now: number): Outcome<number> {
  const at = instantOf(text, now, words().form.rotate.badUntil);
  return at.ok ? success(at.value - now) : at;
}

/** A known expiry as it is in the field. */
export function expiryText(instant: string | undefined): string {
  if (instant === undefined) return '';
  const date = new Date(instant);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
