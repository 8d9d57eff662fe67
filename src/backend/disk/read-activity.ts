import * as v from 'valibot';
import type { KeyActivity } from '../../contract/client-key.ts';
import type { Activity } from '../client-keys.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const buckets = v.array(v.tuple([v.number(), v.number()]));

/** activity.json as the embedded server leaves it: `[number of the minute or hour, requests]` per key. */
const fileSchema = v.object({
  version: v.literal(1),
  countedSince: v.number(),
  keys: v.record(
    v.string(),
    v.object({
      lastUsedAt: v.number(),
      minutes: buckets,
      hours: buckets,
      day: v.number(),
      today: v.number(),
    }),
  ),
});
type Counts = v.InferOutput<typeof fileSchema>['keys'][string];

/** The counts as they stand at `now`, ms since the epoch; undefined: there are none that can be read. */
export function readActivity(data: unknown, now: number): Activity | undefined {
  const file = v.safeParse(fileSchema, data);
  if (!file.success) return undefined;
  const { countedSince, keys } = file.output;
  const figures = Object.entries(keys).map(([print, counts]) => [
    print,
    figuresOf(counts, now, countedSince),
  ]);
  return { activity: Object.fromEntries(figures) as Record<string, KeyActivity>, countedSince };
}

function figuresOf(counts: Counts, now: number, countedSince: number): KeyActivity {
  const minute = Math.floor(now / minuteMs);
  const hour = Math.floor(now / hourMs);
  const hours = Array.from({ length: 24 }, () => 0);
  for (const [at, requests] of counts.hours) {
    const place = 23 - (hour - at);
    if (place in hours) hours[place] = requests;
  }
  const recent = counts.minutes.filter(([at]) => at > minute - 60 && at <= minute);
  const date = new Date(now);
  const day = date.getFullYear() * 10_000 + (date.getMonth() + 1) * 100 + date.getDate();
  return {
    ...(counts.lastUsedAt > 0 && { lastUsedAt: counts.lastUsedAt }),
    countedSince,
    lastHour: recent.reduce((sum, [, requests]) => sum + requests, 0),
    today: counts.day === day ? counts.today : 0,
    hours,
  };
}
