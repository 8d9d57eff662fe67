import type { UsageQuery } from '../contract/usage-figures.ts';
import { filterPacks, type PackPlace } from './filter-packs.ts';

/** Where in `requests` the newest of a query are, at most `limit`. */
export function findPlaces(place: PackPlace, query: UsageQuery, limit: number): number[] {
  if (limit === 0) return [];
  let found: { readonly at: number; readonly seq: number }[] = [];
  for (const { pack, rows, count } of filterPacks(place, query)) {
    const oldest = found.length < limit ? Number.NEGATIVE_INFINITY : (found.at(-1)?.at ?? 0);
    if (pack.maxAt < oldest && pack.inOrder) break;
    const [arrivals, gaps] = pack.read(['at', 'gap']);
    for (const row of rows.subarray(0, count)) {
      const at = (arrivals?.[row] ?? 0) + pack.atFrom;
      if (at >= oldest) found.push({ at, seq: pack.firstSeq + row + (gaps?.[row] ?? 0) });
    }
    // Later requests may have arrived earlier, so the packs meet at their edges.
    found = found.sort((one, other) => other.at - one.at || other.seq - one.seq).slice(0, limit);
  }
  return found.map(({ seq }) => seq);
}
