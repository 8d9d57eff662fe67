import Anthropic from '@anthropic-ai/sdk';
import { ApiError, GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import type { Config } from '../../../src/contract/config.ts';
import type { UsageTokens } from '../../../src/contract/usage-record.ts';
import { eventText } from './fake-upstream.ts';
import { alpha, chunk, compatible, completion, otherUpstreamKey, upstreamKey } from './gateway-world.ts';

/** An SDK of a provider as people use it, without retries of its own, and a provider that speaks its protocol. */
export interface SdkClient {
  readonly name: string;
  /** As sentences and records call it. */
  readonly provider: string;
  /** The upstream with one key, or with two. */
  config(url: string, keys?: readonly string[]): Config;
  /** The text of a whole answer. @param text of the user */
  ask(url: string, text?: string): Promise<string>;
  /** The texts of a stream, each when it comes. */
  stream(url: string, signal?: AbortSignal): AsyncGenerator<string>;
  /** What the provider says when it says Hello. */
  readonly answer: object;
  /** The same as a stream: the events up to `Hel`, and those behind it. */
  readonly events: readonly [string, string];
  /** Of either. */
  readonly tokens: UsageTokens;
  /** How the provider refuses. */
  refusal(message: string): object;
  /** What the SDK throws then, by status. */
  readonly thrown: Readonly<Record<number, abstract new (...parameters: never) => Error>>;
}

export const oneKey = [upstreamKey];
export const bothKeys = [upstreamKey, otherUpstreamKey];

const user = (content = 'hi') => ({ role: 'user' as const, content });
const until = (signal: AbortSignal | undefined) => (signal ? { signal } : {});

const openAi: SdkClient = {
  name: 'the OpenAI SDK',
  provider: 'fakeup',
  config: (url, keys = oneKey) =>
    compatible(url, { 'api-key-entries': keys.map((key) => ({ 'api-key': key })) }),
  async ask(url, text) {
    const asked = { model: 'fake-chat', messages: [user(text)] };
    const answer = await openAiAt(url).chat.completions.create(asked);
    return answer.choices[0]?.message.content ?? '';
  },
  async *stream(url, signal) {
    const asked = { model: 'fake-chat', messages: [user()], stream: true as const };
    for await (const part of await openAiAt(url).chat.completions.create(asked, until(signal))) {
      const text = part.choices[0]?.delta.content;
      if (text) yield text;
    }
  },
  answer: completion,
  events: [
    eventText(chunk('Hel')),
    [chunk('lo'), { ...chunk(''), choices: [], usage: completion.usage }, '[DONE]'].map(eventText).join(''),
  ],
  tokens: { input: 120, output: 45, total: 165, cached: 32, reasoning: 11 },
  refusal: (message) => ({ error: { message, type: 'some_error', code: 'some_code' } }),
  thrown: {
    401: OpenAI.AuthenticationError,
    402: OpenAI.APIError,
    403: OpenAI.PermissionDeniedError,
    413: OpenAI.APIError,
    429: OpenAI.RateLimitError,
    500: OpenAI.InternalServerError,
    502: OpenAI.InternalServerError,
    504: OpenAI.InternalServerError,
  },
};

const openAiAt = (url: string) => new OpenAI({ apiKey: alpha, baseURL: `${url}/v1`, maxRetries: 0 });

const message = {
  id: 'msg_fake_0001',
  type: 'message',
  role: 'assistant',
  model: 'claude-fake-1',
  content: [{ type: 'text', text: 'Hello' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 10, cache_read_input_tokens: 4, output_tokens: 5 },
};
const claudeRequest = (text?: string) => ({ model: message.model, max_tokens: 10, messages: [user(text)] });
const textDelta = (text: string) => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text },
});

const anthropic: SdkClient = {
  name: 'the Anthropic SDK',
  provider: 'claude',
  config: (url, keys = oneKey) => ({
    'claude-api-key': keys.map((key) => ({ 'api-key': key, 'base-url': url })),
  }),
  async ask(url, text) {
    const [block] = (await anthropicAt(url).messages.create(claudeRequest(text))).content;
    return block?.type === 'text' ? block.text : '';
  },
  async *stream(url, signal) {
    const asked = { ...claudeRequest(), stream: true as const };
    for await (const event of await anthropicAt(url).messages.create(asked, until(signal)))
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') yield event.delta.text;
  },
  answer: message,
  events: [
    [
      {
        type: 'message_start',
        message: { ...message, content: [], usage: { ...message.usage, output_tokens: 1 } },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      textDelta('Hel'),
    ]
      .map(eventText)
      .join(''),
    [
      textDelta('lo'),
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } },
      { type: 'message_stop' },
    ]
      .map(eventText)
      .join(''),
  ],
  tokens: { input: 14, output: 5, total: 19, cached: 4 },
  refusal: (text) => ({ type: 'error', error: { type: 'some_error', message: text } }),
  thrown: {
    401: Anthropic.AuthenticationError,
    402: Anthropic.APIError,
    403: Anthropic.PermissionDeniedError,
    413: Anthropic.APIError,
    429: Anthropic.RateLimitError,
    500: Anthropic.InternalServerError,
    502: Anthropic.InternalServerError,
    504: Anthropic.InternalServerError,
  },
};

const anthropicAt = (url: string) => new Anthropic({ apiKey: alpha, baseURL: url, maxRetries: 0 });

const part = (text: string, more: object = {}) => ({
  candidates: [{ content: { role: 'model', parts: [{ text }] }, ...more }],
  usageMetadata: { promptTokenCount: 11, candidatesTokenCount: 7, totalTokenCount: 18 },
});
const geminiRequest = (contents = 'hi') => ({ model: 'gemini-2.5-flash', contents });

const gemini: SdkClient = {
  name: 'the Google Gen AI SDK',
  provider: 'gemini',
  config: (url, keys = oneKey) => ({
    'gemini-api-key': keys.map((key) => ({ 'api-key': key, 'base-url': url })),
  }),
  ask: async (url, text) => (await geminiAt(url).generateContent(geminiRequest(text))).text ?? '',
  async *stream(url, signal) {
    const asked = { ...geminiRequest(), config: signal ? { abortSignal: signal } : {} };
    for await (const piece of await geminiAt(url).generateContentStream(asked))
      if (piece.text) yield piece.text;
  },
  answer: part('Hello'),
  events: [eventText(part('Hel')), eventText(part('lo', { finishReason: 'STOP' }))],
  tokens: { input: 11, output: 7, total: 18 },
  refusal: (text) => ({ error: { code: 0, message: text, status: 'SOME_STATUS' } }),
  thrown: {
    401: ApiError,
    402: ApiError,
    403: ApiError,
    413: ApiError,
    429: ApiError,
    500: ApiError,
    502: ApiError,
    504: ApiError,
  },
};

const geminiAt = (url: string) => new GoogleGenAI({ apiKey: alpha, httpOptions: { baseUrl: url } }).models;

/** For the tables of tests. */
export const eachSdk = [openAi, anthropic, gemini].map((client) => [client.name, client] as const);
