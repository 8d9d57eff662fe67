import { sql } from 'kysely';
import { everything, hourMs, type UsageDatabase } from '../database/tables.ts';
import { readInOrder, type StoredRecord } from '../figures/read-records.ts';
import { type ExportedUsage, emptyExport, noKey, noModel, type V6Api, type V6Detail } from './v6-shape.ts';

export interface ExportOptions {
  /** Names of client keys by fingerprint: label and mask, never the key (A6). Absent: the fingerprint. */
  readonly names?: ReadonlyMap<string, string>;
  /** At most this many requests are listed, newest first; totals count all. */
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
  const modelOf = (key: string, model: string) => {
    const name = key === '' ? noKey : (names.get(key) ?? key);
    usage.apis[name] ??= {
      total_requests: 0,
      total_tokens: 0,
      models: Object.create(null) as V6Api['models'],
    };
    const api = usage.apis[name];
    const own = model || noModel;
    api.models[own] ??= { total_requests: 0, total_tokens: 0, details: [] };
    return [api, api.models[own]] as const;
  };
  const models = sql<Sums & { key: string; model: string }>`
    select c.client_key as key, c.model, ${sums} from hourly as h join combinations as c on c.id = h.combination
    where h.combination <> ${everything} and h.hour >= 0
    group by c.client_key, c.model order by c.client_key, c.model`;
  for (const { key, model, ...row } of (await models.execute(database)).rows) {
    for (const it of [usage, ...modelOf(key, model)]) {
      it.total_requests += Number(row.requests);
      it.total_tokens += Number(row.tokens);
    }
    usage.failure_count += Number(row.failed);
  }
  usage.success_count = usage.total_requests - usage.failure_count;
  const hours = sql<Sums & { hour: number }>`
    select h.hour, ${sums} from hourly as h
    where h.combination = ${everything} and h.hour >= 0 group by h.hour order by h.hour`;
  for (const { hour, requests, tokens } of (await hours.execute(database)).rows) {
    const [day, time] = localHour(Number(hour) * hourMs);
    count(usage.requests_by_day, day, Number(requests));
    count(usage.requests_by_hour, time, Number(requests));
    count(usage.tokens_by_day, day, Number(tokens));
    count(usage.tokens_by_hour, time, Number(tokens));
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
      const { clientKey = '', model = '' } = stored.record;
      modelOf(clientKey, model)[1].details.push(detailOf(stored));
    }
    if (last === undefined) return exported;
    seq = last;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

type Sums = Record<'requests' | 'failed' | 'tokens', number>;
const sums = sql`sum(h.requests) as requests, sum(h.failed) as failed, sum(coalesce(h.total, 0)) as tokens`;

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
