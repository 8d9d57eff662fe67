import type { Outcome } from '../contract/outcome.ts';
import type {
  UsageBucket,
  UsageDimension,
  UsageGroup,
  UsageQuery,
  UsageRefusal,
  UsageTotals,
} from '../contract/usage-figures.ts';
import type { UsageRecord } from '../contract/usage-record.ts';
import type { ExportOptions } from './v6/v6-export.ts';
import type { ImportAnswer, KeysByName } from './v6/v6-import.ts';
import type { ExportedUsage } from './v6/v6-shape.ts';

/**
 * The queries of a store, also of one that is opened only for reading. What cannot be read now rejects with the reason,
 * for the middle of a sentence.
 */
export interface UsageQueries {
  /** Where several servers share the history: selects the requests of this one. */
  readonly own: Pick<UsageQuery, 'server'>;
  /** Names of the servers that share this history; undefined: it is of one server. */
  servers(): Promise<string[] | undefined>;
  /** Most requests first; undefined: they are not counted. */
  refusals(query: UsageQuery, most: number): Promise<UsageRefusal[] | undefined>;
  totals(query: UsageQuery): Promise<UsageTotals>;
  /** Most requests first. @param barStep ms: with the requests of each group over time */
  groups(query: UsageQuery, by: UsageDimension, barStep?: number): Promise<UsageGroup[]>;
  /** Oldest first, steps without requests too. @param bucketMs a minute or more */
  series(query: UsageQuery, bucketMs: number): Promise<UsageBucket[]>;
  /** Newest first, with its cost, or why that is unknown. @param before ms since the epoch: only earlier arrivals */
  records(query: UsageQuery, limit: number, before?: number): Promise<UsageRecord[]>;
  /** Everything that is stored, in the format of the v6 server. */
  exportV6(options?: ExportOptions): Promise<ExportedUsage>;
  /** What the user must know now. */
  readonly problems: readonly string[];
  /** That one of them which passes by itself. */
  readonly underWay?: string | undefined;
  close(): Promise<void>;
}

/** Those that an engine answers as they are asked. */
export const questions = [
  'servers',
  'refusals',
  'totals',
  'groups',
  'series',
  'records',
  'exportV6',
] as const satisfies readonly (keyof UsageQueries)[];

/** Every request that a gateway reports, kept over restarts (H2). Adding a record does not wait for the disk. */
export interface UsageStore extends UsageQueries {
  /** On disk within a third of a second. */
  add(record: UsageRecord): void;
  /** A request without a valid client key. @param reason `no key`, `wrong key` … @param at ms since the epoch */
  refused(address: string, reason: string, at: number): void;
  /** With its cost, or why that is unknown. */
  priced(record: UsageRecord): UsageRecord;
  flush(): Promise<void>;
  /** Tokens of client keys since a time (ms since the epoch), exact; undefined if they cannot be read now. */
  tokensByKey(since: number): Promise<ReadonlyMap<string, number> | undefined>;
  /** Imports an export of the v6 server; records that are already stored are skipped. */
  importV6(data: unknown, keys?: KeysByName): Promise<Outcome<ImportAnswer>>;
}
