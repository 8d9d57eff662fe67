import type { UsageQuery } from '../contract/usage-figures.ts';
import type { Connection } from './database.ts';
import { type Column, decodePiece, type PackColumn, packColumns, packSize, pieceId } from './pack-columns.ts';
import { isMissing, packedUntil } from './pack-requests.ts';
import { type LooseRows, looseRows, readOn } from './pack-rows.ts';
import { createPieceCache, type Piece, type PieceCache } from './piece-cache.ts';
import { readRows } from './read-rows.ts';

/** Many requests, column by column. */
export interface Pack {
  readonly count: number;
  /** Place in `requests` of the first; those of the others follow, with the gaps of their column. */
  readonly firstSeq: number;
  /** Arrivals, ms since the epoch. */
  readonly minAt: number;
  readonly maxAt: number;
  /** What the column `at` counts from. */
  readonly atFrom: number;
  /** Nothing in the packs that follow arrived later than the last of this one. */
  readonly inOrder: boolean;
  /** Columns by name; undefined: all of it is 0. */
  readonly read: (names: readonly PackColumn[]) => readonly (Column | undefined)[];
}

export interface PackSource {
  /** All packs with something of the query's span in them: mostly the newest first. */
  packs(query: UsageQuery): Generator<Pack>;
}

/**
 * The packs of the file, and what is in none yet as a pack of its own, which is kept here and read on. Another process
 * may pack meanwhile: an answer takes as packed what is so at its beginning.
 */
export function openPackSource(database: Connection): PackSource {
  const cache = createPieceCache();
  let kept: { readonly begin: number; readonly rows: LooseRows } | undefined;

  function* loose(behind: number): Generator<Pack> {
    for (let begin = behind; ; ) {
      const rows = kept?.begin === begin && !isMissing(database, kept.rows) ? kept.rows : looseRows(begin);
      readOn(database, rows, packSize);
      if (rows.count > 0) yield packOf(rows);
      if (rows.count < packSize) {
        kept = { begin, rows };
        return;
      }
      kept = undefined;
      begin = rows.lastSeq;
    }
  }

  return {
    *packs({ since, until = Number.POSITIVE_INFINITY }) {
      const behind = packedUntil(database);
      for (const pack of loose(behind)) if (pack.maxAt >= since && pack.minAt < until) yield pack;
      yield* storedPacks(database, cache, since, until, behind);
    },
  };
}

function packOf({ columns, count, firstSeq, minAt, maxAt }: LooseRows): Pack {
  const read: Pack['read'] = (names) =>
    names.map((name) => columns[packColumns.indexOf(name)]?.subarray(0, count));
  return { count, firstSeq, minAt, maxAt, atFrom: 0, inOrder: false, read };
}

function* storedPacks(
  database: Connection,
  cache: PieceCache,
  since: number,
  until: number,
  behind: number,
): Generator<Pack> {
  const end = Number.isFinite(until) ? ` AND min_at < ${Math.ceil(until)}` : '';
  const rows = readRows<number[]>(
    database,
    `SELECT pack, first_seq, min_at, max_at, last_seq FROM packs
       WHERE max_at >= ${Math.max(0, Math.floor(since))}${end} AND last_seq <= ${behind} ORDER BY max_at DESC`,
  );
  for (const [pack = 0, firstSeq = 0, minAt = 0, maxAt = 0, lastSeq = 0] of rows) {
    const read = columnReader(database, pack, `${firstSeq} ${lastSeq}`, cache);
    yield { count: packSize, firstSeq, minAt, maxAt, atFrom: minAt, inOrder: true, read };
  }
}

/** Each piece is read once, and again only when it was long ago. */
function columnReader(database: Connection, pack: number, place: string, cache: PieceCache): Pack['read'] {
  const columns = new Map<PackColumn, Column>();
  const seen = new Set<number>();
  const take = (piece: Piece) => {
    for (const [name, values] of piece) columns.set(name, values);
  };
  return (names) => {
    const fresh = new Map(names.map((name) => [pieceId(pack, name), name]));
    for (const id of [...fresh.keys()]) {
      const known = seen.has(id) ? [] : cache.get(`${id} ${place}`);
      seen.add(id);
      if (!known) continue;
      take(known);
      fresh.delete(id);
    }
    for (const [id, data] of readPieces(database, [...fresh.keys()])) {
      const piece = decodePiece(data, fresh.get(id) ?? 'gap');
      // The number of a pack that was removed is given again.
      cache.add(`${id} ${place}`, piece, data.length);
      take(piece);
    }
    return names.map((name) => columns.get(name));
  };
}

function readPieces(database: Connection, ids: readonly number[]): [number, Buffer][] {
  if (ids.length === 0) return [];
  return readRows(
    database,
    `SELECT id, data FROM pack_pieces WHERE ${ids.map((id) => `id = ${id}`).join(' OR ')}`,
  );
}
