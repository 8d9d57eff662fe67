import type { sumColumns } from './measures.ts';

/** Small facts of a request in one number: the bins of both histograms, and what is so or not. */
export const wordFlags = [
  'failed',
  'known',
  'told_input',
  'told_output',
  'told_reasoning',
  'told_cached',
  'priced',
] as const satisfies readonly (typeof sumColumns)[number][];
export type WordFlag = (typeof wordFlags)[number];

/** A bin has five bits; of the first byte 0 is: not known. */
export const binBits = 5;
export const binMask = 2 ** binBits - 1;
export const flagShift = 2 * binBits;
export const flagValues = 2 ** wordFlags.length;

/** @param firstByte bin; undefined: not known */
export function wordOf(
  latency: number,
  firstByte: number | undefined,
  flags: Readonly<Record<WordFlag, boolean>>,
): number {
  const set = wordFlags.reduce((bits, name, place) => bits + (flags[name] ? 2 ** place : 0), 0);
  return latency + ((firstByte === undefined ? 0 : firstByte + 1) << binBits) + (set << flagShift);
}

/** How often each flag is set. @param counts requests by their flags together */
export function flagCounts(counts: Uint32Array): {
  readonly all: number;
  readonly of: Record<WordFlag, number>;
} {
  const of = Object.fromEntries(wordFlags.map((name) => [name, 0])) as Record<WordFlag, number>;
  let all = 0;
  for (const [bits, count] of counts.entries()) {
    if (count === 0) continue;
    all += count;
    for (const [place, name] of wordFlags.entries()) if (bits & (2 ** place)) of[name] += count;
  }
  return { all, of };
}
