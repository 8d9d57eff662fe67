import type { Outcome } from '../contract/outcome.ts';
import type {
  UsageBucket,
  UsageDimension,
  UsageGroup,
  UsageQuery,
  UsageTotals,
} from '../contract/usage-figures.ts';
import type { UsageRecord } from '../contract/usage-record.ts';
import type { ExportOptions } from './v6/v6-export.ts';
import type { ImportAnswer, KeysByName } from './v6/v6-import.ts';
import type { ExportedUsage } from './v6/v6-shape.ts';

/** Of no requests. */
export const noTotals = (since: number): UsageTotals => ({
  since,
  requests: 0,
  failed: 0,
  tokensKnown: 0,
  costKnown: 0,
});

/** What a store is asked; also of one that is opened for reading alone. */
export interface UsageQueries {
  totals(query: UsageQuery): Promise<UsageTotals>;
  /** Most requests first. @param barStep ms: with the requests of each group over time */
  groups(query: UsageQuery, by: UsageDimension, barStep?: number): Promise<UsageGroup[]>;
  /** Oldest first, steps without requests too. @param bucketMs a minute or more */
  series(query: UsageQuery, bucketMs: number): Promise<UsageBucket[]>;
  /** Newest first, with what each cost, or why that is not known. @param before ms since the epoch: what arrived earlier */
  records(query: UsageQuery, limit: number, before?: number): Promise<UsageRecord[]>;
  /** All that is kept, in the shape of the v6 server. */
  exportV6(options?: ExportOptions): Promise<ExportedUsage>;
  /** What the user must know now. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** Every request that a gateway reports, kept over restarts (H2). Nobody waits for the disk: answers come later. */
export interface UsageStore extends UsageQueries {
  /** On disk within a third of a second. */
  add(record: UsageRecord): void;
  /** With what it costs, or why that is not known. */
  priced(record: UsageRecord): UsageRecord;
  flush(): Promise<void>;
  /** Tokens of client keys since an instant (ms since the epoch), exactly; undefined: they cannot be read now. */
  tokensByKey(since: number): Promise<ReadonlyMap<string, number> | undefined>;
  /** Reads what the v6 server exports; what is there already is passed over. */
  importV6(data: unknown, keys?: KeysByName): Promise<Outcome<ImportAnswer>>;
}
