import type { UsageRecord } from '../contract/usage-record.ts';
import { statusCode } from './cubes.ts';
import { type Cell, type Connection, undo } from './database.ts';
import type { Steps } from './in-turns.ts';
import { countInto, totalOf } from './measures.ts';
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

/** Records that are inserted before others get their turn: about half a millisecond. */
const turn = 50;

/** Writes records and their sums together, so that neither is ever without the other. */
export function openRecordWriter(database: Connection, words: Words, priceOf: PriceOf): RecordWriter {
  const insert = database.prepare(
    `INSERT INTO requests (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
     ON CONFLICT (id) DO NOTHING`,
  );
  const rollup = openRollup(database);

  function insertOne(record: UsageRecord, more: RecordMore | undefined, batch: Batch): boolean {
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
    const row: Cell[] = [
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
    if (insert.run(row).changes === 0) return false;
    countInto(rollup.alike(batch, record.at, dimensions), record, cost);
    return true;
  }

  function* write(records: readonly UsageRecord[], more?: MoreById): Steps<number> {
    database.exec('BEGIN IMMEDIATE');
    try {
      const batch: Batch = new Map();
      let [added, seen] = [0, 0];
      for (const record of records) {
        if (insertOne(record, more?.get(record.id), batch)) added++;
        if (++seen % turn === 0) yield;
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
