import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { retryAfterMs } from '../../../src/base/retry-after.ts';
import { matchesPattern } from '../../../src/base/text/match-pattern.ts';
import { strategyNamed } from '../../../src/contract/config.ts';
import { openAiTokens } from '../../../src/providers/answers/read-tokens.ts';
import { answerScan, type Scanned } from '../../../src/server/gateway/forward/answer-scan.ts';
import { SseData } from '../../../src/server/gateway/forward/sse-data.ts';

describe('Retry-After', () => {
  const now = Date.parse('2026-03-04T10:00:00Z');
  test.each([
    ['30', 30_000],
    ['0', 0],
    ['1.5', 1_500],
    ['Wed, 04 Mar 2026 10:02:00 GMT', 120_000],
    ['Wed, 04 Mar 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is %s ms', (text, ms) => expect(retryAfterMs(text, now)).toBe(ms));
});

describe('a pattern of model names', () => {
  test.each([
    ['*', 'anything', true],
    ['gemini-2.5-*', 'gemini-2.5-pro', true],
    ['gemini-2.5-*', 'gemini-3-pro', false],
    ['*-mini', 'gpt-5-mini', true],
    ['a*a', 'a', false],
    ['*preview*', 'gemini-3-pro-preview-1', true],
    ['exact', 'exact', true],
    ['exact', 'exact2', false],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'a-c', false],
  ])('%s on %s: %s', (pattern, text, matches) => expect(matchesPattern(pattern, text)).toBe(matches));

  test('says what the regular expression says, and is never slow', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, letters, (wild, text) => {
        expect(matchesPattern(wild, text)).toBe(new RegExp(`^${wild.replaceAll('*', '.*')}$`).test(text));
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});

describe('the tokens of an answer of more than a mebibyte', () => {
  const long = 'x'.repeat(1_500_000);
  const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
  const scanned = async (type: string, text: string, size: number) => {
    const scan = answerScan(openAiTokens, undefined, type, undefined);
    for (let at = 0; at < text.length; at += size) scan.push(Buffer.from(text.slice(at, at + size)));
    return (await scan.end()).tokens;
  };
  const told = { input: 7, output: 3, total: 10 };

  test.each([65_536, 999, 2_000_000])('are read from its end, in pieces of %i', async (size) => {
    const json = JSON.stringify({ data: [{ b64_json: long }], usage });
    expect(await scanned('application/json', json, size)).toEqual(told);
    expect(await scanned('application/json', `${json.slice(0, -1)},"other":1}`, size)).toEqual(told);

    const input = { input_tokens: 7, output_tokens: 3, total_tokens: 10 };
    const event = { type: 'response.completed', response: { output: [{ result: long }], usage: input } };
    const events = [{ type: 'response.created' }, event, { type: 'other', text: 'usage' }];
    const text = events.map((it) => `data: ${JSON.stringify(it)}\n\n`).join('');
    expect(await scanned('text/event-stream', text, size)).toEqual(told);
  });

  test('are unknown where the end does not tell them', async () => {
    const json = JSON.stringify({ usage, data: long });
    expect(await scanned('application/json', json, 65_536)).toBeUndefined();
  });
});

test('routing.strategy is taken in the spellings of the public server; anything else is none', () => {
  expect(
    ['round-robin', 'fill-first', 'weighted-round-robin', 'wrr', 'FF ', 'x', undefined].map(strategyNamed),
  ).toEqual([
    'round-robin',
    'fill-first',
    'weighted-round-robin',
    'weighted-round-robin',
    'fill-first',
    undefined,
    'round-robin',
  ]);
});

describe('a stream of events', () => {
  const text = 'event: x\r\ndata: {"a":"é"}\r\n\r\n: comment\n\ndata: one\ndata:two\n\ndata: [DONE]\n\n';
  test('is the same however it is cut', () => {
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.array(fc.nat(7)), (sizes) => {
        const data = new SseData();
        const events: string[] = [];
        let at = 0;
        for (const size of [...sizes, bytes.length]) {
          events.push(...data.push(bytes.subarray(at, at + size)));
          at += size;
        }
        expect(events).toEqual(['{"a":"é"}', 'one\ntwo', '[DONE]']);
      }),
      { seed: 6 },
    );
  });

  test('tells its tokens however it is cut, and without an end', () => {
    const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
    const bytes = Buffer.from(`data: {"x":1,"usage":null}\n\ndata: {"usage":${JSON.stringify(usage)}}`);
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (sizes) => {
        const scan = answerScan(openAiTokens, undefined, 'text/event-stream; charset=utf-8', undefined);
        let at = 0;
        for (const size of [...sizes, bytes.length]) {
          scan.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect((scan.end() as Scanned).tokens).toEqual({ input: 3, output: 4, total: 7 });
      }),
      { seed: 7 },
    );
  });
});
