import { cubeOf, type Level, levels, minutesKeptMs, selections } from './cubes.ts';
import type { Connection } from './database.ts';
import { firstPiece } from './pack-columns.ts';
import { readRows } from './read-rows.ts';

/** Rows of one deletion: a few milliseconds, after which requests get their turn. */
const batch = 500;
const dayMs = levels[2];

/**
 * One small step of removing what is older than it is to be kept. @param retentionDays 0: all is kept
 * @returns false: nothing is left to remove
 */
export function sweepStep(database: Connection, now: number, retentionDays: number): boolean {
  if (sweepRollup(database, 0, now - minutesKeptMs)) return true;
  if (retentionDays <= 0) return false;
  const oldest = now - retentionDays * dayMs;
  // First, as the next place after the last request would otherwise be one that a pack has.
  if (sweepPacks(database, oldest)) return true;
  const gone = readRows(
    database,
    `DELETE FROM requests WHERE seq IN
     (SELECT seq FROM requests WHERE at < ${Math.max(0, Math.floor(oldest))} ORDER BY at LIMIT ${batch}) RETURNING 1`,
  );
  if (gone.length > 0) return true;
  // A day is told as a whole until its last record may go.
  if (sweepRollup(database, 1, oldest - dayMs) || sweepRollup(database, 2, oldest - dayMs)) return true;
  return sweepWords(database, Math.floor(oldest / dayMs) - 1);
}

function sweepPacks(database: Connection, oldest: number): boolean {
  const [row] = readRows<number[]>(
    database,
    `DELETE FROM packs WHERE pack = (SELECT min(pack) FROM packs WHERE max_at < ${Math.max(0, Math.floor(oldest))})
     RETURNING pack`,
  );
  if (!row?.[0]) return false;
  const [begin, end] = [firstPiece(row[0]), firstPiece(row[0] + 1)];
  readRows(database, `DELETE FROM pack_pieces WHERE id >= ${begin} AND id < ${end} RETURNING 1`);
  return true;
}

/** The next bucket, or the next few, of the first cube that has one before `until`. */
function sweepRollup(database: Connection, level: Level, until: number): boolean {
  const end = Math.floor(until / levels[1]) * levels[1];
  const limit = Math.floor(end / levels[level]);
  for (const selection of selections) {
    const cube = cubeOf(level, selection);
    const [row] = readRows<(number | null)[]>(
      database,
      `SELECT min(bucket) FROM rollup WHERE cube = ${cube} AND bucket < ${limit}`,
    );
    const first = row?.[0];
    if (first === null || first === undefined) continue;
    const next = Math.min(first + 10, limit);
    database.exec(`DELETE FROM rollup WHERE cube = ${cube} AND bucket < ${next}`);
    return true;
  }
  return false;
}

/** Names that no record has had since that day. Imports of old records use today's day, so theirs stay as well. */
function sweepWords(database: Connection, day: number): boolean {
  const gone = readRows(
    database,
    `DELETE FROM words WHERE id IN (SELECT id FROM words WHERE seen < ${Math.max(0, day)} LIMIT ${batch}) RETURNING 1`,
  );
  return gone.length > 0;
}
