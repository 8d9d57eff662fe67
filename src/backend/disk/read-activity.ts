import { activityOf, readStoredCounts } from '../../contract/activity-counts.ts';
import type { Activity } from '../client-keys.ts';

/** The counts of activity.data as they stand at `now`, ms since the epoch; undefined: there are none. */
export function readActivity(data: unknown, now: number): Activity | undefined {
  const stored = readStoredCounts(data);
  if (!stored) return undefined;
  const { countedSince, counts } = stored;
  const figures = Object.entries(counts).map(
    ([print, one]) => [print, activityOf(one, now, countedSince)] as const,
  );
  return { activity: Object.fromEntries(figures), countedSince };
}
