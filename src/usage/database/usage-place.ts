import type { StoredRecord } from '../figures/read-records.ts';
import type { UsageDatabase } from './tables.ts';
import type { RecordWriter } from './write-records.ts';

export type EngineEvent =
  | { readonly type: 'problem'; readonly sentence: string }
  /** For the log only; no problem. */
  | { readonly type: 'notice'; readonly sentence: string }
  /** A problem, after which nothing is stored. */
  | { readonly type: 'ended'; readonly sentence: string }
  /** The current condition of one kind; undefined when it has ended. */
  | { readonly type: 'progress'; readonly of: 'waiting' | 'copy'; readonly sentence: string | undefined };

export interface OpenTables {
  readonly database: UsageDatabase;
  readonly writer: RecordWriter;
}

/** Where the tables are: a file of this machine, or a database that several servers share. */
export interface UsagePlace {
  /** Rejects with the reason, for the middle of a sentence. */
  use<T>(work: (tables: OpenTables) => Promise<T>): Promise<T>;
  /** In one transaction; or keeps them, to store them later. */
  store(records: readonly StoredRecord[]): Promise<void>;
  close(): Promise<void>;
}
