import type { UsageQuery } from '../contract/usage-figures.ts';
import { cubeOf, filtered, type Level, levels, minutesKeptMs, type Selection, selections } from './cubes.ts';
import type { Connection } from './database.ts';
import { readRows } from './read-rows.ts';
import { matchOf } from './read-sums.ts';
import type { Words } from './words.ts';

/** Spans of time, ms since the epoch, `to` exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The spans that hold a record of the query's filters, newest first and one at a time: days, in them hours, and
 * in hours of the last days minutes. More than two filters are held against the pair of the first two.
 */
export function* busyBuckets(
  database: Connection,
  words: Words,
  query: UsageQuery,
  now: number,
): Generator<Span> {
  const wanted = filtered(query).slice(0, 2);
  const selection = selections.find(({ a, b }) => a === wanted[0] && b === wanted[1]);
  if (!selection) return;
  const conditions = wanted.map((dimension) =>
    matchOf(query, dimension, selection.a === dimension ? 'a' : 'b', words),
  );
  if (conditions.includes(undefined)) return;
  const where = conditions.map((text) => ` AND ${text}`).join('');
  const until = query.until ?? Number.MAX_SAFE_INTEGER;
  const days = bucketsIn(database, selection, 2, where, { from: query.since, to: until });
  for (const day of days) {
    const hours = bucketsIn(database, selection, 1, where, overlap(day, query.since, until));
    for (const hour of hours) yield* minutesOf(hour);
  }

  /** An hour with many records is looked through by its minutes, where they are still kept. */
  function* minutesOf(hour: Span): Generator<Span> {
    if (hour.from < now - minutesKeptMs + levels[1]) return yield hour;
    const minutes = bucketsIn(database, selection as Selection, 0, where, overlap(hour, query.since, until));
    if (minutes.length > 0 && minutes.length < 20) yield* minutes;
    else yield hour;
  }
}

function bucketsIn(
  database: Connection,
  selection: Selection,
  level: Level,
  where: string,
  { from, to }: Span,
): Span[] {
  const size = levels[level];
  const rows = readRows<number[]>(
    database,
    `SELECT DISTINCT bucket FROM rollup WHERE cube = ${cubeOf(level, selection)}
       AND bucket >= ${Math.floor(from / size)} AND bucket <= ${Math.floor((to - 1) / size)}${where}
       ORDER BY bucket DESC`,
  );
  return rows.map(([bucket = 0]) => ({ from: bucket * size, to: (bucket + 1) * size }));
}

const overlap = ({ from, to }: Span, since: number, until: number): Span => ({
  from: Math.max(from, since),
  to: Math.min(to, until),
});
