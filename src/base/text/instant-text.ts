import { catalogue } from './language.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

const days = catalogue(
  (day: number, month: number, year: string) => `${day} ${months[month]}${year && ` ${year}`}`,
  async () => ({
    zhCN: (day: number, month: number, year: string) => `${year && `${year}年`}${month + 1}月${day}日`,
  }),
);

/**
 * `23 Nov 09:00` (`11月23日 09:00`) in the user's time zone, with the year when it is another than that of `now`.
 * Both in ms since the epoch. Written out by hand because Intl costs start-up time.
 */
export function formatInstant(at: number, now: number): string {
  const date = new Date(at);
  const year = date.getFullYear() === new Date(now).getFullYear() ? '' : `${date.getFullYear()}`;
  const day = days()(date.getDate(), date.getMonth(), year);
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** RFC 3339, for JSON; null if it is not known, or beyond the calendar, as a typo in a file may be. */
export function utcText(at: number | undefined): string | null {
  const date = at === undefined ? undefined : new Date(at);
  return date === undefined || Number.isNaN(date.getTime()) ? null : date.toISOString();
}
