import { fingerprint } from '../../base/fingerprint.ts';
import { activityOf, countRequest, emptyCounts } from '../../contract/activity-counts.ts';
import type { KeyActivity } from '../../contract/client-key.ts';
import type { Activity } from '../client-keys.ts';
import type { PublicOutput } from './public-routes.ts';

/**
 * What v6 has counted since its start, by client key: it keeps every request, and reading takes none away (H4).
 * Its start is not told, so the counts are called complete from its first record on. @param now ms since the epoch
 */
export function figuresOf({ usage }: PublicOutput<'getUsage'>, now: number): Activity {
  const times = Object.entries(usage.apis).map(([key, api]) => ({
    print: fingerprint(key),
    at: Object.values(api.models)
      .flatMap((model) => model.details.map((it) => Date.parse(it.timestamp)))
      .filter((at) => at <= now)
      .sort((a, b) => a - b),
  }));
  const countedSince = Math.min(now, ...times.map(({ at }) => at[0] ?? now));
  const activity: Record<string, KeyActivity> = {};
  for (const { print, at } of times) {
    const counts = emptyCounts();
    for (const instant of at) countRequest(counts, instant);
    activity[print] = activityOf(counts, now, countedSince);
  }
  return { activity, countedSince };
}
