import type { TokensTold, UsageBucket, UsageGroup, UsageTotals } from '../contract/usage-figures.ts';
import type { UsageTokens } from '../contract/usage-record.ts';
import { percentile } from './histogram.ts';
import { costUnit, sumColumns } from './measures.ts';
import type { Sums } from './read-sums.ts';

type Figures = Omit<UsageTotals, 'since'>;
const nothing: Sums = { group: 0, sums: [], latency: [], firstByte: [], last: 0 };

export function figuresOf({ sums, latency, firstByte }: Sums = nothing): Figures {
  const value = valuesOf(sums);
  const p50 = percentile(latency, 0.5);
  const p95 = percentile(latency, 0.95);
  const first = percentile(firstByte, 0.5);
  return {
    requests: value.requests,
    failed: value.failed,
    ...(p50 !== undefined && p95 !== undefined && { latency: { p50, p95 } }),
    ...(first !== undefined && { firstByte: { p50: first } }),
    ...tokensOf(value),
    ...toldOf(value),
    tokensKnown: value.known,
    ...(value.priced > 0 && { cost: value.cost / costUnit }),
    costKnown: value.priced,
  };
}

/** Of no requests. */
export const noTotals = (since: number): UsageTotals => ({ since, ...figuresOf(undefined) });

export function groupOf(sums: Sums, value: string | null): UsageGroup {
  return { value, ...figuresOf(sums), ...(sums.last > 0 && { lastAt: sums.last }) };
}

export function bucketOf(at: number, sums: readonly number[] | undefined): UsageBucket {
  const value = valuesOf(sums ?? []);
  return { at, requests: value.requests, failed: value.failed, ...tokensOf(value) };
}

/** Absent where no request told any: unknown, not zero. */
function tokensOf(value: Values): { tokens?: UsageTokens } {
  if (value.known === 0) return {};
  const tokens: UsageTokens = { total: value.total };
  for (const kind of kinds) if (value[`told_${kind}`] > 0) tokens[kind] = value[kind];
  return { tokens };
}

function toldOf(value: Values): { tokensTold?: TokensTold } {
  if (value.known === 0) return {};
  const { told_input: input, told_output: output, told_reasoning: reasoning, told_cached: cached } = value;
  return { tokensTold: { input, output, reasoning, cached } };
}

const kinds = ['input', 'output', 'reasoning', 'cached'] as const;

type Values = Record<(typeof sumColumns)[number], number>;

function valuesOf(sums: readonly number[]): Values {
  return Object.fromEntries(sumColumns.map((name, place) => [name, sums[place] ?? 0])) as Values;
}
