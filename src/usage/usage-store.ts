import type { Outcome } from '../contract/outcome.ts';
import type {
  UsageBucket,
  UsageDimension,
  UsageGroup,
  UsageQuery,
  UsageTotals,
} from '../contract/usage-figures.ts';
import type { UsageRecord } from '../contract/usage-record.ts';
import type { ExportOptions } from './v6-export.ts';
import type { ImportAnswer, KeyOf } from './v6-import.ts';
import type { ExportedUsage } from './v6-shape.ts';

/** What a store is asked; also of one that is opened for reading alone. */
export interface UsageQueries {
  totals(query: UsageQuery): UsageTotals;
  /** Most requests first. @param barStep ms: with the requests of each group over time */
  groups(query: UsageQuery, by: UsageDimension, barStep?: number): UsageGroup[];
  /** Oldest first, steps without requests too. @param bucketMs a minute or more */
  series(query: UsageQuery, bucketMs: number): UsageBucket[];
  /** Newest first. @param before ms since the epoch: what arrived earlier */
  records(query: UsageQuery, limit: number, before?: number): UsageRecord[];
  /** As `records`, with what each cost, or why that is not known. */
  pricedRecords(query: UsageQuery, limit: number, before?: number): UsageRecord[];
  exportV6(options?: ExportOptions): ExportedUsage;
  /** As `exportV6`, in steps between which other work goes on: for a server. */
  exportInTurns(options?: ExportOptions): Promise<ExportedUsage>;
  /** What the user must know now. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** Every request that a gateway tells, kept over restarts (H2). The calls are synchronous and take milliseconds. */
export interface UsageStore extends UsageQueries {
  /** On disk within a quarter of a second. */
  add(record: UsageRecord): void;
  /** With what it costs, or why that is not known. */
  priced(record: UsageRecord): UsageRecord;
  flush(): Promise<void>;
  /** Tokens of client keys since an instant (ms since the epoch), exactly; undefined: they cannot be read now. */
  tokensByKey(since: number): ReadonlyMap<string, number> | undefined;
  /** Reads what the v6 server exports; what is there already is passed over. */
  importV6(data: unknown, keyOf?: KeyOf): Outcome<ImportAnswer>;
  /** As `importV6`, in steps between which other work goes on. */
  importInTurns(data: unknown, keyOf?: KeyOf): Promise<Outcome<ImportAnswer>>;
}
