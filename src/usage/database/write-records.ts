import type { CompiledQuery, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { UsageRecord } from '../../contract/usage-record.ts';
import { longestText, storedText } from '../figures/conditions.ts';
import { latenciesOf, shortened } from '../figures/latencies.ts';
import type { RecordMore, StoredRecord } from '../figures/read-records.ts';
import { searchText } from '../figures/search-text.ts';
import { totalOf } from '../tokens.ts';
import { forgetHalfDays, shorten } from './half-days.ts';
import { openNumbers } from './numbers.ts';
import {
  amountColumns,
  type Combinations,
  countColumns,
  countOf,
  digestOf,
  everything,
  type Hourly,
  hourMs,
  latest,
  type Requests,
  textColumns,
  type UsageDatabase,
  type UsageTables,
} from './tables.ts';

export interface RecordWriter {
  /** In one transaction, so that requests and sums agree. @returns how many were new; a known id is skipped */
  write(records: readonly StoredRecord[]): Promise<number>;
  /** To be called after combinations or addresses were removed, as their numbers change. */
  forget(): void;
}

type Row = Omit<Requests, 'seq'>;
type Combination = Omit<Combinations, 'id' | 'folded' | 'digest'>;

/** At most this many attempts are stored for one request. */
const maxTries = 8;
/** The largest number: a made-up one must not exceed what a column holds. */
const maxAmount = 1e13;
/** Another transaction was in the way, or removed a combination that was remembered (Postgres). */
const again = /foreign key|deadlock|could not serialize|restart transaction/i;
/** Length from which the counts of an hour are compacted. */
const longLatencies = 250;

/** @param server name of this server @param together rows of one statement */
export function openRecordWriter(database: UsageDatabase, server = '', together = 25): RecordWriter {
  const combinations = openNumbers<Combination>(together, async (transaction, some) => {
    const names = new Map(some.map(([name, one]) => [digestOf(one), name]));
    const values = some.map(([, one]) => ({
      ...one,
      folded: searchText({ ...one, clientKey: one.client_key, failed: one.failed === 1 }),
      digest: digestOf(one),
    }));
    const added = transaction.insertInto('combinations').values(values);
    const rows = await added
      .onConflict((on) => on.column('digest').doUpdateSet({ digest: (eb) => eb.ref('excluded.digest') }))
      .returning(['digest', 'id'])
      .execute();
    return rows.map(({ digest, id }) => [names.get(digest) as string, id]);
  });
  const addresses = openNumbers<{ address: string; hour: number }>(together, async (transaction, some) => {
    const added = transaction.insertInto('addresses').values(some.map(([, value]) => value));
    const rows = await added
      .onConflict((on) => on.column('address').doUpdateSet({ hour: latest('addresses', 'hour') }))
      .returning(['address', 'id'])
      .execute();
    const ids = new Map(rows.map(({ address, id }) => [address, id]));
    return some.map(([name, { address }]) => [name, ids.get(address) as number]);
  });
  const forget = (): void => {
    combinations.forget();
    addresses.forget();
  };
  const insertRequests = compiledBySize((rows: readonly Row[]) =>
    database
      .insertInto('requests')
      .values(rows)
      .onConflict((on) => on.column('id').doNothing())
      .returning('id'),
  );
  const addHours = compiledBySize((rows: readonly Hourly[]) =>
    database
      .insertInto('hourly')
      .values(rows)
      .onConflict((on) => on.columns(['combination', 'hour']).doUpdateSet(added))
      .returning(['combination', 'hour', 'requests', 'latencies']),
  );

  async function write(records: readonly StoredRecord[]) {
    const once = () => database.transaction().execute((transaction) => writeAll(transaction, records));
    try {
      return await once();
    } catch (error) {
      // The combinations and addresses of the rolled-back transaction do not exist.
      forget();
      if (again.test(String(error))) return once();
      throw error;
    }
  }

  async function writeAll(transaction: Transaction<UsageTables>, records: readonly StoredRecord[]) {
    const hours = new Map<string, Hourly>();
    const stored = [...new Map(records.map((it) => [storedText(it.record.id), it])).values()];
    const own = stored.map(({ record }) => combinationOf(record, server));
    const names = own.map((one) => combinationColumns.map((column) => one[column]).join('\n'));
    const numbers = await combinations.of(
      transaction,
      new Map(own.map((one, at) => [names[at] as string, one])),
    );
    const lastHours = new Map<string, number>();
    for (const { record } of stored) {
      const hour = Math.max(hourOf(record.at), lastHours.get(addressOf(record)) ?? 0);
      if (record.address) lastHours.set(addressOf(record), hour);
    }
    const nameOf = (address: string) => `${address} ${lastHours.get(address)}`;
    const used = [...lastHours].map(([address, hour]) => [nameOf(address), { address, hour }] as const);
    const addressIds = await addresses.of(transaction, new Map(used));
    const rows = new Map<string, readonly [Row, Combination]>();
    for (const [at, it] of stored.entries()) {
      const address = addressIds.get(nameOf(addressOf(it.record))) ?? null;
      const row = rowOf(it, numbers.get(names[at] as string) as number, address);
      rows.set(row.id, [row, own[at] as Combination]);
    }
    const fresh = new Set<string>();
    for (const some of chunks([...rows.values()], together)) {
      const { rows: made } = await transaction.executeQuery(insertRequests(some.map(([row]) => row)));
      for (const { id } of made) fresh.add(id);
    }
    for (const id of fresh) count(hours, ...(rows.get(id) as readonly [Row, Combination]));
    await subtract(transaction, stored, rows, hours);
    await writeHours(transaction, hours);
    return fresh.size;
  }

  /** Attempts that were stored as requests before their successor was known. */
  async function subtract(
    transaction: Transaction<UsageTables>,
    records: readonly StoredRecord[],
    rows: ReadonlyMap<string, readonly [Row, Combination]>,
    hours: Map<string, Hourly>,
  ): Promise<void> {
    for (const { record } of records) {
      const tries = record.tries?.flatMap(({ id }) => id ?? []) ?? [];
      if (tries.length === 0) continue;
      const gone = await transaction
        .selectFrom('requests as r')
        .innerJoin('combinations as c', 'c.id', 'r.combination')
        .selectAll('c')
        .selectAll('r')
        .where('r.id', 'in', tries)
        .execute();
      if (gone.length === 0) continue;
      for (const row of gone) count(hours, row, row, -1);
      await transaction.deleteFrom('requests').where('id', 'in', tries).execute();
      // It may itself have been stored by an earlier version, without its attempts.
      const more = rows.get(record.id)?.[0].more ?? null;
      await transaction.updateTable('requests').set({ more }).where('id', '=', record.id).execute();
    }
  }

  async function writeHours(
    transaction: Transaction<UsageTables>,
    hours: Map<string, Hourly>,
  ): Promise<void> {
    if (server === '')
      await forgetHalfDays(transaction, new Set([...hours.values()].map(({ hour }) => hour)));
    // All servers in the same order, and last the row that all of them change.
    const sorted = [...hours.values()].sort((a, b) => b.combination - a.combination || a.hour - b.hour);
    for (const some of chunks(sorted, together)) {
      const { rows } = await transaction.executeQuery(addHours(some));
      for (const { combination, hour, requests, latencies } of rows) {
        if (Number(requests) <= 0)
          await transaction
            .deleteFrom('hourly')
            .where('combination', '=', combination)
            .where('hour', '=', hour)
            .execute();
        else if (latencies.length > longLatencies)
          await shorten(transaction, { combination, hour, latencies });
      }
    }
  }

  return { write, forget };
}

const hourOf = (at: number): number => Math.floor(at / hourMs);
const addressOf = ({ address = '' }: UsageRecord): string => storedText(address);

const combinationColumns = [...textColumns, 'status', 'failed'] as const;

function combinationOf(record: UsageRecord, server: string): Combination {
  const cut = (text = '') => storedText(text);
  return {
    server,
    client_key: cut(record.clientKey),
    provider: cut(record.provider),
    account: cut(record.account),
    model: cut(record.model),
    application: cut(record.application),
    endpoint: cut(record.endpoint),
    alias: cut(record.alias),
    user_agent: cut(record.userAgent),
    status: Math.min(record.status, 99_999),
    failed: record.failed ? 1 : 0,
  };
}

const emptyHour = Object.fromEntries([
  ...['combination', 'hour', ...countColumns].map((name) => [name, 0]),
  ...amountColumns.map((name) => [name, null]),
  ['last', 0],
  ['latencies', ''],
]) as Hourly;

const added = Object.fromEntries([
  ...countColumns.map((name) => [name, sql`${sql.ref(`hourly.${name}`)} + ${sql.ref(`excluded.${name}`)}`]),
  ...amountColumns.map((name) => {
    const [kept, more] = [sql.ref(`hourly.${name}`), sql.ref(`excluded.${name}`)];
    return [name, sql`coalesce(${kept} + ${more}, ${kept}, ${more})`];
  }),
  ['last', latest('hourly', 'last')],
  ['latencies', sql`hourly.latencies || excluded.latencies`],
]);

function rowOf({ record, cost, more }: StoredRecord, combination: number, address: number | null): Row {
  const { id, at, latencyMs, firstByteMs, tokens, attempts = 1, error } = record;
  const amount = (value: number | undefined) =>
    value === undefined ? null : Math.min(Math.round(value), maxAmount);
  return {
    id: storedText(id),
    at: Math.min(at, maxAmount),
    combination,
    address,
    latency: Math.min(latencyMs, maxAmount),
    first_byte: amount(firstByteMs),
    input: amount(tokens?.input),
    output: amount(tokens?.output),
    reasoning: amount(tokens?.reasoning),
    cached: amount(tokens?.cached),
    total: tokens ? amount(totalOf(tokens) ?? 0) : null,
    cost: amount(cost),
    retries: Math.min(Math.max(0, attempts - 1), maxTries * 100),
    latencies: latenciesOf(latencyMs, firstByteMs),
    // A truncated sentence is enough to recognize it; the rest is in the log of the server.
    error: error === undefined ? null : storedText(error, 500),
    more: moreOf(record, more),
  };
}

function moreOf(record: UsageRecord, more: RecordMore | undefined): string | null {
  const { attempts, referer, task, tokens, tries, restingMs } = record;
  const all = {
    ...(attempts !== undefined && attempts !== 1 && { attempts }),
    ...(referer !== undefined && { referer: referer.slice(0, longestText) }),
    ...(task !== undefined && { task: task.slice(0, longestText) }),
    ...(tries && {
      tries: tries.slice(0, maxTries).map((it) => ({ ...it, error: it.error.slice(0, longestText) })),
    }),
    ...(restingMs !== undefined && { restingMs }),
    ...(tokens?.written !== undefined && { written: tokens.written }),
    ...(tokens?.writtenLong !== undefined && { writtenLong: tokens.writtenLong }),
    ...more,
  };
  return Object.keys(all).length === 0 ? null : JSON.stringify(all);
}

/** Adds a request to its hour, of its combination and of everything. @param times -1: subtracts it */
function count(
  hours: Map<string, Hourly>,
  row: Row,
  { failed, status }: Pick<Combination, 'failed' | 'status'>,
  times: 1 | -1 = 1,
): void {
  const hour = hourOf(Number(row.at));
  for (const combination of [row.combination, everything]) {
    const cell = cellOf(hours, combination, hour);
    cell.requests += times;
    cell.failed += failed * times;
    if (failed === 1 && status === 499) cell.aborted += times;
    if (failed === 1 && status >= 100 && status < 400) cell.cut += times;
    cell.retries += row.retries * times;
    for (const column of amountColumns) {
      const amount = row[column];
      if (amount === null) continue;
      cell[column] = (cell[column] ?? 0) + Number(amount) * times;
      cell[countOf[column]] += times;
    }
    cell.last = Math.max(cell.last, Number(row.at) - hour * hourMs);
    cell.latencies += times === 1 ? row.latencies : shortened(row.latencies, -1);
  }
}

function cellOf(hours: Map<string, Hourly>, combination: number, hour: number): Hourly {
  const name = `${combination} ${hour}`;
  const known = hours.get(name);
  if (known) return known;
  const cell = { ...emptyHour, combination, hour };
  hours.set(name, cell);
  return cell;
}

function* chunks<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}

/** Statements are compiled once for each number of rows, all with the same columns, as that takes longer than running. */
function compiledBySize<Row extends object, Answer>(
  build: (rows: readonly Row[]) => { compile(): CompiledQuery<Answer> },
) {
  const compiled = new Map<number, CompiledQuery<Answer>>();
  return (rows: readonly Row[]): CompiledQuery<Answer> => {
    const known = compiled.get(rows.length) ?? build(rows).compile();
    compiled.set(rows.length, known);
    return { ...known, parameters: rows.flatMap((row) => Object.values(row)) };
  };
}
