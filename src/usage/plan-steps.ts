import type { UsageQuery } from '../contract/usage-figures.ts';
import { type Level, levels, minutesKeptMs } from './cubes.ts';
import type { Steps } from './pack-totals.ts';

export interface PlannedSteps extends Steps {
  /** The buckets that make up a step. */
  readonly level: Level;
  /** ms since the epoch, exclusive. */
  readonly until: number;
}

/**
 * Steps of time of a query that begin at full ones. A wish that is finer than what is kept of that time, or that makes
 * more than `most` of them, gets longer ones. @param wish ms
 */
export function planSteps(query: UsageQuery, wish: number, now: number, most: number): PlannedSteps {
  const until = query.until ?? now + 1;
  const wanted = Math.max(wish, (until - query.since) / most);
  const minutes = query.since >= now - minutesKeptMs + levels[1];
  const level: Level = wanted < levels[1] && minutes ? 0 : wanted < levels[2] ? 1 : 2;
  const step = Math.ceil(wanted / levels[level]) * levels[level];
  const from = Math.floor(query.since / step) * step;
  return { from, step, count: Math.max(0, Math.ceil((until - from) / step)), level, until };
}
