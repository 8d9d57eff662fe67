import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { closeQuietly, openDatabase } from '../../src/usage/database.ts';
import { openInsertRows, rowsTogether } from '../../src/usage/insert-rows.ts';
import { makeFolder, makeRecord, makeStore, noon } from './make-record.ts';

const idsFrom = (first: number) =>
  Array.from({ length: rowsTogether }, (_, place) => [`id-${first + place}`, first + place]);

async function table() {
  const opened = await openDatabase(join(await makeFolder(), 'test.db'), 'write');
  if (!opened.ok) throw new Error(opened.message);
  const database = opened.value;
  onTestFinished(() => closeQuietly(database));
  database.exec('CREATE TABLE things (id TEXT NOT NULL UNIQUE, size INTEGER CHECK (size >= 0))');
  const rows = () => database.prepare('SELECT id, size FROM things ORDER BY size').raw().all() as unknown[];
  return { insert: openInsertRows(database, 'things', ['id', 'size']), rows };
}

test('rows that are all new go in together', async () => {
  const { insert, rows } = await table();
  expect(insert(idsFrom(1))).toEqual(Array(rowsTogether).fill(true));
  expect(rows()).toEqual(idsFrom(1));
});

test('one that is known, in the table or among themselves, is passed over alone', async () => {
  const { insert, rows } = await table();
  insert(idsFrom(1));
  const some = [...idsFrom(11).slice(0, 8), ['id-3', 99], ['id-11', 98]];
  expect(insert(some)).toEqual([...Array(8).fill(true), false, false]);
  expect(rows()).toEqual([...idsFrom(1), ...idsFrom(11).slice(0, 8)]);
});

test('what the file does not take is an error, not a row that is known', async () => {
  const { insert } = await table();
  expect(() => insert([...idsFrom(1).slice(1), ['bad', -1]])).toThrow();
});

test('records told twice in one batch, and again later, count once', async () => {
  const store = await makeStore();
  const records = Array.from({ length: 34 }, () => makeRecord());
  for (const record of [...records, ...records.slice(5, 25)]) store.add(record);
  expect(store.totals({ since: noon - 1 }).requests).toBe(34);
  for (const record of [...records, makeRecord()]) store.add(record);
  expect(store.totals({ since: noon - 1 }).requests).toBe(35);
  expect(store.records({ since: noon - 1 }, 100)).toHaveLength(35);
});
