import { type Generated, type Kysely, sql } from 'kysely';

/** The texts that requests share, stored once: at most 200 characters, '' if unknown. */
export interface Combinations {
  id: Generated<number>;
  client_key: string;
  provider: string;
  account: string;
  model: string;
  application: string;
  endpoint: string;
  alias: string;
  user_agent: string;
  status: number;
  /** 0 or 1: a stream may break after its status 200. */
  failed: number;
  /** The dimensions in lower case, for searches; see search-text.ts. */
  folded: string;
}

/** One row for each request; unknown amounts are null. */
export interface Requests {
  seq: Generated<number>;
  id: string;
  /** Arrival, ms since the epoch. */
  at: number;
  combination: number;
  /** ms */
  latency: number;
  first_byte: number | null;
  input: number | null;
  output: number | null;
  reasoning: number | null;
  cached: number | null;
  total: number | null;
  /** Billionths of a dollar. */
  cost: number | null;
  /** Attempts that were followed by another one. */
  retries: number;
  /** Buckets of latency and first byte, as in `hourly`. */
  latencies: string;
  error: string | null;
  /** JSON of rare fields. */
  more: string | null;
}

/** Sums of the requests of one combination in one hour; those of `everything` are of all requests of the hour. */
export interface Hourly {
  combination: number;
  /** Hours since the epoch. */
  hour: number;
  requests: number;
  failed: number;
  /** Of those: the client disconnected; the answer was cut short. */
  aborted: number;
  cut: number;
  /** Null if no request reported it. */
  input: number | null;
  output: number | null;
  reasoning: number | null;
  cached: number | null;
  total: number | null;
  cost: number | null;
  /** Requests that reported tokens, that have a cost, and that reported each kind. */
  known: number;
  priced: number;
  told_input: number;
  told_output: number;
  told_reasoning: number;
  told_cached: number;
  retries: number;
  /** ms from the start of the hour to the arrival of its last request. */
  last: number;
  /** Counts by bucket, see latencies.ts. */
  latencies: string;
}

/** How far the takeover of an earlier version's file has come, by the file's name. */
interface Takeovers {
  file: string;
  seq: number;
}

export interface UsageTables {
  combinations: Combinations;
  requests: Requests;
  hourly: Hourly;
  takeovers: Takeovers;
}

export type UsageDatabase = Kysely<UsageTables>;

/** Names of the texts of a combination. */
export const textColumns = [
  'client_key',
  'provider',
  'account',
  'model',
  'application',
  'endpoint',
  'alias',
  'user_agent',
] as const;

/** Amounts; a sum is null if none is known. */
export const amountColumns = ['input', 'output', 'reasoning', 'cached', 'total', 'cost'] as const;
export const countColumns = [
  'requests',
  'failed',
  'aborted',
  'cut',
  'known',
  'priced',
  'told_input',
  'told_output',
  'told_reasoning',
  'told_cached',
  'retries',
] as const;

/** `user_version` of a file with these tables. Versions 1 to 4 had other tables, see take-over.ts. */
export const schemaVersion = 5;

/** Number of the combination with the sums of all requests. */
export const everything = 0;

/** Creates missing tables and indexes. */
export async function createTables(database: UsageDatabase): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}

const list = (names: readonly string[], type: string) => names.map((name) => `${name} ${type}`).join(', ');

const statements = [
  `create table if not exists combinations (id integer primary key, ${list(textColumns, 'text not null')},
     status integer not null, failed integer not null, folded text not null)`,
  'create index if not exists combinations_key_model on combinations (client_key, model)',
  `insert into combinations values (${everything}, ${textColumns.map(() => "''").join(', ')}, 0, 0, '')
     on conflict do nothing`,
  `create table if not exists requests (seq integer primary key, id text not null unique, at bigint not null,
     combination integer not null, latency integer not null, first_byte integer, ${list(amountColumns, 'bigint')},
     retries integer not null, latencies text not null, error text, more text)`,
  // With the combination in it, a search for few among many reads only the index.
  'create index if not exists requests_at on requests (at, combination)',
  // By combination first, so that groups are in the order of the key, without sorting.
  `create table if not exists hourly (combination integer not null references combinations (id), hour integer not null,
     ${list(countColumns, 'bigint not null')}, ${list(amountColumns, 'bigint')}, last integer not null,
     latencies text not null, primary key (combination, hour)) without rowid`,
  'create table if not exists takeovers (file text primary key, seq integer not null)',
];
