import { alignColumns } from '../../base/text/align-columns.ts';
import { formatDuration } from '../../base/text/duration.ts';
import type { TokensTold, UsageDimension, UsageGroup, UsageTotals } from '../../contract/usage-figures.ts';
import type { GroupView } from '../../operations/usage/usage-as-csv.ts';

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
  const failed = totals.failed === 0 ? '' : `, ${totals.failed} failed`;
  const requests = totals.requests === 1 ? '1 request' : `${totals.requests} requests`;
  return `${requests}${failed} in ${formatDuration(now - totals.since)}, cost ${costOf(totals)}`;
}

/** `+`: only some requests told it. What none told is a dash. */
function tokensOf({ tokens, tokensKnown, tokensTold }: UsageGroup, kind: keyof TokensTold): string {
  const part = tokensTold !== undefined && tokensTold[kind] < tokensKnown ? '+' : '';
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
