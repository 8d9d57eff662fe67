import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bucketBounds,
  bucketCount,
  bucketOf,
  countLatencies,
  latenciesOf,
  percentile,
  shortened,
} from '../../src/usage/figures/latencies.ts';
import list from '../../src/usage/prices.json' with { type: 'json' };
import { costOf, priceBook } from '../../src/usage/prices.ts';
import { makeRecord, makeStore, noon } from './make-record.ts';

const seeded = { seed: 20_260_310, numRuns: 300 };
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe('percentiles of a histogram', () => {
  test('are off by the ratio of a bucket at most', () => {
    const latencies = fc.array(fc.integer({ min: 5, max: 500_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(latencies, fc.constantFrom(0.5, 0.95), (values, share) => {
        const counts = new Array<number>(bucketCount).fill(0);
        for (const value of values) {
          const bucket = bucketOf(value);
          counts[bucket] = (counts[bucket] ?? 0) + 1;
        }
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
        const told = percentile(counts, share) ?? 0;
        expect(told).toBeGreaterThanOrEqual(Math.floor(exact / 1.67));
        expect(told).toBeLessThanOrEqual(Math.ceil(exact * 1.67));
      }),
      seeded,
    );
  });

  test('are not known of nothing', () => {
    expect(percentile(new Array<number>(bucketCount).fill(0), 0.5)).toBeUndefined();
  });

  test('a latency lies in the bucket whose bounds hold it', () => {
    expect([0, 5, 6, 8, 9, 1e9].map(bucketOf)).toEqual([0, 0, 1, 1, 2, bucketCount - 1]);
    for (const [bucket, bound] of bucketBounds.entries())
      expect(bucketOf(Math.floor(bound))).toBeLessThanOrEqual(bucket);
  });
});

describe('latencies as text', () => {
  const requests = fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: 900_000 }),
      fc.option(fc.integer({ min: 0, max: 9_000 }), { nil: undefined }),
    ),
  );

  test('add up by standing one behind the other, and are the same when they are shortened', () => {
    fc.assert(
      fc.property(requests, (all) => {
        const text = all.map(([latency, firstByte]) => latenciesOf(latency, firstByte)).join('');
        const { latency, firstByte } = countLatencies(text);
        const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
        expect(sum(latency)).toBe(all.length);
        expect(sum(firstByte)).toBe(all.filter(([, first]) => first !== undefined).length);
        for (const [ms] of all) expect(latency[bucketOf(ms)]).toBeGreaterThan(0);
        expect(countLatencies(shortened(text))).toEqual({ latency, firstByte });
      }),
      seeded,
    );
  });

  test('nothing is left of what is taken away', () => {
    fc.assert(
      fc.property(requests, requests, (some, others) => {
        const textOf = (all: typeof some) => all.map((one) => latenciesOf(...one)).join('');
        const rest = textOf(some) + textOf(others) + shortened(textOf(some), -1);
        expect(shortened(rest)).toBe(shortened(textOf(others)));
      }),
      seeded,
    );
  });
});

describe('the sums', () => {
  test('agree with the records themselves, whatever is asked', async () => {
    const store = await makeStore();
    const record = fc.record({
      ago: fc.integer({ min: 0, max: 4 * day }),
      key: fc.constantFrom('k1', 'k2', undefined),
      model: fc.constantFrom('gpt-4o', 'own', undefined),
      status: fc.constantFrom(200, 429, 500),
      tokens: fc.option(fc.integer({ min: 0, max: 5000 }), { nil: undefined }),
    });
    const made = fc.sample(record, { seed: 7, numRuns: 400 }).map(({ ago, key, model, status, tokens }) =>
      makeRecord({
        at: noon - ago,
        clientKey: key as never,
        model: model as never,
        status,
        failed: status !== 200,
        tokens: (tokens === undefined ? undefined : { input: tokens, output: 1, total: tokens + 1 }) as never,
      }),
    );
    for (const one of made) store.add(one);
    for (const clientKey of [undefined, 'k1']) {
      for (const status of [undefined, 'failed', 429] as const) {
        for (const since of [noon - 30 * minute - 7, noon - 20 * hour - 11 * minute, noon - 4 * day + 1]) {
          const query = { since, ...(clientKey && { clientKey }), ...(status && { status }) };
          const totals = await store.totals(query);
          const fit = made.filter(
            (one) =>
              one.at >= since &&
              (!clientKey || one.clientKey === clientKey) &&
              (status === undefined || (status === 'failed' ? one.failed : one.status === status)),
          );
          expect(totals.requests).toBe(fit.length);
          expect(totals.tokensKnown).toBe(fit.filter(({ tokens }) => tokens).length);
          expect(totals.tokens?.total ?? 0).toBe(fit.reduce((sum, one) => sum + (one.tokens?.total ?? 0), 0));
          expect((await store.groups(query, 'model')).reduce((sum, { requests }) => sum + requests, 0)).toBe(
            fit.length,
          );
          const exact = (await store.records(query, 1000)).map(({ id }) => id);
          expect(exact).toHaveLength(fit.length);
        }
      }
    }
  });
});

describe('cost', () => {
  const book = priceBook([{ model: 'own', input: 1, output: 2 }]);
  const cost = (request: object) => costOf(makeRecord(request), book);

  test('is input, cached input and output at their prices, in billionths of a dollar', () => {
    const tokens = { input: 1_000_000, cached: 400_000, output: 100_000, total: 1_100_000 };
    expect(cost({ model: 'gpt-4o', tokens })).toBe((0.6 * 2.5 + 0.4 * 1.25 + 0.1 * 10) * 1e9);
    expect(cost({ model: 'gpt-4o-2024-08-06', tokens })).toBe(cost({ model: 'gpt-4o', tokens }));
    expect(cost({ model: 'own', tokens: { input: 1000, output: 1000 } })).toBe(3_000_000);
  });

  test('is unknown where model, tokens or a price is unknown, and never 0', () => {
    expect(cost({ model: 'nobody-knows' })).toBeUndefined();
    expect(cost({ model: undefined })).toBeUndefined();
    expect(cost({ tokens: undefined })).toBeUndefined();
    expect(cost({ tokens: { output: 5 } })).toBeUndefined();
    expect(cost({ model: 'own', tokens: { input: 10, cached: 5, output: 1 } })).toBeUndefined();
    expect(cost({ model: 'gemini-2.5-pro', tokens: { input: 200_001, output: 1 } })).toBeUndefined();
  });

  test('of what is written to a cache is that of the list, and unknown where no price for it is', () => {
    const tokens = { input: 1_000_000, cached: 100_000, written: 200_000, writtenLong: 300_000, output: 0 };
    const wanted = 0.4 * 3 + 0.1 * 0.3 + 0.2 * 3.75 + 0.3 * 6;
    expect(cost({ model: 'claude-sonnet-4-6', tokens })).toBe(Math.round(wanted * 1e9));
    expect(cost({ model: 'own', tokens: { input: 10, written: 5, output: 1 } })).toBeUndefined();
    expect(cost({ model: 'claude-sonnet-4-5', tokens: { input: 200_001, output: 1 } })).toBeUndefined();
  });

  test('the list has a date and a source, and prices only', () => {
    expect(list.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(list.source).toBe('published list prices');
    for (const [model, price] of Object.entries(list.models))
      for (const dollars of Object.values(price)) expect([model, dollars >= 0]).toEqual([model, true]);
  });
});
