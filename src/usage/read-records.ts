import type { UsageQuery } from '../contract/usage-figures.ts';
import type { UsageRecord, UsageTokens } from '../contract/usage-record.ts';
import { filtered, isSearch } from './cubes.ts';
import type { Connection } from './database.ts';
import type { PackPlace } from './filter-packs.ts';
import { findPlaces } from './find-places.ts';
import { prepared, readRows } from './read-rows.ts';
import type { Words } from './words.ts';
import type { RecordMore } from './write-records.ts';

const columns =
  'id, at, key, provider, account, model, application, status, endpoint, alias, agent, latency, first_byte, input, output, reasoning, cached, total, cost, more';

export interface StoredRecord {
  readonly record: UsageRecord;
  /** In cost units, at the prices of its time; undefined: unknown. */
  readonly cost: number | undefined;
  /** What came with an import and has no field of its own. */
  readonly more: RecordMore;
}

/**
 * Newest first, at most `limit`. With filters the packs are looked through for places, the newest first: a key that was
 * used twice in a month is found in milliseconds among a million records.
 * @param before ms since the epoch: only what arrived earlier
 */
export function readRecords(
  place: PackPlace,
  query: UsageQuery,
  limit: number,
  before?: number,
): StoredRecord[] {
  const { database, words } = place;
  const most = Math.max(0, Math.trunc(limit));
  const until = Math.min(query.until ?? Number.POSITIVE_INFINITY, before ?? Number.POSITIVE_INFINITY);
  const span = Number.isFinite(until) ? { ...query, until } : query;
  const rows =
    filtered(span).length === 0 && !isSearch(span)
      ? readNewest(database, span, most)
      : readPlaces(database, findPlaces(place, span, most));
  return rows.map((row) => recordOf(row, words));
}

function readNewest(database: Connection, { since, until }: UsageQuery, limit: number): Row[] {
  const end = until === undefined ? '' : ` AND at < ${Math.ceil(until)}`;
  return readRows(
    database,
    `SELECT ${columns} FROM requests WHERE at >= ${Math.max(0, Math.floor(since))}${end}
       ORDER BY at DESC, seq DESC LIMIT ${limit}`,
  );
}

/** In one statement for any number of places. */
function readPlaces(database: Connection, places: readonly number[]): Row[] {
  if (places.length === 0) return [];
  const statement = prepared(
    database,
    `SELECT ${columns} FROM requests WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY at DESC, seq DESC`,
  );
  return statement.all([JSON.stringify(places)]) as Row[];
}

/** In the order in which they were written, from behind `seq`. @returns with the place of the last one */
export function readInOrder(
  database: Connection,
  words: Words,
  seq: number,
  limit: number,
): { readonly records: StoredRecord[]; readonly last: number | undefined } {
  const rows = readRows<unknown[]>(
    database,
    `SELECT ${columns}, seq FROM requests WHERE seq > ${Math.max(0, seq)} ORDER BY seq LIMIT ${limit}`,
  );
  const last = rows.at(-1)?.pop() as number | undefined;
  for (const row of rows.slice(0, -1)) row.pop();
  return { records: rows.map((row) => recordOf(row as Row, words)), last };
}

type Row = [string, number, ...(number | null)[], string | null];

function recordOf(row: Row, words: Words): StoredRecord {
  const [id, at, key, provider, account, model, application, code, endpoint, alias, agent] = row as number[];
  const [latency, firstByte, input, output, reasoning, cached, total, cost] = row.slice(11) as (
    | number
    | null
  )[];
  const { attempts, tries, restingMs, error, referer, task, written, writtenLong, ...more } = parseMore(
    row.at(-1),
  );
  const tokens = defined({ input, output, reasoning, cached, written, writtenLong, total }) as UsageTokens;
  const word = (number: number | undefined) => words.textOf(number ?? 0);
  const status = code ?? 0;
  const record = defined({
    id: String(id),
    at,
    latencyMs: latency ?? 0,
    firstByteMs: firstByte,
    clientKey: word(key),
    provider: word(provider),
    account: word(account),
    model: word(model),
    alias: word(alias),
    endpoint: word(endpoint) ?? '',
    status: status >> 1,
    failed: (status & 1) === 1,
    error,
    attempts,
    tries,
    restingMs,
    tokens: Object.keys(tokens).length > 0 ? tokens : undefined,
    application: word(application),
    referer,
    task,
    userAgent: word(agent),
  });
  return { record: record as unknown as UsageRecord, cost: cost ?? undefined, more };
}

function parseMore(text: unknown): Record<string, unknown> {
  if (typeof text !== 'string') return {};
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  );
}
