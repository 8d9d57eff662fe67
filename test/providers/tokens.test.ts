import { describe, expect, test } from 'vitest';
import { mergeTokens, tokenReaders } from '../../src/providers/read-tokens.ts';

const { openai, anthropic, gemini, cloro } = tokenReaders;

describe('tokens of an answer', () => {
  test('of OpenAI: chat, responses, and a response inside an event', () => {
    const usage = {
      input_tokens: 7,
      output_tokens: 3,
      total_tokens: 10,
      input_tokens_details: { cached_tokens: 2 },
      output_tokens_details: { reasoning_tokens: 1 },
    };
    const tokens = { input: 7, output: 3, total: 10, cached: 2, reasoning: 1 };
    expect(openai({ usage })).toEqual(tokens);
    expect(openai({ type: 'response.completed', response: { usage } })).toEqual(tokens);
    expect(openai({ usage: { prompt_tokens: 4, total_tokens: 4 } })).toEqual({ input: 4, total: 4 });
  });

  test('of Claude: what was read from and written to the cache is input, too', () => {
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 4,
      cache_creation_input_tokens: 2,
      output_tokens: 1,
    };
    const start = anthropic({ type: 'message_start', message: { usage } });
    expect(start).toEqual({ input: 16, cached: 4, written: 2, output: 1, total: 17 });
    const delta = anthropic({ type: 'message_delta', usage: { output_tokens: 9 } });
    expect(delta).toEqual({ output: 9 });
    expect(mergeTokens(start, delta ?? {})).toEqual({
      input: 16,
      cached: 4,
      written: 2,
      output: 9,
      total: 25,
    });
    const cache_creation = { ephemeral_5m_input_tokens: 2, ephemeral_1h_input_tokens: 5 };
    const hour = { ...usage, cache_creation_input_tokens: 7, cache_creation };
    expect(anthropic({ usage: hour })).toMatchObject({ input: 21, written: 2, writtenLong: 5 });
  });

  test('of Gemini: thoughts are output; a list of answers tells them in its last', () => {
    const usageMetadata = {
      promptTokenCount: 5,
      candidatesTokenCount: 2,
      thoughtsTokenCount: 3,
      totalTokenCount: 10,
    };
    expect(gemini([{}, { usageMetadata }])).toEqual({ input: 5, output: 5, reasoning: 3, total: 10 });
  });

  test('that nobody told are unknown, not zero; garbage tells none', () => {
    for (const read of [openai, anthropic, gemini, cloro])
      for (const body of [
        undefined,
        null,
        'x',
        [],
        {},
        { usage: 'x' },
        { usage: { prompt_tokens: -1, input_tokens: '5' } },
      ])
        expect(read(body)).toBeUndefined();
  });
});
