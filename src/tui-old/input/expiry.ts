import { parseDuration } from '../../base/duration.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';

/** What a person types into an expiry field: nothing or `never`, `30d`, or a day. `undefined`: never. */
export function parseExpiry(text: string, now: number): Outcome<number | undefined> {
  const wanted = text.trim().toLowerCase();
  if (wanted === '' || wanted === 'never') return success(undefined);
  const [, year, month, day, hour = '23', minute = '59'] =
    /^(\d{4})-(\d{2})-(\d{2})(?:[ t](\d{2}):(\d{2}))?$/.exec(wanted) ?? [];
  if (year && month && day) {
    const date = new Date(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
    const real = date.getMonth() === Number(month) - 1 && date.getDate() === Number(day);
    if (!real) return failure('invalid', `There is no day ${wanted}.`);
    return inFuture(date.getTime(), now);
  }
  const ms = parseDuration(wanted);
  if (ms === undefined) {
    return failure('invalid', 'An expiry is never, a time such as 30d or 24h, or a day such as 2027-01-31.');
  }
  return inFuture(now + ms, now);
}

function inFuture(at: number, now: number): Outcome<number> {
  return at > now
    ? success(at)
    : failure('invalid', 'The expiry has to lie ahead; to stop a key now, revoke it.');
}

/** A known expiry as it stands in the field. */
export function expiryText(instant: string | undefined): string {
  if (instant === undefined) return '';
  const date = new Date(instant);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
