import type { UsageQuery } from '../contract/usage-figures.ts';
import type { UsageRecord, UsageTokens } from '../contract/usage-record.ts';
import { busyBuckets } from './busy-buckets.ts';
import { filtered } from './cubes.ts';
import type { Connection } from './database.ts';
import { readRows } from './read-rows.ts';
import { recordsWhere } from './scan-sums.ts';
import type { Words } from './words.ts';
import type { RecordMore } from './write-records.ts';

const columns =
  'id, at, key, provider, account, model, application, status, endpoint, alias, agent, latency, first_byte, input, output, reasoning, cached, total, more';

export interface StoredRecord {
  readonly record: UsageRecord;
  /** What came with an import and has no field of its own. */
  readonly more: RecordMore;
}

/**
 * Newest first, at most `limit`. The roll-up tells which hours hold any record of a filter, and only those are
 * looked through: a key that was used twice in a month is found at once among a million records.
 * @param before ms since the epoch: only what arrived earlier
 */
export function readRecords(
  database: Connection,
  words: Words,
  query: UsageQuery,
  now: number,
  limit: number,
  before?: number,
): StoredRecord[] {
  const until = Math.min(query.until ?? Number.POSITIVE_INFINITY, before ?? Number.POSITIVE_INFINITY);
  const span = Number.isFinite(until) ? { ...query, until } : query;
  const read = (part: UsageQuery, wanted: number): StoredRecord[] => {
    const where = recordsWhere(part, words);
    if (where === undefined || wanted <= 0) return [];
    const rows = readRows<Row>(
      database,
      `SELECT ${columns} FROM requests WHERE ${where} ORDER BY at DESC, seq DESC LIMIT ${Math.trunc(wanted)}`,
    );
    return rows.map((row) => recordOf(row, words));
  };
  if (filtered(span).length === 0) return read(span, limit);
  const found: StoredRecord[] = [];
  for (const { from, to } of busyBuckets(database, words, span, now)) {
    if (found.length >= limit) break;
    const part = { ...span, since: Math.max(span.since, from), until: Math.min(span.until ?? to, to) };
    found.push(...read(part, limit - found.length));
  }
  return found;
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
  const [latency, firstByte, input, output, reasoning, cached, total] = row.slice(11) as (number | null)[];
  const { attempts, error, referer, task, ...more } = parseMore(row.at(-1));
  const tokens = defined({ input, output, reasoning, cached, total }) as UsageTokens;
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
    tokens: Object.keys(tokens).length > 0 ? tokens : undefined,
    application: word(application),
    referer,
    task,
    userAgent: word(agent),
  });
  return { record: record as unknown as UsageRecord, more };
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
