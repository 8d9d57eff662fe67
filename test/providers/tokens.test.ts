import { describe, expect, test } from 'vitest';
import { mergeTokens, tokenReaders } from '../../src/providers/answers/read-tokens.ts';

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
    expect(start).toEqual({ input: 16, cached: 4, written: 2 });
    expect(anthropic({ type: 'message', usage })).toEqual({ ...start, output: 1, total: 17 });
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

  test('come in parts: a zero takes nothing back, and the total is of what stands', () => {
    const whole = { input: 11, output: 7, total: 18 };
    expect(mergeTokens(whole, { input: 0, output: 0, total: 0 })).toEqual(whole);
    expect(mergeTokens({ input: 0, output: 0, total: 0 }, whole)).toEqual(whole);
    expect(mergeTokens(whole, { input: 11, total: 11 })).toEqual(whole);
    expect(mergeTokens(whole, { input: 12, output: 8, total: 30 })).toEqual({
      input: 12,
      output: 8,
      total: 30,
    });
  });

  test('come with the cost where the provider names one', () => {
    const usage = { prompt_tokens: 4, completion_tokens: 1, total_tokens: 5, cost: 0.5 };
    expect(openai({ usage })?.cost).toBe(0.5);
    const own = { ...usage, is_byok: true };
    expect(openai({ usage: own })?.cost).toBeUndefined();
    const both = { ...own, cost_details: { upstream_inference_cost: 0.25 } };
    expect(openai({ usage: both })?.cost).toBe(0.75);
    expect(openai({ usage: { ...usage, cost: { request_cost: 0.1, total_cost: 0.6 } } })?.cost).toBe(0.6);
    expect(openai({ usage: { ...usage, cost: undefined, cost_in_usd_ticks: 2_709_000 } })?.cost).toBe(
      0.0002709,
    );
    expect(openai({ usage: { ...usage, cost: '0.5' } })).not.toHaveProperty('cost');
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
