import { describe, expect, test } from 'vitest';
import { whyRequest } from '../../src/operations/why-request.ts';
import { makeRecord } from '../usage/make-record.ts';

const why = (wish: Parameters<typeof makeRecord>[0], usual?: { p50: number; p95: number }) =>
  whyRequest(makeRecord({ attempts: 1, cost: 0.0035, ...wish }), usual);

describe('why a request failed', () => {
  test('names the hop, the status and the words of the provider', () => {
    const error = 'openai answered 400: no such model';
    expect(why({ failed: true, status: 400, error })[0]).toBe(
      'It failed at openai (sk-…0001), with status 400: openai answered 400: no such model.',
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
    expect(said).toBe('It did not leave this server; the client got 400: unknown provider for model x.');
  });

  test('says how long all credentials were resting', () => {
    const error = 'All credentials for model x are cooling down via provider openai (last answer: 429)';
    const [said] = why({ failed: true, status: 429, attempts: 0, error, restingMs: 30_000 });
    expect(said).toContain('No provider was asked');
    expect(said).toContain('for another 30 s. The client got 429: All credentials');
  });

  test('says that the client went away, and that a server tells no reason', () => {
    expect(why({ failed: true, status: 499, latencyMs: 3_200, error: 'the client went away' })[0]).toBe(
      'The client went away after 3.2 s, before the answer of openai (sk-…0001) was complete.',
    );
    expect(why({ failed: true, status: 0, attempts: undefined as never })[0]).toBe(
      'It failed; no reason was told.',
    );
  });
});

describe('why a request was tried again', () => {
  const tries = [
    { provider: 'openai', account: 'sk-…0001', status: 429, error: 'openai answered 429: slow', ms: 40 },
  ];

  test('tells what came of the attempts before, and who answered', () => {
    const said = why({ attempts: 2, tries, account: 'sk-…0002' });
    expect(said).toContain('It took 2 attempts:');
    expect(said).toContain('1. openai (sk-…0001), after 40 ms: openai answered 429: slow.');
    expect(said).toContain('Then openai (sk-…0002) answered.');
    expect(said.join()).toContain('40 ms of it in attempts that came to nothing');
  });

  test('says that a server does not tell it, and nothing of one attempt', () => {
    expect(why({ attempts: 3 }).join()).toContain('what came of the first is not told');
    expect(why({}).join()).not.toContain('attempt');
  });
});

describe('why a request was slow', () => {
  const usual = { p50: 1_000, p95: 6_000 };

  test('tells where the time went, and what is usual', () => {
    const tokens = { input: 10, output: 240 };
    const said = why({ latencyMs: 8_000, firstByteMs: 5_600, tokens }, usual);
    expect(said).toContain(
      'It took 8.0 s: 5.6 s until the first byte, 2.4 s for the rest, 100 tokens a second.',
    );
    expect(said.join()).toContain(
      'That is slow: half of the requests here take 1.0 s or less, 95 % take 6.0 s',
    );
    expect(why({ latencyMs: 900 }, usual).join()).toContain('nothing unusual');
    expect(why({ latencyMs: 2_000 }, usual).join()).toContain('longer than most');
    expect(why({ latencyMs: 9_000, failed: true, status: 500 }, usual).join()).not.toContain('slow');
  });
});

describe('why a request has no cost', () => {
  test.each([
    ['tokens', 'openai reported no tokens'],
    ['input tokens', 'did not tell the tokens of the input'],
    ['model', 'no model was told'],
    ['price', 'no price of gpt-4o was known. usage-prices'],
    ['price of the cache', 'went through the cache of openai'],
    ['price of long prompts', 'prompts of this length'],
  ] as const)('%s', (costGap, words) => {
    expect(why({ cost: undefined as never, costGap }).join()).toContain(words);
  });

  test('else it says what it cost; nothing known is not called nothing', () => {
    expect(why({})).toContain('It cost $0.0035, as the provider reported or at list prices.');
    expect(why({ cost: undefined as never })).toContain('What it cost was not told.');
  });
});
