import { alignColumns } from '../base/align-columns.ts';
import { formatDuration } from '../base/duration.ts';
import { stripControl } from '../base/terminal-text.ts';
import type { TokensTold, UsageDimension, UsageGroup, UsageTotals } from '../contract/usage-figures.ts';

export interface GroupView {
  readonly by: UsageDimension;
  readonly rows: readonly UsageGroup[];
  /** Of client keys, by fingerprint. */
  readonly labels: Readonly<Record<string, string>>;
}

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
  return alignColumns(
    [head.map((name) => name.toUpperCase()), ...cells],
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  ).join('\n');
}

/** What is not known is an empty field; RFC 4180. */
export function groupsAsCsv({ by, rows, labels }: GroupView): string {
  const head =
    'requests,failed,p50_ms,p95_ms,first_byte_p50_ms,tokens_in,tokens_out,tokens_cached,tokens_reasoning,tokens_known,cached_told,reasoning_told,cost_usd,cost_known,last_used';
  const lines = rows.map((row) =>
    [
      row.value ?? '',
      row.value === null ? '' : (labels[row.value] ?? ''),
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
      row.tokensTold?.cached ?? 0,
      row.tokensTold?.reasoning ?? 0,
      row.cost,
      row.costKnown,
      row.lastAt === undefined ? undefined : new Date(row.lastAt).toISOString(),
    ]
      .map(field)
      .join(','),
  );
  return [`${by},label,${head}`, ...lines].join('\r\n');
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

/** What is not known stands there as null, not as nothing. */
export function withNulls<Figures extends Omit<UsageTotals, 'since'>>(figures: Figures) {
  const { tokens, latency, firstByte, cost, ...rest } = figures;
  const { input = null, output = null, reasoning = null, cached = null, total = null } = tokens ?? {};
  const told = { input, output, reasoning, cached, total };
  return {
    ...rest,
    latency: latency ?? null,
    firstByte: firstByte ?? null,
    tokens: told,
    cost: cost ?? null,
  };
}

/** `+`: what is not known comes on top. Nothing known is "unknown", never 0. */
export function costOf({ requests, cost, costKnown }: Omit<UsageTotals, 'since'>): string {
  if (cost === undefined || (cost === 0 && costKnown < requests)) return requests === 0 ? '–' : unknown;
  const dollars = cost >= 100 ? cost.toFixed(0) : cost.toFixed(cost >= 0.01 || cost === 0 ? 2 : 4);
  return `$${dollars}${costKnown < requests ? '+' : ''}`;
}

function nameOf({ value }: UsageGroup, by: UsageDimension, labels: GroupView['labels']): string {
  if (value === null) return by === 'key' ? 'no key' : unknown;
  const label = by === 'key' ? labels[value] : undefined;
  return stripControl(label === undefined ? value : `${label} (${value})`);
}

export function time(ms: number | undefined): string {
  if (ms === undefined) return '–';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

export const count = (value: number | undefined): string => (value === undefined ? '–' : String(value));

/** A leading `=` and the like would be run by a spreadsheet: names come from clients. */
function field(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
