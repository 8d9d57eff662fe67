import * as v from 'valibot';
import { hour, minute } from '../base/text/duration.ts';
import { startOfDay } from '../base/text/start-of-day.ts';
import type { KeyActivity } from './client-key.ts';

/**
 * How the requests of a client key are counted and kept, for everyone who counts, stores or reads them: the
 * embedded server, a disk backend beside it, and a backend that counts what a foreign server reports.
 */
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const buckets = v.pipe(v.array(v.tuple([count, count])), v.maxLength(64));

/** Counts of one key, in memory and in the file: `[number of the minute or hour, requests]`. */
const keyCountsSchema = v.object({
  lastUsedAt: v.number(),
  minutes: buckets,
  hours: buckets,
  /** Local date as `YYYYMMDD`, and the requests of that day. */
  day: count,
  today: count,
});
export type KeyCounts = v.InferOutput<typeof keyCountsSchema>;

export const emptyCounts = (): KeyCounts => ({ lastUsedAt: 0, minutes: [], hours: [], day: 0, today: 0 });

const fileSchema = v.object({ countedSince: v.number(), counts: v.record(v.string(), v.unknown()) });

/** activity.data: the counts by fingerprint. */
export interface StoredCounts {
  /** ms since the epoch from which the counts are complete. */
  readonly countedSince: number;
  readonly counts: Readonly<Record<string, KeyCounts>>;
  /** The counts of some key could not be read and are not in `counts`. */
  readonly damaged: boolean;
}

/** What is written to activity.data. */
export const storedCounts = (
  countedSince: number,
  counts: Iterable<readonly [string, KeyCounts]>,
): { countedSince: number; counts: Record<string, KeyCounts> } => ({
  countedSince,
  counts: Object.fromEntries(counts),
});

/** What activity.data contains; undefined if it cannot be read. */
export function readStoredCounts(data: unknown): StoredCounts | undefined {
  const file = v.safeParse(fileSchema, data);
  if (!file.success) return undefined;
  const counts: Record<string, KeyCounts> = {};
  let damaged = false;
  for (const [print, value] of Object.entries(file.output.counts)) {
    const read = v.safeParse(keyCountsSchema, value);
    if (read.success) counts[print] = read.output;
    else damaged = true;
  }
  return { countedSince: file.output.countedSince, counts, damaged };
}

/** Counts one request to a provider, in place, as the usage does. @param now ms since the epoch */
export function countRequest(counts: KeyCounts, now: number): void {
  counts.lastUsedAt = now;
  bump(counts.minutes, Math.floor(now / minute), 60);
  bump(counts.hours, Math.floor(now / hour), 24);
  const day = localDay(now);
  counts.today = counts.day === day ? counts.today + 1 : 1;
  counts.day = day;
}

/** Counts of requests that came before those of `later`. */
export function joinCounts(earlier: KeyCounts, later: KeyCounts): KeyCounts {
  const joined = (list: 'minutes' | 'hours'): [number, number][] => {
    const sums = new Map(earlier[list]);
    for (const [at, requests] of later[list]) sums.set(at, (sums.get(at) ?? 0) + requests);
    return [...sums].sort(([a], [b]) => a - b);
  };
  return {
    lastUsedAt: Math.max(earlier.lastUsedAt, later.lastUsedAt),
    minutes: joined('minutes'),
    hours: joined('hours'),
    day: later.day,
    today: later.today + (earlier.day === later.day ? earlier.today : 0),
  };
}

/** The counts of a key whose requests are stored: the last hour and day. @param now ms since the epoch */
export function countsFrom(
  stored: { readonly minutes: readonly number[]; readonly hours: readonly number[]; readonly today: number },
  lastUsedAt: number,
  now: number,
): KeyCounts {
  const buckets = (bars: readonly number[], ms: number): [number, number][] =>
    bars.flatMap((requests, place) =>
      requests > 0 ? [[Math.floor(now / ms) - (bars.length - 1 - place), requests] as [number, number]] : [],
    );
  return {
    lastUsedAt,
    minutes: buckets(stored.minutes, minute),
    hours: buckets(stored.hours, hour),
    day: localDay(now),
    today: stored.today,
  };
}

/** What the counts say at `now`; counts older than an hour or a day are left out. */
export function activityOf(counts: KeyCounts, now: number, countedSince: number): KeyActivity {
  const minuteNow = Math.floor(now / minute);
  const hourNow = Math.floor(now / hour);
  const hours = new Array<number>(24).fill(0);
  for (const [at, requests] of counts.hours) {
    const place = 23 - (hourNow - at);
    if (place >= 0 && place < 24) hours[place] = requests;
  }
  return {
    ...(counts.lastUsedAt > 0 ? { lastUsedAt: counts.lastUsedAt } : {}),
    countedSince,
    lastHour: counts.minutes.reduce(
      (sum, [at, n]) => (at > minuteNow - 60 && at <= minuteNow ? sum + n : sum),
      0,
    ),
    today: counts.day === localDay(now) ? counts.today : 0,
    hours,
  };
}

function bump(list: [number, number][], at: number, keep: number): void {
  const last = list.at(-1);
  if (last?.[0] === at) {
    last[1] += 1;
    return;
  }
  list.push([at, 1]);
  while ((list[0]?.[0] ?? at) <= at - keep || list.length > keep) list.shift();
}

let known = { start: Number.NaN, day: 0 };

/** Runs for every request, so the current day is computed once. */
function localDay(now: number): number {
  const start = startOfDay(now);
  if (start !== known.start) {
    const date = new Date(start);
    known = { start, day: date.getFullYear() * 10_000 + (date.getMonth() + 1) * 100 + date.getDate() };
  }
  return known.day;
}
