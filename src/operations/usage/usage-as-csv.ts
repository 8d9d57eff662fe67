import { asCsv } from '../../base/text/csv.ts';
import type { UsageDimension, UsageGroup } from '../../contract/usage-figures.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';

/** Names of client keys, by fingerprint. */
type KeyLabels = Readonly<Record<string, string>>;

export interface GroupView {
  readonly by: UsageDimension;
  readonly rows: readonly UsageGroup[];
  readonly labels: KeyLabels;
}

/** What is not known is an empty field. */
export function groupsAsCsv({ by, rows, labels }: GroupView): string {
  const head =
    'requests,failed,p50_ms,p95_ms,first_byte_p50_ms,tokens_in,tokens_out,tokens_cached,tokens_reasoning,tokens_known,cached_told,reasoning_told,cost_usd,cost_known,last_used,aborted,cut,retries';
  const lines = rows.map((row) => [
    row.value ?? '',
    // Statuses and models have none.
    by !== 'key' || row.value === null ? '' : (labels[row.value] ?? ''),
    row.requests,
    row.failed,
    row.latency?.p50,
    row.latency?.p95,
    row.firstByte?.p50,
    row.tokens?.input,
    row.tokens?.output,
    row.tokens?.cached,
    row.tokens?.reasoning,
    row.tokensKnown,
    row.tokensReported?.cached ?? 0,
    row.tokensReported?.reasoning ?? 0,
    row.cost,
    row.costKnown,
    instant(row.lastAt),
    row.aborted ?? 0,
    row.cut ?? 0,
    row.retries ?? 0,
  ]);
  return asCsv([by, 'label', ...head.split(',')], lines);
}

/** One request a line, in the same way. */
export function requestsAsCsv(records: readonly UsageRecord[], labels: KeyLabels): string {
  const head =
    'arrived,took_ms,first_byte_ms,client_key,label,provider,account,model,asked_for,endpoint,status,failed,attempts,error,tokens_in,tokens_out,tokens_cached,tokens_reasoning,cost_usd,application,referer,task,user_agent,id,address';
  const lines = records.map((record) => [
    instant(record.at),
    record.latencyMs,
    record.firstByteMs,
    record.clientKey,
    record.clientKey === undefined ? '' : labels[record.clientKey],
    record.provider,
    record.account,
    record.model,
    record.alias,
    record.endpoint,
    // Some public servers do not report it.
    record.status > 0 ? record.status : undefined,
    record.failed ? 'yes' : 'no',
    record.attempts,
    record.error,
    record.tokens?.input,
    record.tokens?.output,
    record.tokens?.cached,
    record.tokens?.reasoning,
    record.cost,
    record.application,
    record.referer,
    record.task,
    record.userAgent,
    record.id,
    record.address,
  ]);
  return asCsv(head.split(','), lines);
}

const instant = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();
