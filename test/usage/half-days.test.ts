import { expect, onTestFinished, test } from 'vitest';
import type { UsageRecord } from '../../src/contract/usage-record.ts';
import { sumHalfDays } from '../../src/usage/database/half-days.ts';
import { sweep } from '../../src/usage/database/sweep.ts';
import { openUsageFile, type UsageFile } from '../../src/usage/database/usage-file.ts';
import { openRecordWriter } from '../../src/usage/database/write-records.ts';
import { readGroups, readSeries, readTotals } from '../../src/usage/figures/read-figures.ts';
import { alpha, beta, makeFolder, makeRecord, noon } from './make-record.ts';

const hour = 3_600_000;
const day = 24 * hour;
const month = noon - 30 * day - 17 * 60_000;

/** A request every half hour for forty days but one, of few kinds. */
function alike(): UsageRecord[] {
  const all = Array.from({ length: 40 * 48 }, (_, number) =>
    makeRecord({
      at: noon - number * 1_800_000 - (number % 7) * 60_000,
      clientKey: number % 3 === 0 ? beta : alpha,
      latencyMs: 200 + (number % 50) * 90,
      ...(number % 4 === 0 && { status: 429, failed: true, tokens: undefined }),
    }),
  );
  return all.filter(({ at }) => at < noon - 10 * day || at > noon - 9 * day);
}

async function openFile() {
  const opened = await openUsageFile(await makeFolder(), () => {});
  if (!opened.ok) throw new Error(opened.message);
  onTestFinished(() => opened.value.close());
  const { database } = opened.value;
  const writer = openRecordWriter(database);
  const write = (records: readonly UsageRecord[]) =>
    writer.write(records.map((record) => ({ record, cost: 1_000 })));
  const sum = () => sumHalfDays(database, noon, () => false);
  return { file: opened.value, writer, write, sum };
}

async function answers({ database }: UsageFile) {
  const all = [];
  for (const filter of [{}, { clientKey: alpha }, { status: 'failed' as const }])
    for (const since of [month, noon - 5 * day, noon - 20 * hour])
      for (const until of [undefined, noon - 2 * day - 3 * hour - 1]) {
        const query = { since, until, ...filter };
        all.push(await readTotals(database, query));
        for (const step of [12 * hour, 3 * day]) {
          all.push(await readGroups(database, query, 'key', noon, step));
          all.push(await readSeries(database, query, step, noon));
        }
      }
  return all;
}

test('figures are the same when half days are summed, and after a request that comes late', async () => {
  const { file, write, sum } = await openFile();
  const records = alike();
  await write(records);
  const before = await answers(file);
  await sum();
  expect(await answers(file)).toEqual(before);

  const late = [noon - 8 * day, noon - 20 * day - 3 * hour].map((at) => makeRecord({ at }));
  await write(late);
  expect((await readTotals(file.database, { since: 0, clientKey: alpha })).requests).toBe(
    [...records, ...late].filter(({ clientKey }) => clientKey === alpha).length,
  );
  const then = await answers(file);
  await sum();
  expect(await answers(file)).toEqual(then);
});

test('a table of a month reads their sums, and not those of hours', async () => {
  const { file, write, sum } = await openFile();
  await write(alike());
  const groups = () => readGroups(file.database, { since: month }, 'key', noon);
  const before = await groups();
  await sum();
  const inside = Math.floor((noon - 5 * day) / hour);
  await file.database.transaction().execute((transaction) =>
    transaction
      .deleteFrom('hourly')
      .where('hour', '>', inside)
      .where('hour', '<', inside + 24)
      .execute(),
  );
  expect(await groups()).toEqual(before);
});

test('half days of requests that are hardly alike are not summed, as that would save little', async () => {
  const { file, write, sum } = await openFile();
  await write(alike().map((record, number) => ({ ...record, model: `model-${number}` })));
  const before = await answers(file);
  await sum();
  const rows = await file.database.selectFrom('hourly').select('combination').where('hour', '<', 0).execute();
  expect(new Set(rows.map(({ combination }) => combination))).toEqual(new Set([0]));
  expect(await answers(file)).toEqual(before);
});

test('what is too old to be kept leaves the sums too', async () => {
  const { file, writer, write, sum } = await openFile();
  const records = alike();
  await write(records);
  await sum();
  await sweep({ database: file.database, writer, now: () => noon, retentionDays: () => 15 });
  const kept = records.filter(({ at }) => at >= Math.floor(noon / hour) * hour - 15 * day);
  const groups = await readGroups(file.database, { since: 0 }, 'key', noon);
  expect(groups.reduce((all, { requests }) => all + requests, 0)).toBe(kept.length);
  expect((await readTotals(file.database, { since: 0, clientKey: beta })).requests).toBe(
    kept.filter(({ clientKey }) => clientKey === beta).length,
  );
});
