import type { UsageQuery } from '../contract/usage-figures.ts';
import { filterPacks, type PackPlace } from './filter-packs.ts';
import type { Grouping } from './pack-groups.ts';
import { type PackedSums, PackTotals, type Steps } from './pack-totals.ts';

const none: Steps = { from: 0, step: 1, count: 0 };

/** Sums of the requests of a query by going through them, for more than two dimensions: no sums are kept for these. */
export function scanPacks(
  place: PackPlace,
  query: UsageQuery,
  by: Grouping,
  steps: Steps = none,
): PackedSums[] {
  const totals = new PackTotals(by, steps);
  for (const hits of filterPacks(place, query)) totals.add(hits);
  return totals.groups();
}
