import type { UsageDimension, UsageQuery } from '../contract/usage-figures.ts';
import { cubeOf, levels, selectionOf } from './cubes.ts';
import type { Connection } from './database.ts';
import type { PlannedSteps } from './plan-steps.ts';
import { readRows } from './read-rows.ts';
import { conditionsOf, groupOf } from './read-sums.ts';
import type { Words } from './words.ts';

/** Requests of each step of time, by group. */
export type Bars = ReadonlyMap<number, readonly number[]>;

/** Requests of each group per step, from the roll-up; only of a pair of dimensions at most, as `readSums`. */
export function readBars(
  database: Connection,
  words: Words,
  query: UsageQuery,
  by: UsageDimension,
  steps: PlannedSteps,
): Bars {
  const bars = new Map<number, number[]>();
  const selection = selectionOf(query, by);
  const where = selection && conditionsOf(query, selection, words);
  if (!selection || where === undefined) return bars;
  const size = levels[steps.level];
  const rows = readRows<number[]>(
    database,
    `SELECT ${groupOf(selection, by)} AS g, (bucket * ${size}) / ${steps.step} AS s, sum(requests) FROM rollup
       WHERE cube = ${cubeOf(steps.level, selection)} AND bucket >= ${Math.floor(steps.from / size)}
       AND bucket < ${Math.ceil(steps.until / size)}${where} GROUP BY g, s`,
  );
  for (const [group = 0, at = 0, requests = 0] of rows) {
    const own = bars.get(group) ?? new Array<number>(steps.count).fill(0);
    bars.set(group, own);
    const place = at - steps.from / steps.step;
    if (place >= 0 && place < steps.count) own[place] = requests;
  }
  return bars;
}
