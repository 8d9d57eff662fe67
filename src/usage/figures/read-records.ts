import type { UsageQuery } from '../../contract/usage-figures.ts';
import type { UsageRecord, UsageTokens } from '../../contract/usage-record.ts';
import type { UsageDatabase } from '../database/tables.ts';
import { combinationConditions, requestConditions } from './conditions.ts';

/** Further members of a record of another program (v6 exports): stored to be exported unchanged. */
export type RecordMore = Readonly<Record<string, unknown>>;

export interface StoredRecord {
  readonly record: UsageRecord;
  /** In billionths of a dollar, at the prices of that time; undefined if unknown. */
  readonly cost: number | undefined;
  readonly more?: RecordMore;
}

const joined = (database: UsageDatabase) =>
  database
    .selectFrom('requests as r')
    .innerJoin('combinations as c', 'c.id', 'r.combination')
    .leftJoin('addresses as a', 'a.id', 'r.address')
    .selectAll('c')
    .selectAll('r')
    .select('a.address as from');

/** Newest first. @param before ms since the epoch: only what arrived earlier */
export async function readRecords(
  database: UsageDatabase,
  query: UsageQuery,
  limit: number,
  before = Number.MAX_SAFE_INTEGER,
): Promise<StoredRecord[]> {
  const conditions = combinationConditions(query);
  const until = Math.min(query.until ?? before, before);
  let newest = database
    .selectFrom('requests as r')
    .select('r.seq')
    .where('r.at', '>=', query.since)
    .where('r.at', '<', until)
    .orderBy('r.at', 'desc')
    .orderBy('r.seq', 'desc')
    .limit(Math.max(0, Math.trunc(limit)));
  for (const condition of requestConditions(query)) newest = newest.where(condition);
  if (conditions.length > 0) {
    let wanted = database.selectFrom('combinations as c').select('c.id');
    for (const condition of conditions) wanted = wanted.where(condition);
    newest = newest.where('r.combination', 'in', wanted);
  }
  const rows = await joined(database)
    .where('r.seq', 'in', newest)
    .orderBy('r.at', 'desc')
    .orderBy('r.seq', 'desc')
    .execute();
  return rows.map(storedRecord);
}

/** In the order in which they were written, after `seq`. @returns with the `seq` of the last one */
export async function readInOrder(
  database: UsageDatabase,
  seq: number,
  limit: number,
): Promise<{ readonly records: StoredRecord[]; readonly last: number | undefined }> {
  const rows = await joined(database).where('r.seq', '>', seq).orderBy('r.seq').limit(limit).execute();
  return { records: rows.map(storedRecord), last: rows.at(-1)?.seq };
}

/** A request, its combination and its address. */
type JoinedRow = Awaited<ReturnType<ReturnType<typeof joined>['execute']>>[number];
/** Not in files of earlier versions. */
type Later = 'digest' | 'server' | 'address' | 'from';

export function storedRecord(row: Omit<JoinedRow, Later> & Partial<Pick<JoinedRow, Later>>): StoredRecord {
  const { attempts, tries, restingMs, referer, task, written, writtenLong, ...more } = parseMore(row.more);
  const { input, output, reasoning, cached, total } = row;
  const tokens = defined({ input, output, reasoning, cached, written, writtenLong, total }) as UsageTokens;
  const record = defined({
    id: row.id,
    at: Number(row.at),
    server: row.server || null,
    latencyMs: row.latency,
    firstByteMs: row.first_byte,
    clientKey: row.client_key || null,
    provider: row.provider || null,
    account: row.account || null,
    model: row.model || null,
    alias: row.alias || null,
    endpoint: row.endpoint,
    status: row.status,
    failed: row.failed === 1,
    error: row.error,
    attempts,
    tries,
    restingMs,
    tokens: Object.keys(tokens).length > 0 ? tokens : undefined,
    application: row.application || null,
    referer,
    task,
    userAgent: row.user_agent || null,
    address: row.from,
  });
  return { record: record as unknown as UsageRecord, cost: row.cost ?? undefined, more };
}

function parseMore(text: string | null): Record<string, unknown> {
  try {
    return text === null ? {} : (JSON.parse(text) as Record<string, unknown>);
  } catch {
    return {};
  }
}

function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  );
}
