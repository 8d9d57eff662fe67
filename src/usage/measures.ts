import type { UsageRecord } from '../contract/usage-record.ts';
import { binCount, binOf } from './histogram.ts';

/** Sums kept per cell of the roll-up, in the order of their columns. */
export const sumColumns = [
  'requests',
  'failed',
  'input',
  'output',
  'reasoning',
  'cached',
  'total',
  'known',
  'cost',
  'priced',
  // How many requests told this kind of token: what nobody told is unknown, not nothing.
  'told_input',
  'told_output',
  'told_reasoning',
  'told_cached',
] as const;

/**
 * Histogram columns. Each holds two counts: latency in the low 26 bits, time to first byte above them, which
 * halves what is written and summed; a cell has room for 67 million requests of one bin.
 */
export const binColumns: readonly string[] = Array.from({ length: binCount }, (_, bin) => `h${bin}`);
export const laneBits = 26;
export const laneSize = 2 ** laneBits;
/** Dollars are kept in whole units of a billionth. */
export const costUnit = 1e9;

/** `sums` and `bins` as in the columns. */
export interface Measures {
  readonly sums: number[];
  readonly bins: number[];
  /** Arrival of the last request, ms since the epoch. */
  last: number;
}

export const emptyMeasures = (): Measures => ({
  sums: new Array<number>(sumColumns.length).fill(0),
  bins: new Array<number>(binCount).fill(0),
  last: 0,
});

type Counted = Pick<UsageRecord, 'at' | 'failed' | 'latencyMs' | 'firstByteMs' | 'tokens'>;

/** Adds one request, in place. @param cost in cost units; undefined: unknown. @param times -1: takes it away */
export function countInto(
  measures: Measures,
  record: Counted,
  cost: number | undefined,
  times: 1 | -1 = 1,
): void {
  const { sums, bins } = measures;
  const add = (list: number[], place: number, value: number) => addTo(list, place, value * times);
  const { tokens } = record;
  add(sums, 0, 1);
  add(sums, 1, record.failed ? 1 : 0);
  if (tokens) {
    for (const [place, value] of [tokens.input, tokens.output, tokens.reasoning, tokens.cached].entries()) {
      if (value === undefined) continue;
      add(sums, 2 + place, value);
      add(sums, 10 + place, 1);
    }
    add(sums, 6, totalOf(tokens) ?? 0);
    add(sums, 7, 1);
  }
  if (cost !== undefined) {
    add(sums, 8, cost);
    add(sums, 9, 1);
  }
  add(bins, binOf(record.latencyMs), 1);
  if (record.firstByteMs !== undefined) add(bins, binOf(record.firstByteMs), laneSize);
  measures.last = Math.max(measures.last, record.at);
}

export function addMeasures(into: Measures, more: Measures): void {
  for (let at = 0; at < into.sums.length; at++) addTo(into.sums, at, more.sums[at] ?? 0);
  for (let at = 0; at < into.bins.length; at++) addTo(into.bins, at, more.bins[at] ?? 0);
  into.last = Math.max(into.last, more.last);
}

/** What the provider said, or input and output together where it said those. */
export function totalOf(tokens: UsageRecord['tokens']): number | undefined {
  if (!tokens) return undefined;
  if (tokens.total) return tokens.total;
  const { input, output } = tokens;
  return input === undefined && output === undefined ? tokens.total : (input ?? 0) + (output ?? 0);
}

function addTo(list: number[], place: number, value: number): void {
  if (value !== 0) list[place] = (list[place] ?? 0) + value;
}
