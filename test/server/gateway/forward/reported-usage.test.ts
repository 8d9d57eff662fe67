import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { geminiTokens, openAiTokens } from '../../../../src/providers/answers/read-tokens.ts';
import {
  answerScan,
  reportedUsage,
  type Scanned,
} from '../../../../src/server/gateway/forward/answer-scan.ts';

const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
const reported = (value: unknown) => reportedUsage(Buffer.from(JSON.stringify(value)));

describe('the counts of an answer, without reading the rest', () => {
  test('are the last member of that name in the outermost object', () => {
    expect(reported({ choices: ['é', { usage: 1 }], usage, tier: 'x' })).toEqual({ usage, tier: 'x' });
    expect(reported({ candidates: [{ text: 'usage' }], usageMetadata: { totalTokenCount: 4 } })).toEqual({
      usageMetadata: { totalTokenCount: 4 },
    });
  });

  test.each([
    ['nested', { response: { usage } }],
    ['behind them something of the same name', { usage, tool: { usage: 1 } }],
    ['a text', { choices: [{ text: `"usage":${JSON.stringify(usage)}` }] }],
    ['a value of that name', { type: 'usage' }],
    ['the end of another name', { 'a"usage': usage }],
    ['in a list', [{ usage }]],
    ['far from the end', { usage, text: 'x'.repeat(5_000) }],
  ])('are left to who reads all: %s', (_, value) => {
    expect(reported(value)).toBeUndefined();
  });

  test('are the same as when all is read, whatever the answer looks like', () => {
    const counts = fc.constantFrom(usage, { total_tokens: 5 }, null, 'none');
    const object = fc.dictionary(fc.constantFrom('usage', 'id', 'response', 'a"usage":{'), fc.jsonValue());
    const answer = fc.oneof(
      object,
      fc.record({ usage: counts, more: object }),
      fc.record({ more: object, usage: counts }),
    );
    fc.assert(
      fc.property(answer, (value) => {
        const body = Buffer.from(JSON.stringify(value));
        const scan = answerScan(openAiTokens, undefined, 'application/json', undefined);
        scan.push(body);
        expect((scan.end() as Scanned).tokens).toEqual(openAiTokens(value));
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  test('of a whole stream that came as one list', () => {
    const scan = answerScan(geminiTokens, undefined, 'application/json', undefined);
    const last = { usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 1, totalTokenCount: 4 } };
    scan.push(Buffer.from(JSON.stringify([{ usageMetadata: { totalTokenCount: 3 } }, last])));
    expect((scan.end() as Scanned).tokens).toMatchObject({ total: 4 });
  });
});
