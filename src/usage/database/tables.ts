import { createHash } from 'node:crypto';
import { type Generated, type Kysely, sql } from 'kysely';

/** Amounts of a request: tokens, and the cost in billionths of a dollar; null if unknown, in a sum if none is known. */
export const amountColumns = ['input', 'output', 'reasoning', 'cached', 'total', 'cost'] as const;
type Amounts = Record<(typeof amountColumns)[number], number | null>;

/**
 * Counts of the requests of an hour. Of the failed ones: the client disconnected (`aborted`), the answer was cut short
 * (`cut`). Those that reported tokens (`known`), that have a cost (`priced`), and that reported each kind (`told_…`).
 */
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

/** The requests that each amount is of. */
export const countOf = {
  input: 'told_input',
  output: 'told_output',
  reasoning: 'told_reasoning',
  cached: 'told_cached',
  total: 'known',
  cost: 'priced',
} as const;

/** Texts of a combination. `server`: the one that stored it; '' in a file. */
export const textColumns = [
  'server',
  'client_key',
  'provider',
  'account',
  'model',
  'application',
  'endpoint',
  'alias',
  'user_agent',
] as const;

/** The texts that requests share, stored once: at most 200 characters, '' if unknown. */
export interface Combinations extends Record<(typeof textColumns)[number], string> {
  id: Generated<number>;
  status: number;
  /** 0 or 1: a stream may break after its status 200. */
  failed: number;
  /** The dimensions in lower case, for searches; see search-text.ts. */
  folded: string;
  /** Of all the above but `folded`: two servers that store the same combination at once share it. */
  digest: string;
}

/** One row for each request; unknown amounts are null. */
export interface Requests extends Amounts {
  seq: Generated<number>;
  id: string;
  /** Arrival, ms since the epoch. */
  at: number;
  combination: number;
  /** Of `addresses`; null if unknown. */
  address: number | null;
  /** ms */
  latency: number;
  first_byte: number | null;
  /** Attempts that were followed by another one. */
  retries: number;
  /** Buckets of latency and first byte, as in `hourly`. */
  latencies: string;
  error: string | null;
  /** JSON of rare fields. */
  more: string | null;
}

/**
 * IP addresses of clients, apart from the combinations, as clients have many. A number is never used again, also after
 * its address was removed.
 */
interface Addresses {
  id: Generated<number>;
  address: string;
  /** Hour of the last request that refers to it: it is removed with that one. */
  hour: number;
}

/** Sums of the requests of one combination in one hour; those of `everything` are of all requests of the hour. */
export interface Hourly extends Amounts, Record<(typeof countColumns)[number], number> {
  combination: number;
  /** Hours since the epoch; negative: the sums of a half day, see half-days.ts. */
  hour: number;
  /** ms from the start of the hour to the arrival of its last request. */
  last: number;
  /** Counts by bucket, see latencies.ts. */
  latencies: string;
}

/** Requests of an address without a valid client key in one hour. */
interface Refusals {
  server: string;
  /** Hours since the epoch. */
  hour: number;
  address: string;
  reason: string;
  requests: number;
  /** Arrival of the last one, ms since the epoch. */
  last: number;
}

/** How far the takeover of an earlier version's file has come, by the file's name, and the copy to a database. */
interface Takeovers {
  file: string;
  seq: number;
}

export interface UsageTables {
  combinations: Combinations;
  requests: Requests;
  addresses: Addresses;
  hourly: Hourly;
  refusals: Refusals;
  takeovers: Takeovers;
}

export type UsageDatabase = Kysely<UsageTables>;

/**
 * Of these tables, `user_version` of a file. Versions 1 to 4 had other tables, see take-over.ts; 6 and 7 lacked addresses,
 * and 6 sums of half days; 5 is not read.
 */
export const schemaVersion = 8;

/** Of one row of `hourly`. */
export const hourMs = 3_600_000;

/** Number of the combination with the sums of all requests. */
export const everything = 0;

/** Of version 7. */
export async function createTables(database: UsageDatabase, engine: Engine): Promise<void> {
  for (const statement of statements(engine === 'postgres')) await sql.raw(statement).execute(database);
}

/** To tables of version 7; nothing is read or copied. */
export async function addAddresses(database: UsageDatabase, engine: Engine): Promise<void> {
  // Without `autoincrement`, SQLite gives the number of the last one again once that is removed.
  const number = engine === 'postgres' ? postgresNumber : 'integer primary key autoincrement';
  for (const statement of [
    `create table addresses (id ${number}, address text not null unique, hour bigint not null)`,
    'alter table requests add column address bigint',
  ])
    await sql.raw(statement).execute(database);
}

type Engine = 'sqlite' | 'postgres';

export const digestOf = (names: Omit<Combinations, 'id' | 'folded' | 'digest'>): string =>
  createHash('sha256')
    .update([...textColumns, 'status', 'failed'].map((name) => names[name as 'status']).join('\n'))
    .digest('base64url')
    .slice(0, 22);

/** The later of what is stored and what is added, for `on conflict`; each database has its own name for it. */
export function latest(table: string, column: string) {
  const [kept, more] = [sql.ref(`${table}.${column}`), sql.ref(`excluded.${column}`)];
  return sql<number>`case when ${more} > ${kept} then ${more} else ${kept} end`;
}

const list = (names: readonly string[], type: string) => names.map((name) => `${name} ${type}`).join(', ');

const postgresNumber = 'bigint generated by default as identity primary key';

/** Postgres numbers rows by a sequence, and checks types. */
const statements = (postgres: boolean): readonly string[] => {
  const number = postgres ? postgresNumber : 'integer primary key';
  return [
    `create table combinations (id ${number}, ${list(textColumns, 'text not null')},
       status integer not null, failed integer not null, folded text not null, digest text not null)`,
    'create index combinations_key_model on combinations (client_key, model)',
    'create unique index combinations_digest on combinations (digest)',
    `insert into combinations values (${everything}, ${textColumns.map(() => "''").join(', ')}, 0, 0, '', '')`,
    `create table requests (seq ${number}, id text not null unique, at bigint not null,
       combination bigint not null, latency bigint not null, first_byte bigint, ${list(amountColumns, 'bigint')},
       retries bigint not null, latencies text not null, error text, more text)`,
    // With the combination in it, a search for few among many reads only the index.
    'create index requests_at on requests (at, combination)',
    // By combination first, so that groups are in the order of the key, without sorting.
    `create table hourly (combination bigint not null references combinations (id), hour bigint not null,
       ${list(countColumns, 'bigint not null')}, ${list(amountColumns, 'bigint')}, last bigint not null,
       latencies text not null, primary key (combination, hour))${postgres ? '' : ' without rowid'}`,
    `create table refusals (server text not null, hour bigint not null, address text not null,
       reason text not null, requests bigint not null, last bigint not null,
       primary key (server, hour, address, reason))`,
    ...(postgres ? [] : ['create table takeovers (file text primary key, seq integer not null)']),
  ];
};
