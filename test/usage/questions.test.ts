import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type UsageQuery, usageDimensions } from '../../src/contract/usage-figures.ts';
import type { UsageRecord } from '../../src/contract/usage-record.ts';
import { makeRecord, makeStore, noon } from './make-record.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Over five days, in an order that is not quite that of their arrival. */
function manyRequests(): UsageRecord[] {
  const count = 3_000;
  const shape = fc.record({
    late: fc.integer({ min: 0, max: 90_000 }),
    clientKey: fc.constantFrom('k1', 'k2', 'k3', undefined),
    provider: fc.constantFrom('openai', 'claude'),
    account: fc.constantFrom('a1', 'a2', undefined),
    model: fc.constantFrom('gpt-4o', 'own', 'other'),
    application: fc.constantFrom('editor', 'job', undefined),
    status: fc.constantFrom(200, 200, 200, 429, 500, 499, 206),
    attempts: fc.constantFrom(1, 1, 1, 3),
    address: fc.constantFrom('10.0.3.7', '10.0.3.9', '2001:db8::7', undefined),
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
  return fc.sample(shape, { seed: 11, numRuns: count }).map(({ late, ...request }, number) =>
    makeRecord({
      ...(request as Partial<UsageRecord>),
      at: noon - 5 * day + Math.floor((number / count) * 5 * day) - late,
      failed: request.status !== 200,
    }),
  );
}

async function filledStore() {
  const records = manyRequests();
  const store = await makeStore({ retentionDays: 0 });
  for (const record of records) store.add(record);
  await store.flush();
  return { records, store };
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

describe('questions in any span and of any dimensions', () => {
  test('are answered as the records say', async () => {
    const { store, records } = await filledStore();
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
      { model: 'own' },
      {},
    ];
    for (const span of spans)
      for (const filter of filters) {
        const query = { ...span, ...filter };
        const found = records.filter((record) => fits(record, query));
        const totals = await store.totals(query);
        expect(totals).toMatchObject({
          requests: found.length,
          failed: found.filter((it) => it.failed).length,
        });
        const of = (some: (it: UsageRecord) => boolean) => found.filter((it) => it.failed && some(it)).length;
        expect(totals.aborted ?? 0).toBe(of(({ status }) => status === 499));
        expect(totals.cut ?? 0).toBe(of(({ status }) => status === 206));
        expect(totals.retries ?? 0).toBe(found.reduce((sum, { attempts = 1 }) => sum + attempts - 1, 0));
        for (const kind of ['input', 'output', 'cached', 'reasoning'] as const) {
          const told = found.flatMap(({ tokens }) => tokens?.[kind] ?? []);
          expect(totals.tokensReported?.[kind] ?? 0).toBe(told.length);
          expect(totals.tokens?.[kind] ?? 0).toBe(told.reduce((sum, value) => sum + value, 0));
        }
        for (const by of usageDimensions) {
          const groups = await store.groups(query, by, hour);
          const sum = (pick: (group: (typeof groups)[number]) => number) =>
            groups.reduce((all, group) => all + pick(group), 0);
          expect(sum(({ requests }) => requests)).toBe(found.length);
          expect(sum(({ tokens }) => tokens?.total ?? 0)).toBe(totals.tokens?.total ?? 0);
          if (by === 'address')
            for (const { value, requests } of groups)
              expect(requests).toBe(found.filter(({ address = null }) => address === value).length);
          const last = found.reduce((latest, { at }) => Math.max(latest, at), 0);
          expect(groups.reduce((latest, { lastAt = 0 }) => Math.max(latest, lastAt), 0)).toBe(last);
        }
        const series = await store.series(query, hour);
        const inSeries = records.filter((record) =>
          fits(record, { ...query, since: series[0]?.at ?? query.since }),
        );
        expect(series.reduce((all, { requests }) => all + requests, 0)).toBe(inSeries.length);
        const newest = found.toSorted((a, b) => b.at - a.at).slice(0, 50);
        expect((await store.records(query, 50)).map(({ at }) => at)).toEqual(newest.map(({ at }) => at));
      }
  });

  test('a single filter finds its newest requests and pages on', async () => {
    const { store, records } = await filledStore();
    const mine = records.filter(({ clientKey }) => clientKey === 'k3').toSorted((a, b) => b.at - a.at);
    const first = await store.records({ since: 0, clientKey: 'k3' }, 300);
    expect(first.map(({ at }) => at)).toEqual(mine.slice(0, 300).map(({ at }) => at));
    const more = await store.records({ since: 0, clientKey: 'k3' }, 1000, first.at(-1)?.at);
    expect(more[0]?.at).toBeLessThan(first.at(-1)?.at ?? 0);
    expect(new Set([...first, ...more].map(({ id }) => id)).size).toBe(first.length + more.length);
  });
});

test('a try that another one followed is taken out of the requests, and of their sums', async () => {
  const { store, records } = await filledStore();
  const ways = ['totals', 'groups', 'records'] as const;
  const query = { since: 0, clientKey: 'k1', provider: 'openai', model: 'gpt-4o' };
  const counted = async () => [
    (await store.totals(query)).requests,
    (await store.groups(query, 'application')).reduce((sum, { requests }) => sum + requests, 0),
    (await store.records(query, records.length)).length,
  ];
  const expected = records.filter((record) => fits(record, query));
  expect(await counted()).toEqual(ways.map(() => expected.length));
  for (const first of [expected[0], expected[Math.floor(expected.length / 2)], expected.at(-1)]) {
    const tries = [{ id: first?.id ?? '', provider: 'openai', status: 500, error: 'failed', ms: 1 }];
    store.add(makeRecord({ ...first, id: `after ${first?.id}`, attempts: 2, tries }));
    expect(await counted()).toEqual(ways.map(() => expected.length));
    expect((await store.records(query, records.length)).map(({ id }) => id)).not.toContain(first?.id);
  }
  expect(await counted()).toEqual(ways.map(() => expected.length));
});
