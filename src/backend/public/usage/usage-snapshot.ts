import { fingerprint } from '../../../base/secrets/fingerprint.ts';
import { activityOf, countRequest, emptyCounts } from '../../../contract/activity-counts.ts';
import type { KeyActivity } from '../../../contract/client-key.ts';
import { joinTries } from '../../../usage/join-tries.ts';
import type { Activity } from '../../client-keys.ts';
import type { PublicOutput } from '../client/public-routes.ts';
import type { UsageRecord } from '../client/public-schemas.ts';
import { marksOf, tryOf } from './count-usage.ts';

/**
 * What v6 has counted since its start, by client key: it keeps every request, and reading takes none away
 * (H4). Its start is not reported, so the counts are complete from its first record on. @param now ms since
 * the epoch
 */
export function figuresOf({ usage }: PublicOutput<'getUsage'>, now: number): Activity {
  const times = Object.entries(usage.apis).map(([key, api]) => ({
    print: fingerprint(key),
    at: Object.values(api.models)
      .flatMap(({ details }) => [...requestsOf(details)])
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

/** When each request came: a try that another one follows is none. */
function requestsOf(details: readonly UsageRecord[]): Iterable<number> {
  const { take } = joinTries();
  const times = new Map<string, number>();
  for (const [place, detail] of details.entries()) {
    const { id, at, tries = [] } = take(tryOf(detail, String(place)), marksOf(detail));
    for (const { id: before } of tries) times.delete(before ?? '');
    times.set(id, at);
  }
  return times.values();
}
