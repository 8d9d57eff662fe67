import * as v from 'valibot';
import { fingerprint } from '../../base/secrets/fingerprint.ts';
import { maskOf } from '../../base/secrets/secret.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import type { UsageDatabase } from '../database/tables.ts';
import type { RecordWriter } from '../database/write-records.ts';
import { detailId } from '../detail-id.ts';
import { readTotals } from '../figures/read-figures.ts';
import { type RecordMore, readRecords, type StoredRecord } from '../figures/read-records.ts';
import { joinTries } from '../join-tries.ts';
import { costOf, type PriceOf } from '../prices.ts';
import { reportedTokens } from '../tokens.ts';
import { detailOf } from './v6-export.ts';
import { noKey, noModel, type V6Detail, v6DetailSchema, v6ImportSchema } from './v6-shape.ts';

/** Fingerprints of keys by their names in our exports. */
export type KeysByName = ReadonlyMap<string, string>;

/** As recorded: `skipped` were already stored; the totals are those after the import. */
export interface ImportAnswer {
  readonly added: number;
  readonly skipped: number;
  readonly total_requests: number;
  readonly failed_requests: number;
}

/** Records of one transaction. */
const batch = 200;
/** Details to check before yielding to other work. */
const turn = 50;

/**
 * Imports the details of a v6 export; failures have the recorded messages. Only the fingerprint of a client key and
 * the mask of an upstream key are stored. @param data the parsed body
 */
export async function importV6(
  data: unknown,
  store: {
    readonly database: UsageDatabase;
    readonly writer: RecordWriter;
    readonly priceOf: PriceOf;
    readonly keys?: KeysByName | undefined;
  },
): Promise<Outcome<ImportAnswer>> {
  const parsed = v.safeParse(v6ImportSchema, data);
  if (!parsed.success) return failure('invalid', 'invalid json');
  const { version, usage } = parsed.output;
  if (version !== 0 && version !== 1) return failure('invalid', 'unsupported version');
  const { database, writer, priceOf, keys } = store;

  let [added, skipped, seen] = [0, 0, 0];
  let records: StoredRecord[] = [];
  const write = async () => {
    const written = await writer.write(records);
    added += written;
    skipped += records.length - written;
    records = [];
  };
  const othersTurn = async () => {
    if (++seen % turn === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  for (const [key, { models }] of usage.apis ?? []) {
    const clientKey = key === noKey ? undefined : (keys?.get(key) ?? printOf(key));
    for (const [model, { details }] of models ?? []) {
      // Each detail is a try; which of them are requests is known only when all were read.
      const requests = new Map<string, readonly [UsageRecord, RecordMore]>();
      const { take } = joinTries();
      for (const entry of details ?? []) {
        const read = v.safeParse(v6DetailSchema, entry);
        const at = read.success ? Date.parse(read.output.timestamp) : Number.NaN;
        if (!read.success || !(at >= 0)) skipped++;
        else {
          const [reported, besides] = recordOf(read.output, at, clientKey, model);
          const { auth_index, source } = read.output;
          const record = take(reported, { credential: auth_index || source });
          for (const { id } of record.tries ?? []) requests.delete(id ?? '');
          if (requests.has(record.id)) skipped++;
          requests.set(record.id, [record, besides]);
        }
        await othersTurn();
      }
      for (const [record, more] of requests.values()) {
        if (await isKept(database, record, more)) skipped++;
        else records.push({ record, cost: costOf(record, priceOf), more });
        if (records.length >= batch) await write();
        await othersTurn();
      }
    }
  }
  await write();
  const { requests, failed } = await readTotals(database, { since: 0 });
  return success({ added, skipped, total_requests: requests, failed_requests: failed });
}

function recordOf(
  detail: V6Detail,
  at: number,
  clientKey: string | undefined,
  model: string,
): [UsageRecord, RecordMore] {
  const { timestamp, source, auth_index, failed } = detail;
  const { total: reported, ...tokens } = reportedTokens(
    (name) => detail.tokens[name as keyof typeof detail.tokens],
  );
  const { input = 0, output = 0, reasoning = 0 } = tokens;
  // Recorded: a total of 0 is computed, a negative latency is 0.
  const total = reported ?? input + output + reasoning;
  const latencyMs = whole(detail.latency_ms);
  const record: Omit<UsageRecord, 'id'> = {
    at,
    latencyMs,
    ...(clientKey !== undefined && { clientKey }),
    ...(source !== '' && { account: hidden(source) }),
    ...(model !== noModel && { model }),
    endpoint: '',
    // Not reported.
    status: 0,
    failed,
    ...(total > 0 && { tokens: { ...tokens, total } }),
  };
  return [
    { id: detailId(timestamp, record), ...record },
    { timestamp, ...(auth_index !== '' && { auth_index }) },
  ];
}

/** Whether a request of ours, with ms precision, is this one; one with a finer time is recognized by its id. */
async function isKept(
  database: UsageDatabase,
  record: UsageRecord,
  { timestamp }: RecordMore,
): Promise<boolean> {
  if (/\.\d{4,}/.test(String(timestamp))) return false;
  const { at } = record;
  const same = await readRecords(database, { since: at, until: at + 1 }, 1_000);
  return same.some((stored) => {
    const own = detailOf(stored);
    return (
      stored.more?.timestamp === undefined &&
      stored.record.clientKey === record.clientKey &&
      (stored.record.model ?? noModel) === (record.model ?? noModel) &&
      own.latency_ms === record.latencyMs &&
      own.failed === record.failed &&
      own.tokens.total_tokens === (record.tokens?.total ?? 0) &&
      own.tokens.input_tokens === (record.tokens?.input ?? 0)
    );
  });
}

/** A key of another server is replaced by its fingerprint; a fingerprint stays. */
const printOf = (key: string): string => (/^[0-9a-f]{16}$/.test(key) ? key : fingerprint(key));

/** An account is a name; anything else may be a key and is masked, unless it is masked already. */
const hidden = (source: string): string => (/[@…]/.test(source) ? source : maskOf(source));

const whole = (value: number): number => (Number.isFinite(value) ? Math.max(0, Math.round(value)) : 0);
