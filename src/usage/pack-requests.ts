import { type Connection, inTransaction } from './database.ts';
import type { Steps } from './in-turns.ts';
import { encodePack, firstPiece, packColumns, packSize } from './pack-columns.ts';
import { type LooseRows, looseRows, readOn } from './pack-rows.ts';
import { readRows } from './read-rows.ts';

/** Requests read before others get their turn: about a millisecond. */
const turn = 256;

/** Where the next pack begins: behind the last request that is packed. */
export function packedUntil(database: Connection): number {
  const [row] = readRows<(number | null)[]>(database, 'SELECT max(last_seq) FROM packs');
  return row?.[0] ?? 0;
}

/** How many requests are in no pack; it counts no further than one pack's worth. */
export function countUnpacked(database: Connection): number {
  const behind = packedUntil(database);
  const few = `SELECT 1 FROM requests WHERE seq > ${behind} LIMIT ${packSize}`;
  return readRows<number[]>(database, `SELECT count(*) FROM (${few})`)[0]?.[0] ?? 0;
}

/**
 * Packs the oldest requests that are in none. @param settle called before it writes: no transaction may be open then
 * @returns false: there are too few of them
 */
export function* packRequests(database: Connection, settle: () => void = () => {}): Steps<boolean> {
  const rows = looseRows(packedUntil(database));
  while (rows.count < packSize) {
    if (readOn(database, rows, turn) === 0) return false;
    yield;
  }
  settle();
  // Some may have been taken away since they were read.
  if (isMissing(database, rows)) return false;
  write(database, rows);
  return true;
}

/** Whether one of the requests that were read is no longer there. */
export function isMissing(database: Connection, { firstSeq, lastSeq, count }: LooseRows): boolean {
  const span = `seq >= ${firstSeq} AND seq <= ${lastSeq}`;
  return readRows<number[]>(database, `SELECT count(*) FROM requests WHERE ${span}`)[0]?.[0] !== count;
}

/** Inside a transaction: the request at this place is gone, so its pack is made anew, and those that follow. */
export function packRequestsAgain(database: Connection, seq: number): void {
  const gone = readRows<number[]>(database, `DELETE FROM packs WHERE last_seq >= ${seq} RETURNING pack`);
  for (const [pack = 0] of gone) {
    const [begin, end] = [firstPiece(pack), firstPiece(pack + 1)];
    readRows(database, `DELETE FROM pack_pieces WHERE id >= ${begin} AND id < ${end} RETURNING 1`);
  }
}

function write(database: Connection, { columns, firstSeq, lastSeq, minAt, maxAt }: LooseRows): void {
  inTransaction(database, () => {
    const [made] = database
      .prepare('INSERT INTO packs (first_seq, last_seq, min_at, max_at) VALUES (?, ?, ?, ?) RETURNING pack')
      .raw()
      .all([firstSeq, lastSeq, minAt, maxAt]) as number[][];
    // What a pack of this number has left behind, should its removal have been broken off, goes.
    const insert = database.prepare('INSERT OR REPLACE INTO pack_pieces (id, data) VALUES (?, ?)');
    const pieces = encodePack(
      columns.map((values, place) => (packColumns[place] === 'at' ? values.map((at) => at - minAt) : values)),
    );
    for (const [place, piece] of pieces.entries()) insert.run([firstPiece(made?.[0] ?? 0) + place, piece]);
  });
}
