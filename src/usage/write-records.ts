import type { UsageRecord } from '../contract/usage-record.ts';
import { statusCode } from './cubes.ts';
import { type Cell, type Connection, undo } from './database.ts';
import type { Steps } from './in-turns.ts';
import { openInsertRows, rowsTogether } from './insert-rows.ts';
import { countInto, totalOf } from './measures.ts';
import { packRequestsAgain } from './pack-requests.ts';
import { costOf, type PriceOf } from './prices.ts';
import { type Batch, openRollup } from './rollup.ts';
import type { Words } from './words.ts';

/** Column of `requests`, in the order in which a record's row is made; `seq` is SQLite's. */
const columns = [
  'id',
  'at',
  'key',
  'provider',
  'account',
  'model',
  'application',
  'status',
  'endpoint',
  'alias',
  'agent',
  'latency',
  'first_byte',
  'input',
  'output',
  'reasoning',
  'cached',
  'total',
  'cost',
  'more',
] as const;

/** What a record of another program has besides (v6 exports): kept to be given back as it was. */
export type RecordMore = Readonly<Record<string, unknown>>;

type MoreById = ReadonlyMap<string, RecordMore>;

export interface RecordWriter {
  /**
   * One transaction, in steps between which requests get their turn; it has to be brought to its end before another
   * begins. @returns how many were new; a record whose id is known is passed over
   */
  write(records: readonly UsageRecord[], more?: MoreById): Steps<number>;
}

/** Attempts that are kept of one request. */
const mostTries = 8;

/** Statements before others get their turn: about half a millisecond. */
const turn = 8;

/** A record on its way into both tables. */
interface Row {
  readonly record: UsageRecord;
  /** Number of each dimension's value. */
  readonly dimensions: readonly number[];
  /** US dollars; undefined: not known. */
  readonly cost: number | undefined;
  readonly cells: readonly Cell[];
}

/** Writes records and their sums together, so that neither is ever without the other. */
export function openRecordWriter(database: Connection, words: Words, priceOf: PriceOf): RecordWriter {
  const insert = openInsertRows(database, 'requests', columns);
  const rollup = openRollup(database);
  const find = database.prepare(`SELECT seq, ${columns.join(', ')} FROM requests WHERE id = ?`).raw();
  const remove = database.prepare('DELETE FROM requests WHERE seq = ?');
  const tell = database.prepare('UPDATE requests SET more = ? WHERE id = ?');

  function rowOf(record: UsageRecord, more: RecordMore | undefined): Row {
    const dimensions = [
      words.idOf(record.clientKey),
      words.idOf(record.provider),
      words.idOf(record.account),
      words.idOf(record.model),
      words.idOf(record.application),
      statusCode(record.status, record.failed),
    ];
    const { tokens } = record;
    const cost = costOf(record, priceOf);
    const cells: Cell[] = [
      record.id,
      record.at,
      ...dimensions,
      words.idOf(record.endpoint),
      words.idOf(record.alias),
      words.idOf(record.userAgent),
      record.latencyMs,
      record.firstByteMs ?? null,
      tokens?.input ?? null,
      tokens?.output ?? null,
      tokens?.reasoning ?? null,
      tokens?.cached ?? null,
      totalOf(tokens) ?? (tokens ? 0 : null),
      cost ?? null,
      moreOf(record, more),
    ];
    return { record, dimensions, cost, cells };
  }

  /** @returns how many were new */
  function insertSome(records: readonly UsageRecord[], more: MoreById | undefined, batch: Batch): number {
    const rows = records.map((record) => rowOf(record, more?.get(record.id)));
    const isNew = insert(rows.map(({ cells }) => cells));
    const fresh = rows.filter((_, place) => isNew[place]);
    for (const { record, dimensions, cost } of fresh)
      countInto(rollup.alike(batch, record.at, dimensions), record, cost);
    for (const { record, cells } of rows) {
      const ids = record.tries?.flatMap(({ id }) => id ?? []) ?? [];
      // What was taken for a request of its own may have been told that way for years.
      if (ids.filter((id) => takeAway(id, batch)).length > 0) tell.run([cells.at(-1) ?? null, record.id]);
    }
    return fresh.length;
  }

  /** A try that was kept as a request while nobody knew that another one would follow. @returns false: it is not here */
  function takeAway(id: string, batch: Batch): boolean {
    const row = find.get([id]) as [number, string, ...(number | null)[]] | undefined;
    if (!row) return false;
    const [seq, , at, ...dimensions] = row.slice(0, 9) as number[];
    const [latencyMs, firstByte, input, output, reasoning, cached, total, cost] = row.slice(12) as (
      | number
      | null
    )[];
    const told = { input, output, reasoning, cached, total };
    const tokens = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null));
    const counted = {
      at: at ?? 0,
      failed: ((dimensions.at(-1) ?? 0) & 1) === 1,
      latencyMs: latencyMs ?? 0,
      firstByteMs: firstByte ?? undefined,
      ...(total !== null && { tokens }),
    };
    countInto(rollup.alike(batch, counted.at, dimensions), counted, cost ?? undefined, -1);
    remove.run([seq ?? 0]);
    packRequestsAgain(database, seq ?? 0);
    return true;
  }

  function* write(records: readonly UsageRecord[], more?: MoreById): Steps<number> {
    database.exec('BEGIN IMMEDIATE');
    try {
      const batch: Batch = new Map();
      let added = 0;
      for (let from = 0; from < records.length; from += rowsTogether) {
        added += insertSome(records.slice(from, from + rowsTogether), more, batch);
        if ((from / rowsTogether) % turn === turn - 1) yield;
      }
      yield* rollup.write(batch);
      database.exec('COMMIT');
      return added;
    } catch (error) {
      undo(database);
      // The words of the undone transaction are gone from the file.
      words.forget();
      throw error;
    }
  }

  return { write };
}

/** A cut error sentence is enough to know it by; the rest is in the log of the server. */
function moreOf(record: UsageRecord, more: RecordMore | undefined): string | null {
  const { attempts, error, referer, task, tokens, tries, restingMs } = record;
  const all = {
    ...(attempts !== undefined && attempts !== 1 && { attempts }),
    ...(error !== undefined && { error: error.slice(0, 500) }),
    ...(referer !== undefined && { referer: referer.slice(0, 200) }),
    ...(task !== undefined && { task: task.slice(0, 200) }),
    ...(tries && {
      tries: tries.slice(0, mostTries).map((it) => ({ ...it, error: it.error.slice(0, 200) })),
    }),
    ...(restingMs !== undefined && { restingMs }),
    ...(tokens?.written !== undefined && { written: tokens.written }),
    ...(tokens?.writtenLong !== undefined && { writtenLong: tokens.writtenLong }),
    ...more,
  };
  return Object.keys(all).length === 0 ? null : JSON.stringify(all);
}
