import { sql } from 'kysely';
import { everything, hourMs, type UsageDatabase } from '../database/tables.ts';
import { readInOrder, type StoredRecord } from '../figures/read-records.ts';
import {
  type ExportedUsage,
  emptyExport,
  noKey,
  noModel,
  type V6Api,
  type V6Detail,
  type V6Usage,
} from './v6-shape.ts';

export interface ExportOptions {
  /** Names of client keys by fingerprint: label and mask, never the key (A6). Absent: the fingerprint. */
  readonly names?: ReadonlyMap<string, string>;
  /** Most requests to list, newest first; totals count all. */
  readonly details?: number;
}

/** About 50 MB of JSON. */
const defaultDetails = 250_000;
/** Records of one read, after which it yields to other work. */
const page = 500;

/** Everything that is stored, in the format of the v6 server (recorded v6/usage.json). */
export async function exportV6(
  database: UsageDatabase,
  now: () => number,
  { names = new Map(), details = defaultDetails }: ExportOptions = {},
): Promise<ExportedUsage> {
  const exported = emptyExport(now());
  const { usage } = exported;
  const nameOf = (print: string) => (print === '' ? noKey : (names.get(print) ?? print));
  for (const { key, model, ...sums } of await sumsByModel(database)) {
    const [requests, tokens] = [Number(sums.requests), Number(sums.tokens)];
    usage.total_requests += requests;
    usage.failure_count += Number(sums.failed);
    usage.total_tokens += tokens;
    const api = apiOf(usage, nameOf(key));
    api.total_requests += requests;
    api.total_tokens += tokens;
    const own = modelOf(api, model || noModel);
    own.total_requests += requests;
    own.total_tokens += tokens;
  }
  usage.success_count = usage.total_requests - usage.failure_count;
  for (const { hour, ...sums } of await sumsByHour(database)) {
    const [day, time] = localHour(hour * hourMs);
    count(usage.requests_by_day, day, Number(sums.requests));
    count(usage.requests_by_hour, time, Number(sums.requests));
    count(usage.tokens_by_day, day, Number(sums.tokens));
    count(usage.tokens_by_hour, time, Number(sums.tokens));
  }
  const newest = await database
    .selectFrom('requests')
    .select('seq')
    .orderBy('seq', 'desc')
    .offset(Math.max(0, details))
    .limit(1)
    .executeTakeFirst();
  let seq = newest?.seq ?? 0;
  for (;;) {
    const { records, last } = await readInOrder(database, seq, page);
    for (const stored of records) {
      const { clientKey = '', model = noModel } = stored.record;
      modelOf(apiOf(usage, nameOf(clientKey)), model).details.push(detailOf(stored));
    }
    if (last === undefined) return exported;
    seq = last;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const sums = [
  sql<number>`sum(requests)`.as('requests'),
  sql<number>`sum(hourly.failed)`.as('failed'),
  sql<number>`sum(coalesce(total, 0))`.as('tokens'),
] as const;

const sumsByModel = (database: UsageDatabase) =>
  database
    .selectFrom('hourly')
    .innerJoin('combinations', 'combinations.id', 'hourly.combination')
    .select(['client_key as key', 'model', ...sums])
    .where('hourly.combination', '<>', everything)
    .where('hour', '>=', 0)
    .groupBy(['client_key', 'model'])
    .orderBy('client_key')
    .orderBy('model')
    .execute();

const sumsByHour = (database: UsageDatabase) =>
  database
    .selectFrom('hourly')
    .select(['hour', ...sums])
    .where('combination', '=', everything)
    .where('hour', '>=', 0)
    .groupBy('hour')
    .orderBy('hour')
    .execute();

/** A request in the format of v6, where unknown is 0. */
export function detailOf({ record, more }: StoredRecord): V6Detail {
  const { tokens } = record;
  return {
    timestamp: typeof more?.timestamp === 'string' ? more.timestamp : new Date(record.at).toISOString(),
    latency_ms: record.latencyMs,
    source: record.account ?? '',
    auth_index: typeof more?.auth_index === 'string' ? more.auth_index : '',
    tokens: {
      input_tokens: tokens?.input ?? 0,
      output_tokens: tokens?.output ?? 0,
      reasoning_tokens: tokens?.reasoning ?? 0,
      cached_tokens: tokens?.cached ?? 0,
      total_tokens: tokens?.total ?? 0,
    },
    failed: record.failed,
  };
}

function apiOf({ apis }: V6Usage, name: string): V6Api {
  apis[name] ??= { total_requests: 0, total_tokens: 0, models: Object.create(null) };
  return apis[name];
}

function modelOf({ models }: V6Api, name: string) {
  models[name] ??= { total_requests: 0, total_tokens: 0, details: [] };
  return models[name];
}

function count(into: Record<string, number>, name: string, more: number): void {
  into[name] = (into[name] ?? 0) + more;
}

/** Day and hour in local time, as in v6. */
function localHour(at: number): [day: string, hour: string] {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return [day, two(date.getHours())];
}
