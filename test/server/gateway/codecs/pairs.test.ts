import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import type { Config } from '../../../../src/contract/config.ts';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, compatible, runGateway } from '../gateway-world.ts';
import { fakeModel } from './fake-model.ts';

/** What a client got: its text, and the calls of tools. */
interface Got {
  readonly text: string;
  readonly calls: readonly { readonly id: string; readonly name: string; readonly input: unknown }[];
  readonly stop: string | null | undefined;
  /** Of the input and of the answer. */
  readonly tokens: readonly [number | undefined, number | undefined];
}

interface Client {
  /** @param result of the call before, if there was one */
  ask(
    url: string,
    options: { stream: boolean; tools: boolean; result?: { call: Got['calls'][number] } },
  ): Promise<Got>;
}

const model = 'fake-chat';
const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const hello = 'Weather in Paris?';

const chat: Client = {
  async ask(url, { stream, tools, result }) {
    const client = new OpenAI({ apiKey: alpha, baseURL: `${url}/v1`, maxRetries: 0 });
    const { call } = result ?? {};
    const body: OpenAI.ChatCompletionCreateParamsNonStreaming = {
      model,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: hello },
        ...(call
          ? ([
              {
                role: 'assistant' as const,
                tool_calls: [
                  {
                    id: call.id,
                    type: 'function' as const,
                    function: { name: call.name, arguments: JSON.stringify(call.input) },
                  },
                ],
              },
              { role: 'tool', tool_call_id: call.id, content: '21 C' },
            ] satisfies OpenAI.ChatCompletionMessageParam[])
          : []),
      ],
      ...(tools && { tools: [{ type: 'function', function: { name: 'get_weather', parameters: schema } }] }),
    };
    const answer = stream
      ? await client.chat.completions
          .stream({ ...body, stream: true, stream_options: { include_usage: true } })
          .finalChatCompletion()
      : await client.chat.completions.create(body);
    const [choice] = answer.choices;
    return {
      text: choice?.message.content ?? '',
      calls: (choice?.message.tool_calls ?? []).map((it) => ({
        id: it.id,
        name: it.type === 'function' ? it.function.name : '',
        input: it.type === 'function' ? JSON.parse(it.function.arguments) : undefined,
      })),
      stop: choice?.finish_reason,
      tokens: [answer.usage?.prompt_tokens, answer.usage?.completion_tokens],
    };
  },
};

const responses: Client = {
  async ask(url, { stream, tools, result }) {
    const client = new OpenAI({ apiKey: alpha, baseURL: `${url}/v1`, maxRetries: 0 });
    const { call } = result ?? {};
    const body: OpenAI.Responses.ResponseCreateParamsNonStreaming = {
      model,
      instructions: 'Be brief.',
      input: [
        { role: 'user', content: hello },
        ...(call
          ? ([
              {
                type: 'function_call',
                call_id: call.id,
                name: call.name,
                arguments: JSON.stringify(call.input),
              },
              { type: 'function_call_output', call_id: call.id, output: '21 C' },
            ] as const)
          : []),
      ],
      ...(tools && { tools: [{ type: 'function', name: 'get_weather', parameters: schema, strict: false }] }),
    };
    const answer = stream
      ? await client.responses.stream({ ...body, stream: true }).finalResponse()
      : await client.responses.create(body);
    return {
      text: answer.output_text,
      calls: answer.output.flatMap((item) =>
        item.type === 'function_call'
          ? [{ id: item.call_id, name: item.name, input: JSON.parse(item.arguments) }]
          : [],
      ),
      stop: answer.status,
      tokens: [answer.usage?.input_tokens, answer.usage?.output_tokens],
    };
  },
};

const messages: Client = {
  async ask(url, { stream, tools, result }) {
    const client = new Anthropic({ apiKey: alpha, baseURL: url, maxRetries: 0 });
    const { call } = result ?? {};
    const body: Anthropic.MessageCreateParamsNonStreaming = {
      model,
      max_tokens: 1000,
      system: 'Be brief.',
      messages: [
        { role: 'user', content: hello },
        ...(call
          ? ([
              {
                role: 'assistant',
                content: [{ type: 'tool_use', id: call.id, name: call.name, input: call.input }],
              },
              { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: '21 C' }] },
            ] as const)
          : []),
      ] as Anthropic.MessageParam[],
      ...(tools && { tools: [{ name: 'get_weather', input_schema: schema as Anthropic.Tool.InputSchema }] }),
    };
    const answer = stream
      ? await client.messages.stream(body).finalMessage()
      : await client.messages.create(body);
    return {
      text: answer.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
      calls: answer.content.flatMap((block) =>
        block.type === 'tool_use' ? [{ id: block.id, name: block.name, input: block.input }] : [],
      ),
      stop: answer.stop_reason,
      tokens: [answer.usage.input_tokens, answer.usage.output_tokens],
    };
  },
};

const gemini: Client = {
  async ask(url, { stream, tools, result }) {
    const client = new GoogleGenAI({ apiKey: alpha, httpOptions: { baseUrl: url } });
    const { call } = result ?? {};
    const body = {
      model,
      contents: [
        { role: 'user', parts: [{ text: hello }] },
        ...(call
          ? [
              {
                role: 'model',
                parts: [
                  {
                    functionCall: {
                      id: call.id,
                      name: call.name,
                      args: call.input as Record<string, unknown>,
                    },
                  },
                ],
              },
              {
                role: 'user',
                parts: [{ functionResponse: { id: call.id, name: call.name, response: { output: '21 C' } } }],
              },
            ]
          : []),
      ],
      config: {
        systemInstruction: 'Be brief.',
        ...(tools && {
          tools: [{ functionDeclarations: [{ name: 'get_weather', parametersJsonSchema: schema }] }],
        }),
      },
    };
    const chunks = [];
    if (stream) for await (const chunk of await client.models.generateContentStream(body)) chunks.push(chunk);
    else chunks.push(await client.models.generateContent(body));
    const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
    const last = chunks.at(-1);
    return {
      text: parts.map((part) => part.text ?? '').join(''),
      calls: parts.flatMap(({ functionCall: it }) =>
        it ? [{ id: it.id ?? '', name: it.name ?? '', input: it.args }] : [],
      ),
      stop: last?.candidates?.[0]?.finishReason,
      tokens: [last?.usageMetadata?.promptTokenCount, last?.usageMetadata?.candidatesTokenCount],
    };
  },
};

const key = 'fake-provider-key-0000000000000000001';
const listed = { 'api-key': key, models: [{ name: 'fake-model-1', alias: model }] };
/** Providers by the protocol that a client of another one reaches them with. */
const providers: Record<string, { config(url: string): Config; asked: RegExp }> = {
  chat: { config: (url) => compatible(url, { responses: false }), asked: /\/chat\/completions$/ },
  responses: {
    config: (url) => ({ 'codex-api-key': [{ ...listed, 'base-url': `${url}/v1` }] }),
    asked: /\/responses$/,
  },
  messages: {
    config: (url) => ({ 'claude-api-key': [{ ...listed, 'base-url': url }] }),
    asked: /\/messages$/,
  },
  gemini: {
    config: (url) => ({ 'gemini-api-key': [{ ...listed, 'base-url': url }] }),
    asked: /\/models\/fake-model-1:(stream)?[gG]enerateContent/,
  },
};
const clients: Record<string, Client> = { chat, responses, messages, gemini };
/** OpenAI, Anthropic and Google have OpenAI's chat route themselves, so that its clients need no translation there. */
const pairs = Object.keys(clients).flatMap((client) =>
  Object.keys(providers)
    .filter((provider) => provider !== client && (client !== 'chat' || provider === 'chat'))
    .filter((provider) => !(client === 'responses' && provider === 'responses'))
    .map((provider) => ({ client, provider })),
);

const ends: Record<string, { text: string; calls: string }> = {
  chat: { text: 'stop', calls: 'tool_calls' },
  responses: { text: 'completed', calls: 'completed' },
  messages: { text: 'end_turn', calls: 'tool_use' },
  gemini: { text: 'STOP', calls: 'STOP' },
};

describe.each(pairs)('a client of $client and a provider of $provider', ({ client, provider }) => {
  const { ask } = clients[client] as Client;
  const { config, asked } = providers[provider] as (typeof providers)[string];
  const end = ends[client] as { text: string; calls: string };

  test.each([false, true])('plainly and with a tool, as a stream: %s', async (stream) => {
    const upstream = await fakeUpstream(fakeModel);
    const world = await runGateway(config(upstream.url));
    const plain = await ask(world.url, { stream, tools: false });
    expect(plain).toEqual({ text: 'Hello', calls: [], stop: end.text, tokens: [12, 5] });
    const first = await ask(world.url, { stream, tools: true });
    const [call] = first.calls;
    expect(call).toEqual({ id: expect.stringMatching(/.+/), name: 'get_weather', input: { city: 'Paris' } });
    expect(first).toMatchObject({ text: '', stop: end.calls, tokens: [12, 5] });
    if (!call) throw new Error('no call');
    const second = await ask(world.url, { stream, tools: true, result: { call } });
    expect(second).toMatchObject({ text: 'Hello', calls: [], stop: end.text });
    for (const { url, body, headers } of upstream.seen) {
      expect(url.replace(/\?.*/, '')).toMatch(asked);
      expect(body).toContain('Be brief.');
      expect(JSON.stringify(headers)).not.toContain(alpha);
    }
    expect(upstream.seen).toHaveLength(3);
    expect(upstream.seen[2]?.body).toContain('21 C');
    const record = await world.record(2);
    expect(record).toMatchObject({
      alias: model,
      model: 'fake-model-1',
      tokens: { input: 12, output: 5, total: 17 },
    });
    expect(record.status).toBe(200);
  });
});
