import { describe, expect, test } from 'vitest';
import { whyRequest } from '../../../src/operations/usage/why-request.ts';
import { makeRecord } from '../../usage/make-record.ts';

const why = (request: Parameters<typeof makeRecord>[0], usual?: { p50: number; p95: number }) =>
  whyRequest(makeRecord({ attempts: 1, cost: 0.0035, ...request }), usual);

describe('why a request failed', () => {
  test('names the hop, the status and the words of the provider', () => {
    const error = 'openai answered 400: no such model';
    expect(why({ failed: true, status: 400, error })[0]).toBe(
      'Failed at openai (sk-…0001) with status 400: openai answered 400: no such model.',
    );
  });

  test('says when it did not leave this server', () => {
    const [said] = why({
      failed: true,
      status: 400,
      attempts: 0,
      error: 'unknown provider for model x',
      provider: undefined as never,
    });
    expect(said).toBe(
      'The request was not sent to a provider. The client got 400: unknown provider for model x.',
    );
  });

  test('says how long all keys were still cooling down', () => {
    const error = 'All credentials for model x are cooling down via provider openai (last answer: 429)';
    const [said] = why({ failed: true, status: 429, attempts: 0, error, restingMs: 30_000 });
    expect(said).toContain('No provider was asked');
    expect(said).toContain('for another 30 s. The client got 429: All credentials');
  });

  test('says that the client disconnected, and that a server reports no reason', () => {
    expect(why({ failed: true, status: 499, latencyMs: 3_200, error: 'the client went away' })[0]).toBe(
      'The client disconnected after 3.2 s, before the answer of openai (sk-…0001) was complete.',
    );
    expect(why({ failed: true, status: 0, attempts: undefined as never })[0]).toBe(
      'Failed; no reason was reported.',
    );
  });
});

describe('why a request was retried', () => {
  const tries = [
    { provider: 'openai', account: 'sk-…0001', status: 429, error: 'openai answered 429: slow', ms: 40 },
  ];

  test('says what came of the earlier attempts, and who answered', () => {
    const said = why({ attempts: 2, tries, account: 'sk-…0002' });
    expect(said).toContain('It took 2 attempts:');
    expect(said).toContain('1. openai (sk-…0001), after 40 ms: openai answered 429: slow.');
    expect(said).toContain('Then openai (sk-…0002) answered.');
    expect(said.join()).toContain('40 ms in failed attempts');
  });

  test('says that a server does not report them, and nothing of one attempt', () => {
    expect(why({ attempts: 3 }).join()).toContain('does not report the earlier ones');
    expect(why({}).join()).not.toContain('attempt');
  });
});

describe('why a request was slow', () => {
  const usual = { p50: 1_000, p95: 6_000 };

  test('says where the time went, and what is usual', () => {
    const tokens = { input: 10, output: 240 };
    const said = why({ latencyMs: 8_000, firstByteMs: 5_600, tokens }, usual);
    expect(said).toContain('It took 8.0 s: 5.6 s to the first byte, 2.4 s for the rest (100 tokens/s).');
    expect(said.join()).toContain('Slow (p50 1.0 s, p95 6.0 s).');
    expect(why({ latencyMs: 900 }, usual).join()).toContain('Typical latency (p50 1.0 s');
    expect(why({ latencyMs: 2_000 }, usual).join()).toContain('Slower than most');
    expect(why({ latencyMs: 9_000, failed: true, status: 500 }, usual).join()).not.toMatch(/slow/i);
  });
});

describe('why a request has no cost', () => {
  test.each([
    ['tokens', 'openai reported no tokens'],
    ['input tokens', 'did not report the input tokens'],
    ['model', 'no model was reported'],
    ['price', 'no list price for gpt-4o. Set one under usage-prices'],
    ['price of the cache', 'came from the cache of openai'],
    ['price of long prompts', 'prompts of this length'],
  ] as const)('%s', (costGap, words) => {
    expect(why({ cost: undefined as never, costGap }).join()).toContain(words);
  });

  test('else it says what it cost; nothing known is not called nothing', () => {
    expect(why({})).toContain('Cost $0.0035, as reported by the provider or at list prices.');
    expect(why({ cost: undefined as never })).toContain('Cost not reported.');
  });
});
