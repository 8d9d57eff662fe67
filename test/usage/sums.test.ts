import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levels, minutesKeptMs } from '../../src/usage/cubes.ts';
import { binBounds, binCount, binOf, percentile } from '../../src/usage/histogram.ts';
import { planRanges } from '../../src/usage/plan-ranges.ts';
import { costOf, listPrices, priceBook } from '../../src/usage/prices.ts';
import { makeRecord, makeStore, noon } from './make-record.ts';

const seeded = { seed: 20_260_310, numRuns: 300 };
const [minute, hour, day] = levels;

describe('percentiles of a histogram', () => {
  test('are off by the ratio of a bin at most', () => {
    const latencies = fc.array(fc.integer({ min: 5, max: 500_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(latencies, fc.constantFrom(0.5, 0.95), (values, share) => {
        const bins = new Array<number>(binCount).fill(0);
        for (const value of values) {
          const bin = binOf(value);
          bins[bin] = (bins[bin] ?? 0) + 1;
        }
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
        const told = percentile(bins, share) ?? 0;
        expect(told).toBeGreaterThanOrEqual(Math.floor(exact / 1.67));
        expect(told).toBeLessThanOrEqual(Math.ceil(exact * 1.67));
      }),
      seeded,
    );
  });

  test('are not known of nothing', () => {
    expect(percentile(new Array<number>(binCount).fill(0), 0.5)).toBeUndefined();
  });

  test('a latency lies in the bin whose bounds hold it', () => {
    expect([0, 5, 6, 8, 9, 1e9].map(binOf)).toEqual([0, 0, 1, 1, 2, binCount - 1]);
    for (const [bin, bound] of binBounds.entries()) expect(binOf(Math.floor(bound))).toBeLessThanOrEqual(bin);
  });
});

describe('the plan of a span', () => {
  const spans = fc.tuple(fc.integer({ min: 0, max: 40 * day }), fc.integer({ min: 0, max: 40 * day }));

  test('covers every minute of it once, and no more than its edges round', () => {
    fc.assert(
      fc.property(spans, ([ago, length]) => {
        const since = noon - ago;
        const until = Math.min(noon, since + length);
        const plan = planRanges(since, until, noon);
        const pieces = plan.ranges
          .map(({ level, from, to }) => [from * levels[level], (to ?? 0) * levels[level]] as const)
          .sort((a, b) => a[0] - b[0]);
        let place = plan.since;
        for (const [from, to] of pieces) {
          expect(from).toBe(place);
          place = to;
        }
        expect(since - plan.since).toBeLessThan(hour);
        if (until > since) expect(place).toBeGreaterThanOrEqual(until);
        expect(place - until).toBeLessThan(hour);
      }),
      seeded,
    );
  });

  test('begins at the minute while minutes are kept and the span is short', () => {
    expect(planRanges(noon - 90 * minute - 1, undefined, noon).since).toBe(noon - 91 * minute);
    expect(planRanges(noon - 5 * day - 1, undefined, noon).since % hour).toBe(0);
  });

  test('takes minutes only where they are still kept', () => {
    const until = noon - minutesKeptMs;
    const plan = planRanges(until - 5 * hour + 1, until - 1, noon);
    expect(plan.ranges.map(({ level }) => level)).not.toContain(0);
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
        for (const since of [noon - 30 * minute, noon - 20 * hour, noon - 4 * day - hour]) {
          const query = { since, ...(clientKey && { clientKey }), ...(status && { status }) };
          const totals = store.totals(query);
          const fit = made.filter(
            (one) =>
              one.at >= totals.since &&
              (!clientKey || one.clientKey === clientKey) &&
              (status === undefined || (status === 'failed' ? one.failed : one.status === status)),
          );
          expect(totals.requests).toBe(fit.length);
          expect(totals.tokensKnown).toBe(fit.filter(({ tokens }) => tokens).length);
          expect(totals.tokens?.total ?? 0).toBe(fit.reduce((sum, one) => sum + (one.tokens?.total ?? 0), 0));
          expect(store.groups(query, 'model').reduce((sum, { requests }) => sum + requests, 0)).toBe(
            fit.length,
          );
          const exact = store.records(query, 1000).map(({ id }) => id);
          expect(exact).toHaveLength(made.filter((one) => fit.includes(one) && one.at >= since).length);
        }
      }
    }
  });
});

describe('cost', () => {
  const book = priceBook([{ model: 'own', input: 1, output: 2 }]);
  const cost = (wish: object) => costOf(makeRecord(wish), book);

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

  test('the list has a date and a source, and no model twice', () => {
    expect(listPrices.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(listPrices.source).toBe('published list prices');
    const names = listPrices.models.map(({ model }) => model);
    expect(new Set(names).size).toBe(names.length);
  });
});
