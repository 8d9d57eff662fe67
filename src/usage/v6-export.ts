import { cubeOf, levels, selections } from './cubes.ts';
import type { Connection } from './database.ts';
import type { Steps } from './in-turns.ts';
import { readInOrder, type StoredRecord } from './read-records.ts';
import { readRows } from './read-rows.ts';
import {
  type ExportedUsage,
  emptyExport,
  noKey,
  noModel,
  type V6Api,
  type V6Detail,
  type V6Usage,
} from './v6-shape.ts';
import type { Words } from './words.ts';

export interface ExportOptions {
  /** Name of a client key: label and mask, never the key (A6). The fingerprint, unless told. */
  readonly keyName?: (fingerprint: string) => string;
  /** Newest requests that are told one by one, at most; totals count all. */
  readonly details?: number;
}

export interface ExportSource {
  readonly database: Connection;
  readonly words: Words;
}

/** About 50 MB of JSON. */
const defaultDetails = 250_000;
/** Records that are read in one go. */
const page = 500;

/** All that is kept, in the shape of the v6 server (recorded v6/usage.json). */
export function* exportV6(
  { database, words }: ExportSource,
  now: () => number,
  { keyName = (print) => print, details = defaultDetails }: ExportOptions = {},
): Steps<ExportedUsage> {
  const exported = emptyExport(now());
  const { usage } = exported;
  const nameOf = (print: string | undefined) => (print === undefined ? noKey : keyName(print));
  for (const [key, model, requests, failed, tokens] of cells(database)) {
    usage.total_requests += requests;
    usage.failure_count += failed;
    usage.total_tokens += tokens;
    const api = apiOf(usage, nameOf(words.textOf(key)));
    api.total_requests += requests;
    api.total_tokens += tokens;
    const own = modelOf(api, words.textOf(model) ?? noModel);
    own.total_requests += requests;
    own.total_tokens += tokens;
  }
  usage.success_count = usage.total_requests - usage.failure_count;
  for (const [hour, requests, tokens] of hours(database)) {
    const [day, time] = localHour(hour * levels[1]);
    count(usage.requests_by_day, day, requests);
    count(usage.requests_by_hour, time, requests);
    count(usage.tokens_by_day, day, tokens);
    count(usage.tokens_by_hour, time, tokens);
  }
  let seq = newest(database) - details;
  for (;;) {
    yield;
    const { records, last } = readInOrder(database, words, seq, page);
    for (const stored of records) {
      const { clientKey, model = noModel } = stored.record;
      modelOf(apiOf(usage, nameOf(clientKey)), model).details.push(detailOf(stored));
    }
    if (last === undefined) break;
    seq = last;
  }
  return exported;
}

/** A request as v6 tells it: what is not known is 0 there. */
export function detailOf({ record, more }: StoredRecord): V6Detail {
  const { tokens } = record;
  return {
    timestamp: typeof more.timestamp === 'string' ? more.timestamp : new Date(record.at).toISOString(),
    latency_ms: record.latencyMs,
    source: record.account ?? '',
    auth_index: typeof more.auth_index === 'string' ? more.auth_index : '',
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

const dayLevel = 2;
const hourLevel = 1;
const byKeyAndModel = selections.find(({ a, b }) => a === 'key' && b === 'model') ?? selections[0];
const everything = selections[0];

function newest(database: Connection): number {
  const [row] = readRows<(number | null)[]>(database, 'SELECT max(seq) FROM requests');
  return row?.[0] ?? 0;
}

function cells(database: Connection): [number, number, number, number, number][] {
  const cube = byKeyAndModel ? cubeOf(dayLevel, byKeyAndModel) : 0;
  return readRows(
    database,
    `SELECT a, b, sum(requests), sum(failed), sum(total) FROM rollup WHERE cube = ${cube} GROUP BY a, b ORDER BY a, b`,
  );
}

function hours(database: Connection): [number, number, number][] {
  const cube = everything ? cubeOf(hourLevel, everything) : 0;
  return readRows(
    database,
    `SELECT bucket, requests, total FROM rollup WHERE cube = ${cube} ORDER BY bucket`,
  );
}

/** Day and hour of this machine's clock, as v6 counts them. */
function localHour(at: number): [day: string, hour: string] {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return [day, two(date.getHours())];
}
