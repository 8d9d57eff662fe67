import type {
  UsageBucket,
  UsageDimension,
  UsageGroup,
  UsageQuery,
  UsageTotals,
} from '../contract/usage-figures.ts';
import type { Connection } from './database.ts';
import { bucketOf, figuresOf, groupOf } from './figures.ts';
import { openPackSource } from './pack-source.ts';
import { planRanges } from './plan-ranges.ts';
import { planSteps } from './plan-steps.ts';
import { type Bars, readBars } from './read-bars.ts';
import { readRecords, type StoredRecord } from './read-records.ts';
import { readSeries, readSums, type Sums } from './read-sums.ts';
import { scanPacks } from './scan-packs.ts';
import { tokensByKey } from './tokens-by-key.ts';
import type { Words } from './words.ts';

export interface UsageReader {
  totals(query: UsageQuery): UsageTotals;
  /** @param barStep ms: the requests of each group over time as well */
  groups(query: UsageQuery, by: UsageDimension, barStep?: number): UsageGroup[];
  series(query: UsageQuery, bucketMs: number): UsageBucket[];
  records(query: UsageQuery, limit: number, before?: number): StoredRecord[];
  tokensByKey(since: number): Map<string, number>;
}

/** Steps of a series, and of the bars of a group, at most; a finer wish gets longer steps. */
const longestSeries = 2_000;
const longestBars = 64;

export function openReader(database: Connection, words: Words, now: () => number): UsageReader {
  const place = { database, words, source: openPackSource(database) };
  return {
    totals(query) {
      const plan = planRanges(query.since, query.until, now());
      const rows = readSums(database, words, query, undefined, plan);
      if (rows) return { since: plan.since, ...figuresOf(rows[0]) };
      return { since: query.since, ...figuresOf(scanPacks(place, query, undefined)[0]) };
    },
    groups(query, by, barStep) {
      const name = (id: number) => (by === 'status' ? String(id) : (words.textOf(id) ?? null));
      const { rows, bars } = groupsOf(query, by, barStep);
      return rows
        .map((row) => {
          const own = bars?.get(row.group);
          return { ...groupOf(row, name(row.group)), ...(own && { bars: [...own] }) };
        })
        .sort((one, other) => other.requests - one.requests);
    },
    series(query, bucketMs) {
      const { from: since, step, until, level } = planSteps(query, bucketMs, now(), longestSeries);
      const found =
        readSeries(database, words, query, { since, until, step, level }) ??
        seriesOf(scanPacks(place, { ...query, since }, step));
      const buckets: UsageBucket[] = [];
      for (let at = since; at < until; at += step) buckets.push(bucketOf(at, found.get(at)));
      return buckets;
    },
    records: (query, limit, before) => readRecords(place, query, limit, before),
    tokensByKey: (since) => tokensByKey(place, since, now()),
  };

  function groupsOf(
    query: UsageQuery,
    by: UsageDimension,
    barStep: number | undefined,
  ): { readonly rows: readonly Sums[]; readonly bars: Bars | undefined } {
    const plan = planRanges(query.since, query.until, now());
    const steps = barStep === undefined ? undefined : planSteps(query, barStep, now(), longestBars);
    const rows = readSums(database, words, query, by, plan);
    if (rows) return { rows, bars: steps && readBars(database, words, query, by, steps) };
    const scanned = scanPacks(place, query, by, steps);
    return { rows: scanned, bars: steps && new Map(scanned.map(({ group, bars }) => [group, bars])) };
  }
}

const seriesOf = (rows: readonly Sums[]): ReadonlyMap<number, readonly number[]> =>
  new Map(rows.map(({ group, sums }) => [group, sums]));
