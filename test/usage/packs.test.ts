import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type UsageQuery, usageDimensions } from '../../src/contract/usage-figures.ts';
import type { UsageRecord } from '../../src/contract/usage-record.ts';
import { statusCode } from '../../src/usage/cubes.ts';
import { inTransaction, openDatabase } from '../../src/usage/database.ts';
import { groupOf } from '../../src/usage/figures.ts';
import { runAtOnce } from '../../src/usage/in-turns.ts';
import { totalOf } from '../../src/usage/measures.ts';
import { decodeColumn, encodeColumn, packSize } from '../../src/usage/pack-columns.ts';
import { countUnpacked, packRequests } from '../../src/usage/pack-requests.ts';
import { openPackSource } from '../../src/usage/pack-source.ts';
import { scanPacks } from '../../src/usage/scan-packs.ts';
import { sweepStep } from '../../src/usage/sweep.ts';
import { openWords } from '../../src/usage/words.ts';
import { makeFolder, makeRecord, makeStore, noon } from './make-record.ts';

const hour = 3_600_000;
const day = 24 * hour;
const extra = 700;

/** Two packs' worth of requests over five days and some more, in an order that is not quite that of their arrival. */
function manyRequests(): UsageRecord[] {
  const count = packSize * 2 + extra;
  const shape = fc.record({
    late: fc.integer({ min: 0, max: 90_000 }),
    clientKey: fc.constantFrom('k1', 'k2', 'k3', undefined),
    provider: fc.constantFrom('openai', 'claude'),
    account: fc.constantFrom('a1', 'a2', undefined),
    model: fc.constantFrom('gpt-4o', 'own', 'other'),
    application: fc.constantFrom('editor', 'job', undefined),
    status: fc.constantFrom(200, 200, 200, 429, 500),
    latencyMs: fc.integer({ min: 0, max: 700_000 }),
    firstByteMs: fc.option(fc.integer({ min: 0, max: 9_000 }), { nil: undefined }),
    tokens: fc.option(
      fc.record(
        {
          input: fc.integer({ min: 0, max: 300_000 }),
          output: fc.integer({ min: 0, max: 90 }),
          cached: fc.integer({ min: 0, max: 9 }),
          reasoning: fc.integer({ min: 0, max: 9 }),
          total: fc.integer({ min: 0, max: 500_000 }),
        },
        { requiredKeys: [] },
      ),
      { nil: undefined },
    ),
  });
  return fc.sample(shape, { seed: 11, numRuns: count }).map(({ late, ...wish }, number) =>
    makeRecord({
      ...(wish as Partial<UsageRecord>),
      at: noon - 5 * day + Math.floor((number / count) * 5 * day) - late,
      failed: wish.status !== 200,
    }),
  );
}

/** Without the sums, which would take most of the time and are not asked here. */
async function packedStore(retentionDays = 0) {
  const folder = await makeFolder();
  const records = manyRequests();
  const opened = await openDatabase(join(folder, 'usage.db'), 'write');
  if (!opened.ok) throw new Error(opened.message);
  const database = opened.value;
  const words = openWords(database, () => noon);
  const columns =
    'id, at, key, provider, account, model, application, status, latency, first_byte, input, output, reasoning, cached, total, endpoint, alias, agent';
  const insert = database.prepare(
    `INSERT INTO requests (${columns}) VALUES (${columns
      .split(',')
      .map(() => '?')
      .join(',')})`,
  );
  inTransaction(database, () => {
    for (const { tokens, ...record } of records) {
      const names = [record.clientKey, record.provider, record.account, record.model, record.application];
      insert.run([
        record.id,
        record.at,
        ...names.map((name) => words.idOf(name)),
        statusCode(record.status, record.failed),
        record.latencyMs,
        record.firstByteMs ?? null,
        tokens?.input ?? null,
        tokens?.output ?? null,
        tokens?.reasoning ?? null,
        tokens?.cached ?? null,
        tokens ? (totalOf(tokens) ?? 0) : null,
        0,
        0,
        0,
      ]);
    }
  });
  while (runAtOnce(packRequests(database)));
  expect(countUnpacked(database)).toBe(extra);
  database.close();
  return { folder, records, store: await makeStore({ folder, retentionDays }) };
}

const fits = (record: UsageRecord, query: UsageQuery): boolean =>
  record.at >= query.since &&
  record.at < (query.until ?? Number.POSITIVE_INFINITY) &&
  (query.status === undefined ||
    (typeof query.status === 'number'
      ? record.status === query.status
      : record.failed === (query.status === 'failed'))) &&
  (['clientKey', 'provider', 'account', 'model', 'application'] as const).every(
    (name) => query[name] === undefined || record[name] === query[name],
  );

describe('a column', () => {
  test('comes back as it was, whatever numbers are in it', () => {
    const limits = fc.constantFrom(0, 1, 200, 60_000, 4_000_000_000, 2 ** 50);
    fc.assert(
      fc.property(limits, fc.nat(), (most, seed) => {
        const values = Float64Array.from({ length: packSize }, (_, row) =>
          most === 0 ? 7 : (row * 31 + seed) % most,
        );
        expect([...(decodeColumn(encodeColumn(values)) ?? new Float64Array(packSize))]).toEqual([...values]);
      }),
      { seed: 3, numRuns: 12 },
    );
  });
});

describe('questions of three dimensions and more', () => {
  test('are answered as the records say, from packs and from what is in none', async () => {
    const { store, records } = await packedStore();
    const spans: Omit<UsageQuery, 'status'>[] = [
      { since: 0 },
      { since: noon - 2 * day - 12_345 },
      { since: noon - 4 * day + 7, until: noon - 30 * hour - 3 },
      { since: noon - hour },
    ];
    const filters: Partial<UsageQuery>[] = [
      { clientKey: 'k1', model: 'gpt-4o', status: 'failed' },
      { provider: 'claude', application: 'job', status: 429 },
      {
        clientKey: 'k2',
        provider: 'openai',
        account: 'a2',
        model: 'own',
        application: 'editor',
        status: 'ok',
      },
      { clientKey: 'k1', model: 'gpt-4o', application: 'never-seen' },
    ];
    for (const span of spans)
      for (const filter of filters) {
        const query = { ...span, ...filter };
        const found = records.filter((record) => fits(record, query));
        const totals = store.totals(query);
        expect(totals).toMatchObject({
          requests: found.length,
          failed: found.filter((it) => it.failed).length,
        });
        for (const kind of ['input', 'output', 'cached', 'reasoning'] as const) {
          const told = found.flatMap(({ tokens }) => tokens?.[kind] ?? []);
          expect(totals.tokensTold?.[kind] ?? 0).toBe(told.length);
          expect(totals.tokens?.[kind] ?? 0).toBe(told.reduce((sum, value) => sum + value, 0));
        }
        for (const by of usageDimensions) {
          const groups = store.groups(query, by, hour);
          const sum = (pick: (group: (typeof groups)[number]) => number) =>
            groups.reduce((all, group) => all + pick(group), 0);
          expect(sum(({ requests }) => requests)).toBe(found.length);
          expect(sum(({ bars = [] }) => bars.reduce((all, bar) => all + bar, 0))).toBe(found.length);
          expect(sum(({ tokens }) => tokens?.total ?? 0)).toBe(totals.tokens?.total ?? 0);
          const last = found.reduce((latest, { at }) => Math.max(latest, at), 0);
          expect(groups.reduce((latest, { lastAt = 0 }) => Math.max(latest, lastAt), 0)).toBe(last);
        }
        const series = store.series(query, hour);
        const inSeries = records.filter((record) =>
          fits(record, { ...query, since: series[0]?.at ?? query.since }),
        );
        expect(series.reduce((all, { requests }) => all + requests, 0)).toBe(inSeries.length);
        const newest = found.toSorted((a, b) => b.at - a.at).slice(0, 50);
        expect(store.records(query, 50).map(({ at }) => at)).toEqual(newest.map(({ at }) => at));
      }
  });

  test('are answered in the same way as those that sums are kept for', async () => {
    const folder = await makeFolder();
    const store = await makeStore({ folder });
    const records = manyRequests().slice(-300);
    for (const record of records) store.add(record);
    await store.flush();
    const opened = await openDatabase(join(folder, 'usage.db'), 'read');
    if (!opened.ok) throw new Error(opened.message);
    const words = openWords(opened.value, () => noon);
    const query = { since: noon - 5 * day, clientKey: 'k1' };
    const place = { database: opened.value, words, source: openPackSource(opened.value) };
    const scanned = scanPacks(place, query, 'model').map((row) =>
      groupOf(row, words.textOf(row.group) ?? null),
    );
    const byName = (groups: readonly { value: string | null }[]) =>
      groups.toSorted((a, b) => ((a.value ?? '') < (b.value ?? '') ? -1 : 1));
    expect(byName(store.groups(query, 'model'))).toEqual(byName(scanned));
    opened.value.close();
  });

  test('a single filter finds its newest requests across packs, and pages on', async () => {
    const { store, records } = await packedStore();
    const mine = records.filter(({ clientKey }) => clientKey === 'k3').toSorted((a, b) => b.at - a.at);
    const first = store.records({ since: 0, clientKey: 'k3' }, 300);
    expect(first.map(({ at }) => at)).toEqual(mine.slice(0, 300).map(({ at }) => at));
    const more = store.records({ since: 0, clientKey: 'k3' }, 1000, first.at(-1)?.at);
    expect(more[0]?.at).toBeLessThan(first.at(-1)?.at ?? 0);
    expect(new Set([...first, ...more].map(({ id }) => id)).size).toBe(first.length + more.length);
  });
});

describe('packing', () => {
  test('goes on by itself while requests come', async () => {
    const folder = await makeFolder();
    const store = await makeStore({ folder });
    for (let number = 0; number < packSize + 10; number++) store.add(makeRecord({ at: noon - number }));
    const packs = async () => {
      const opened = await openDatabase(join(folder, 'usage.db'), 'read');
      if (!opened.ok) return 0;
      const { n } = opened.value.prepare('SELECT count(*) AS n FROM packs').get() as { n: number };
      opened.value.close();
      return n;
    };
    await expect.poll(packs, { timeout: 10_000 }).toBe(1);
    const three = { since: 0, clientKey: 'a1a1a1a1a1a1a1a1', model: 'gpt-4o', provider: 'openai' };
    expect(store.totals(three).requests).toBe(packSize + 10);
  });

  test('what is no longer kept goes from the packs as well', async () => {
    const { folder, store } = await packedStore();
    const query = { since: 0, provider: 'claude', model: 'own', status: 'ok' } as const;
    const before = store.totals(query).requests;
    await store.close();
    const opened = await openDatabase(join(folder, 'usage.db'), 'write');
    if (!opened.ok) throw new Error(opened.message);
    const database = opened.value;
    while (sweepStep(database, noon, 2));
    const { n } = database.prepare('SELECT count(*) AS n FROM packs').get() as { n: number };
    const columns = database.prepare('SELECT count(*) AS n FROM pack_pieces').get() as { n: number };
    expect([n, columns.n]).toEqual([1, 9]);
    database.close();
    const after = await makeStore({ folder, retentionDays: 2 });
    const left = after.totals(query).requests;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(before / 2);
    expect(left).toBe(after.records(query, 1_000_000).length);
  });
});

test('a try that another one followed is taken out of its pack, and out of what is in none', async () => {
  const { folder, store, records } = await packedStore();
  const ways = ['totals', 'groups', 'records'] as const;
  const query = { since: 0, clientKey: 'k1', provider: 'openai', model: 'gpt-4o' };
  const counted = () => [
    store.totals(query).requests,
    store.groups(query, 'application').reduce((sum, { requests }) => sum + requests, 0),
    store.records(query, records.length).length,
  ];
  const expected = records.filter((record) => fits(record, query));
  expect(counted()).toEqual(ways.map(() => expected.length));
  // The first of a pack, one in the middle, the last that is in none.
  for (const first of [expected[0], expected[Math.floor(expected.length / 2)], expected.at(-1)]) {
    const tries = [{ id: first?.id ?? '', provider: 'openai', status: 500, error: 'failed', ms: 1 }];
    store.add(makeRecord({ ...first, id: `after ${first?.id}`, attempts: 2, tries }));
    expect(counted()).toEqual(ways.map(() => expected.length));
    expect(store.records(query, records.length).map(({ id }) => id)).not.toContain(first?.id);
  }
  const opened = await openDatabase(join(folder, 'usage.db'), 'write');
  if (!opened.ok) throw new Error(opened.message);
  while (runAtOnce(packRequests(opened.value)));
  opened.value.close();
  expect(counted()).toEqual(ways.map(() => expected.length));
});
