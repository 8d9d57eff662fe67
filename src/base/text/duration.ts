import { catalogue } from './language.ts';

/** ms */
export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

const units: Readonly<Record<string, number>> = {
  s: second,
  m: minute,
  min: minute,
  h: hour,
  d: day,
  w: 7 * day,
};
/** Longer is a typo, and would overflow a date. */
const longest = 3650 * day;

/**
 * `90s`, `90m`, `24h`, `7d`, `2w`, sums such as `1h30m`, or `now` (0). In ms; undefined if not a duration.
 */
export function parseDuration(text: string): number | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === 'now' || wanted === '0') return 0;
  if (!/^(\d+ ?(s|min|m|h|d|w) ?)+$/.test(wanted)) return undefined;
  let total = 0;
  for (const [, count, unit] of wanted.matchAll(/(\d+) ?(s|min|m|h|d|w)/g)) {
    total += Number(count) * (units[unit ?? ''] ?? Number.NaN);
  }
  return total <= longest ? total : undefined;
}

/**
 * A duration from `now`, the end of a local day (`2027-01-31`), a local minute (`2027-01-31 09:30`), or a time with
 * its zone (`2027-01-31T09:30Z`). In ms since the epoch; NaN for a day that no calendar has, undefined for other text.
 */
export function parseTime(text: string, now: number): number | undefined {
  const wanted = text.trim().toLowerCase();
  const duration = parseDuration(wanted);
  if (duration !== undefined) return now + duration;
  const [, year, month, date, hours = '23', minutes = '59', zone] =
    /^(\d{4})-(\d{2})-(\d{2})(?:[ t](\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(z|[+-]\d{2}:\d{2})?)?$/.exec(
      wanted,
    ) ?? [];
  if (!year || !month || !date) return undefined;
  const local = new Date(Number(year), Number(month) - 1, Number(date), Number(hours), Number(minutes));
  if (local.getMonth() !== Number(month) - 1 || local.getDate() !== Number(date)) return Number.NaN;
  return zone ? Date.parse(wanted.toUpperCase().replace(' ', 'T')) : local.getTime();
}

/** Of a line of a log, in each language. */
export const latinUnits = { ms: 'ms', s: 's', min: 'min', h: 'h', d: 'd' } as const;

export const unitWords = catalogue(latinUnits, async () => ({
  zhCN: { ms: '毫秒', s: '秒', min: '分钟', h: '小时', d: '天' },
}));

/** `12 s`, `40 min`, `24 h`, `7 d`: one unit, rounded down; negative counts as 0. */
export function formatDuration(ms: number, units = unitWords()): string {
  const left = Math.max(0, ms);
  const { s, min, h, d } = units;
  if (left < minute) return `${Math.floor(left / second)} ${s}`;
  if (left < hour) return `${Math.floor(left / minute)} ${min}`;
  if (left < 2 * day) return `${Math.floor(left / hour)} ${h}`;
  return `${Math.floor(left / day)} ${d}`;
}
