import { levels } from './cubes.ts';
import type { PackPlace } from './filter-packs.ts';
import { sumColumns } from './measures.ts';
import { planRanges } from './plan-ranges.ts';
import { readSums } from './read-sums.ts';
import { scanPacks } from './scan-packs.ts';

const hour = levels[1];
const total = sumColumns.indexOf('total');

/**
 * Tokens by client key since an instant, exactly: figures of a long time begin at full hours of UTC, and the months of
 * a time zone with half an hour do not. What lies before the first full hour is told by the records themselves.
 */
export function tokensByKey(place: PackPlace, since: number, now: number): Map<string, number> {
  const { database, words } = place;
  const full = Math.ceil(since / hour) * hour;
  const sums = [
    ...(readSums(database, words, { since: full }, 'key', planRanges(full, undefined, now)) ?? []),
    ...(full > since ? scanPacks(place, { since, until: full }, 'key') : []),
  ];
  const tokens = new Map<string, number>();
  for (const { group, sums: values } of sums) {
    const key = words.textOf(group);
    if (key !== undefined) tokens.set(key, (tokens.get(key) ?? 0) + (values[total] ?? 0));
  }
  return tokens;
}
