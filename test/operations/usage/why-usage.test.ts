import { describe, expect, test } from 'vitest';
import type { UsageGroup } from '../../../src/contract/usage-figures.ts';
import { type UsageEvidence, whyUsage } from '../../../src/operations/usage/why-usage.ts';
import { makeRecord, noon } from '../../usage/make-record.ts';

const group = (value: string | null, requests: number, more: Partial<UsageGroup> = {}): UsageGroup => ({
  value,
  requests,
  failed: 0,
  tokensKnown: requests,
  costKnown: requests,
  ...more,
});

function evidence(more: Partial<UsageEvidence> = {}): UsageEvidence {
  return {
    totals: group('all', 100, { latency: { p50: 1_000, p95: 5_000 }, firstByte: { p50: 300 } }),
    byStatus: [],
    byModel: [],
    failures: [],
    newest: [],
    now: noon + 240_000,
    ...more,
  };
}

describe('why many requests', () => {
  test('failed: by status, and the commonest reasons with when they were last', () => {
    const slow = makeRecord({ failed: true, status: 429, error: 'openai answered 429: slow down.' });
    const gone = makeRecord({ failed: true, status: 499, error: 'the client went away', at: noon - 60_000 });
    const said = whyUsage(
      evidence({
        totals: group('all', 1000, { failed: 3 }),
        byStatus: [group('200', 997), group('429', 2, { failed: 2 }), group('499', 1, { failed: 1 })],
        failures: [slow, { ...slow, at: noon - 5_000 }, gone],
      }),
    );
    expect(said[0]).toBe('3 of 1000 requests failed (0.3%): 2 with 429, 1 with 499.');
    expect(said[1]).toBe('2×, last 4 min ago: openai answered 429: slow down.');
    expect(said[2]).toBe('1×, last 5 min ago: the client disconnected.');
    expect(whyUsage(evidence())[0]).toBe('None of 100 requests failed.');
    expect(whyUsage(evidence({ totals: group('all', 1) }))[0]).toBe('The request succeeded.');
  });

  test('were tried again: how many of the newest, and after what', () => {
    const tries = [
      { provider: 'openai', account: 'sk-…0001', status: 429, error: 'openai answered 429: slow', ms: 9 },
    ];
    const said = whyUsage(
      evidence({
        newest: [makeRecord({ attempts: 2, tries }), makeRecord({ attempts: 2, tries }), makeRecord()],
      }),
    );
    expect(said).toContain('2 of the newest 3 were retried, mostly after:');
    expect(said).toContain('2× sk-…0001: openai answered 429: slow');
  });

  test('were slow: what half and 95 % take, and which model takes longest', () => {
    const said = whyUsage(
      evidence({
        byModel: [
          group('quick', 60, { latency: { p50: 100, p95: 900 } }),
          group('slow', 40, { latency: { p50: 4_000, p95: 20_000 } }),
        ],
      }),
    );
    expect(said).toContain('Latency: p50 1.0 s, p95 5.0 s, first byte p50 300 ms.');
    expect(said).toContain('Slowest model: slow, p95 20 s over 40 requests.');
  });

  test('have no cost: how many told no tokens, and which models have no price', () => {
    const said = whyUsage(
      evidence({
        totals: group('all', 100, { costKnown: 60 }),
        byModel: [
          group('gpt-4o', 60),
          group('house', 30, { costKnown: 0 }),
          group('quiet', 10, { costKnown: 0, tokensKnown: 0 }),
        ],
      }),
    );
    expect(said).toContain('The cost of 40 of 100 requests is unknown:');
    expect(said).toContain('10 succeeded without reported tokens.');
    expect(said.join()).toContain('30 of house: no list price');
    expect(said.join()).not.toContain('quiet');
    expect(whyUsage(evidence()).at(-1)).toBe('Every cost is known.');
  });

  test('of none there is nothing to say', () => {
    expect(whyUsage(evidence({ totals: group('all', 0) }))).toEqual(['There were no requests.']);
  });
});
