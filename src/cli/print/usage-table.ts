import type { BackendUsage } from '../../backend/backend.ts';
import { alignColumns } from '../../base/text/align-columns.ts';
import { asCsv } from '../../base/text/csv.ts';
import { formatDuration } from '../../base/text/duration.ts';
import { failure, success } from '../../contract/outcome.ts';
import type {
  TokensReported,
  UsageDimension,
  UsageGroup,
  UsageQuery,
  UsageTotals,
} from '../../contract/usage-figures.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import { type GroupView, requestsAsCsv } from '../../operations/usage/usage-as-csv.ts';
import { requestWithNulls } from '../../operations/usage/usage-as-json.ts';
import { whyRequest } from '../../operations/usage/why-request.ts';
import { askWhy } from '../../operations/usage/why-usage.ts';
import type { Call } from '../command.ts';
import type { CommandOutcome } from '../command-outcome.ts';

export { groupsAsCsv } from '../../operations/usage/usage-as-csv.ts';
export { withNulls } from '../../operations/usage/usage-as-json.ts';

const unknown = 'unknown';

export function groupsAsTable({ by, rows, labels }: GroupView): string {
  const head = [by, 'requests', 'errors', 'p50', 'p95', 'first byte', 'in', 'out', 'cached', 'cost'];
  const cells = rows.map((row) => [
    nameOf(row, by, labels),
    String(row.requests),
    String(row.failed),
    time(row.latency?.p50),
    time(row.latency?.p95),
    time(row.firstByte?.p50),
    tokensOf(row, 'input'),
    tokensOf(row, 'output'),
    tokensOf(row, 'cached'),
    costOf(row),
  ]);
  return alignColumns([head.map((name) => name.toUpperCase()), ...cells], [1, 2, 3, 4, 5, 6, 7, 8, 9]).join(
    '\n',
  );
}

export function totalsLine(totals: UsageTotals, now: number): string {
  const { requests, failed, aborted = 0, cut = 0, retries = 0 } = totals;
  const parts = [
    ...(aborted > 0 ? [`${aborted} aborted by the client`] : []),
    ...(cut > 0 ? [`${cut} cut short`] : []),
  ];
  const errors = failed === 0 ? '' : `, ${failed} failed${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`;
  const tried = retries === 0 ? '' : `, ${retries} ${retries === 1 ? 'attempt' : 'attempts'} retried`;
  return `${requests === 1 ? '1 request' : `${requests} requests`}${errors}${tried} in ${formatDuration(now - totals.since)}, cost ${costOf(totals)}`;
}

/** `+`: reported by only some requests. A dash: reported by none. */
function tokensOf({ tokens, tokensKnown, tokensReported }: UsageGroup, kind: keyof TokensReported): string {
  const part = tokensReported !== undefined && tokensReported[kind] < tokensKnown ? '+' : '';
  return tokens?.[kind] === undefined ? '–' : `${tokens[kind]}${part}`;
}

/** `+`: what is not known comes on top. Nothing known is "unknown", never 0. */
export function costOf({ requests, cost, costKnown }: Omit<UsageTotals, 'since'>): string {
  if (cost === undefined || (cost === 0 && costKnown < requests)) return requests === 0 ? '–' : unknown;
  const dollars = cost >= 100 ? cost.toFixed(0) : cost.toFixed(cost >= 0.01 || cost === 0 ? 2 : 4);
  return `$${dollars}${costKnown < requests ? '+' : ''}`;
}

function nameOf({ value }: UsageGroup, by: UsageDimension, labels: GroupView['labels']): string {
  if (value === null) return by === 'key' ? 'no key' : unknown;
  if (by === 'status' && value === '0') return 'not reported';
  const label = by === 'key' ? labels[value] : undefined;
  return label === undefined ? value : `${label} (${value})`;
}

export function time(ms: number | undefined): string {
  if (ms === undefined) return '–';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

export const count = (value: number | undefined): string => (value === undefined ? '–' : String(value));

/** Addresses that are listed. */
export const maxRefusals = 1_000;

/** Requests without a valid client key, by address. */
export async function showRefusals(
  call: Call,
  usage: BackendUsage,
  query: UsageQuery,
): Promise<CommandOutcome> {
  const answer = await usage.figures({ query, refusals: maxRefusals });
  if (!answer.ok) return answer;
  const { refusals } = answer.value;
  if (!refusals)
    return failure('unsupported', 'This server does not count requests without a valid client key.');
  const now = call.io.now();
  const rows = refusals.map(({ address, reason, requests, lastAt, server }) => [
    address,
    reason,
    String(requests),
    `${formatDuration(Math.max(0, now - lastAt))} ago`,
    ...(server === undefined ? [] : [server]),
  ]);
  const head = ['ADDRESS', 'REASON', 'REQUESTS', 'LAST', ...(rows[0]?.[4] === undefined ? [] : ['SERVER'])];
  return success({
    stdout: rows.length === 0 ? 'No request without a valid client key.' : alignColumns([head, ...rows], [2]),
    csv: asCsv(
      ['address', 'reason', 'requests', 'last', 'server'],
      refusals.map(({ lastAt, ...row }) => [
        row.address,
        row.reason,
        row.requests,
        new Date(lastAt).toISOString(),
        row.server,
      ]),
    ),
    json: { refusals },
  });
}

/** The newest requests one by one; with `--why` what their records say of each. @param masks of keys without label */
export async function showRequests(
  call: Call,
  usage: BackendUsage,
  query: UsageQuery,
  limit: number,
  masks: GroupView['labels'],
): Promise<CommandOutcome> {
  const answer = await usage.figures({ query, records: limit });
  if (!answer.ok) return answer;
  const { records, labels, totals } = answer.value;
  const why = (record: UsageRecord) => whyRequest(record, totals.latency);
  const wanted = call.flag('why');
  const json = records.map((record) => ({
    ...requestWithNulls(record, labels),
    ...(wanted && { why: why(record) }),
  }));
  const [head = '', ...lines] = requestsTable(records, { ...masks, ...labels });
  const shown = wanted
    ? lines.flatMap((line, place) => [line, ...why(records[place] as UsageRecord).map((it) => `    ${it}`)])
    : lines;
  return success({
    stdout: records.length === 0 ? 'No requests.' : [head, ...shown],
    csv: requestsAsCsv(records, labels),
    json: { requests: json },
  });
}

/** Why requests failed, were tried again, were slow or have no cost. */
export async function explainUsage(
  call: Call,
  usage: BackendUsage,
  query: UsageQuery,
): Promise<CommandOutcome> {
  const why = await askWhy((request) => usage.figures(request), query, call.io.now());
  return why.ok ? success({ stdout: why.value, json: { why: why.value } }) : why;
}

function requestsTable(records: readonly UsageRecord[], labels: Readonly<Record<string, string>>): string[] {
  const head = ['ARRIVED', 'KEY', 'MODEL', 'PROVIDER', 'STATUS', 'TOOK', 'IN', 'OUT', 'COST', 'NOTE'];
  const rows = records.map((record) => {
    const { clientKey, tokens, cost, failed, error, application } = record;
    const figures = { requests: 1, failed: failed ? 1 : 0, tokensKnown: tokens ? 1 : 0 };
    const known = cost === undefined ? { costKnown: 0 } : { cost, costKnown: 1 };
    return [
      new Date(record.at).toISOString(),
      clientKey === undefined ? 'no key' : (labels[clientKey] ?? clientKey),
      record.model ?? record.alias ?? '–',
      record.provider ?? '–',
      record.status === 0 ? (failed ? 'failed' : 'ok') : `${record.status}${failed ? ' failed' : ''}`,
      time(record.latencyMs),
      count(tokens?.input),
      count(tokens?.output),
      costOf({ ...figures, ...known }),
      failed && error ? error : (application ?? ''),
    ];
  });
  return alignColumns([head, ...rows], [5, 6, 7, 8]);
}
