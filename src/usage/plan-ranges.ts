import { type Level, levels, minutesKeptMs } from './cubes.ts';

/** Buckets `from` … `to` (exclusive) of a level; `to` absent: all from there on. */
export interface Range {
  readonly level: Level;
  readonly from: number;
  readonly to: number | undefined;
}

export interface Plan {
  /** ms since the epoch: where the ranges really begin. */
  readonly since: number;
  readonly ranges: readonly Range[];
}

const [minute, hour, day] = levels;

/**
 * The fewest buckets that cover a span of time: whole days, then whole hours at its edges, then minutes. It begins
 * at the full minute or, where minutes are no longer kept or the span is longer than two days, at the full hour.
 * @param until exclusive; undefined: open, and no edge at that end
 */
export function planRanges(since: number, until: number | undefined, now: number): Plan {
  const long = (until ?? now) - since > 2 * day || since < now - minutesKeptMs + hour;
  const grain = long ? hour : minute;
  const start = Math.floor(Math.max(0, since) / grain) * grain;
  const coarse = until !== undefined && until < now - minutesKeptMs + hour;
  const endGrain = coarse ? hour : minute;
  const end = until === undefined ? undefined : Math.ceil(until / endGrain) * endGrain;
  return { since: start, ranges: cover(start, end, 2) };
}

function cover(start: number, end: number | undefined, level: Level): Range[] {
  if (end !== undefined && start >= end) return [];
  const size = levels[level];
  if (level === 0) return [range(0, start, end)];
  const below = (level - 1) as Level;
  const from = Math.ceil(start / size) * size;
  if (end === undefined) {
    // Nothing lies after now, so the bucket that is running may be taken whole.
    return [...cover(start, from, below), range(level, from, undefined)];
  }
  const to = Math.floor(end / size) * size;
  if (from >= to) return cover(start, end, below);
  return [...cover(start, from, below), range(level, from, to), ...cover(to, end, below)];
}

const range = (level: Level, start: number, end: number | undefined): Range => ({
  level,
  from: Math.floor(start / levels[level]),
  to: end === undefined ? undefined : Math.floor(end / levels[level]),
});
