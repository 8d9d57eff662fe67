import type {
  UsageBucket,
  UsageDimension,
  UsageGroup,
  UsageQuery,
  UsageTotals,
} from '../contract/usage-figures.ts';
import { levels, minutesKeptMs } from './cubes.ts';
import type { Connection } from './database.ts';
import { bucketOf, figuresOf, groupOf } from './figures.ts';
import { planRanges } from './plan-ranges.ts';
import { readRecords, type StoredRecord } from './read-records.ts';
import { readSeries, readSums, type Sums } from './read-sums.ts';
import { scanSeries, scanSums } from './scan-sums.ts';
import type { Words } from './words.ts';

export interface UsageReader {
  totals(query: UsageQuery): UsageTotals;
  groups(query: UsageQuery, by: UsageDimension): UsageGroup[];
  series(query: UsageQuery, bucketMs: number): UsageBucket[];
  records(query: UsageQuery, limit: number, before?: number): StoredRecord[];
}

/** Steps of a series at most; a finer wish gets longer steps. */
const longestSeries = 2_000;

export function openReader(database: Connection, words: Words, now: () => number): UsageReader {
  const sums = (query: UsageQuery, by?: UsageDimension): { since: number; rows: Sums[] } => {
    const plan = planRanges(query.since, query.until, now());
    const rows = readSums(database, words, query, by, plan);
    return rows
      ? { since: plan.since, rows }
      : { since: query.since, rows: scanSums(database, words, query, by) };
  };

  return {
    totals(query) {
      const { since, rows } = sums(query);
      return { since, ...figuresOf(rows[0]) };
    },
    groups(query, by) {
      const name = (id: number) => (by === 'status' ? String(id) : (words.textOf(id) ?? null));
      return sums(query, by)
        .rows.map((row) => groupOf(row, name(row.group)))
        .sort((one, other) => other.requests - one.requests);
    },
    series(query, bucketMs) {
      const until = query.until ?? now() + 1;
      const wanted = Math.max(bucketMs, (until - query.since) / longestSeries);
      const level =
        wanted < levels[1] && query.since >= now() - minutesKeptMs + levels[1]
          ? 0
          : wanted < levels[2]
            ? 1
            : 2;
      const step = Math.ceil(wanted / levels[level]) * levels[level];
      const since = Math.floor(query.since / step) * step;
      const span = { since, until, step, level: level as 0 | 1 | 2 };
      const found =
        readSeries(database, words, query, span) ?? scanSeries(database, words, { ...query, since }, step);
      const buckets: UsageBucket[] = [];
      for (let at = since; at < until; at += step) buckets.push(bucketOf(at, found.get(at)));
      return buckets;
    },
    records: (query, limit, before) => readRecords(database, words, query, now(), limit, before),
  };
}
