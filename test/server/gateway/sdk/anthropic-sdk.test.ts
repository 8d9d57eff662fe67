import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, runGateway } from '../gateway-world.ts';

const key = 'fake-claude-key-000000000000000000001';
const claude = (url: string, more: object = {}) => ({
  'claude-api-key': [
    {
      'api-key': key,
      'base-url': url,
      models: [{ name: 'claude-sonnet-4-5-20250929', alias: 'fake-sonnet' }],
      ...more,
    },
  ],
});
const sdk = (url: string) => new Anthropic({ apiKey: alpha, baseURL: url, maxRetries: 0 });
const hello = { model: 'fake-sonnet', max_tokens: 10, messages: [{ role: 'user' as const, content: 'hi' }] };

const message = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  content: [{ type: 'text', text: 'Hello' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 10, cache_read_input_tokens: 4, cache_creation_input_tokens: 2, output_tokens: 5 },
};

describe('the Anthropic SDK', () => {
  test('gets a message; the key of the provider goes where Anthropic looks for it', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, message));
    const world = await runGateway(claude(upstream.url));
    const answer = await sdk(world.url).messages.create(hello);
    expect(answer.content[0]).toEqual({ type: 'text', text: 'Hello' });
    const [seen] = upstream.seen;
    expect(seen?.url).toBe('/v1/messages');
    expect(seen?.headers['x-api-key']).toBe(key);
    expect(seen?.headers.authorization).toBeUndefined();
    expect(seen?.headers['anthropic-version']).toBe('2023-06-01');
    expect(JSON.parse(seen?.body ?? '').model).toBe('claude-sonnet-4-5-20250929');
    expect(await world.record()).toMatchObject({
      provider: 'claude',
      alias: 'fake-sonnet',
      tokens: { input: 16, cached: 4, output: 5, total: 21 },
    });
  });

  test('gets a stream; its tokens come in two parts', async () => {
    const upstream = await fakeUpstream(({ events }) =>
      events(
        {
          type: 'message_start',
          message: { ...message, content: [], usage: { ...message.usage, output_tokens: 1 } },
        },
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } },
        { type: 'content_block_stop', index: 0 },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 50 } },
        { type: 'message_stop' },
      ),
    );
    const world = await runGateway(claude(upstream.url));
    const answer = await sdk(world.url).messages.stream(hello).finalMessage();
    expect(answer.content[0]).toMatchObject({ text: 'Hello' });
    expect((await world.record()).tokens).toEqual({
      input: 16,
      cached: 4,
      written: 2,
      output: 50,
      total: 66,
    });
  });

  test('counts tokens, which uses none', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, { input_tokens: 12 }));
    const world = await runGateway(claude(upstream.url));
    const { model, messages } = hello;
    expect(await sdk(world.url).messages.countTokens({ model, messages })).toEqual({ input_tokens: 12 });
    expect(upstream.seen[0]?.url).toBe('/v1/messages/count_tokens');
    expect((await world.record()).tokens).toBeUndefined();
  });

  test('lists models in its own shape', async () => {
    const world = await runGateway(claude('http://127.0.0.1:9'));
    const list = await sdk(world.url).models.list();
    expect(list.data.map(({ id, type }) => [id, type])).toEqual([['fake-sonnet', 'model']]);
    expect(list.has_more).toBe(false);
  });

  test('reads an error of the provider in its own shape, and an unknown model as well', async () => {
    const error = { type: 'authentication_error', message: 'invalid x-api-key' };
    const upstream = await fakeUpstream(({ json }) => json(401, { type: 'error', error }));
    const world = await runGateway(claude(upstream.url));
    const refused = await sdk(world.url)
      .messages.create(hello)
      .catch((thrown) => thrown);
    expect(refused).toBeInstanceOf(Anthropic.AuthenticationError);
    expect(refused.error).toEqual({
      type: 'error',
      error: {
        ...error,
        message:
          'claude answered 401: the key is missing, wrong or revoked; create a new one at Anthropic (invalid x-api-key)',
      },
    });
    const unknown = await sdk(world.url)
      .messages.create({ ...hello, model: 'nope' })
      .catch((thrown) => thrown);
    expect(unknown).toBeInstanceOf(Anthropic.BadRequestError);
    expect(unknown.error.error).toMatchObject({
      type: 'invalid_request_error',
      message: 'unknown provider for model nope',
    });
  });

  test('throws when its stream is cut off', async () => {
    const upstream = await fakeUpstream(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const start = JSON.stringify({ type: 'message_start', message: { ...message, content: [] } });
      const text = '{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}';
      response.write(`event: message_start\ndata: ${start}\n\ndata: ${text}\n\nevent: content_bl`, () =>
        response.destroy(),
      );
    });
    const world = await runGateway(claude(upstream.url));
    const failed = await sdk(world.url)
      .messages.stream(hello)
      .finalMessage()
      .catch((thrown) => thrown);
    expect(String(failed.message)).toMatch(/claude closed the connection/);
    expect(await world.record()).toMatchObject({ status: 502, tokens: { input: 16 } });
  });
});

describe('a provider of claude', () => {
  test('serves the models of its family when it lists none, and OpenAI chat with a bearer token', async () => {
    const upstream = await fakeUpstream(({ json }) =>
      json(200, { usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } }),
    );
    const world = await runGateway(claude(upstream.url, { models: [] }));
    const answer = await world.post('/v1/chat/completions', {
      model: 'claude-opus-4-20250514',
      messages: [],
    });
    expect(answer.status).toBe(200);
    expect(upstream.seen[0]).toMatchObject({
      url: '/v1/chat/completions',
      headers: { authorization: `Bearer ${key}` },
    });
    expect((await world.record()).tokens).toEqual({ input: 1, output: 2, total: 3 });
  });

  test('is not asked on a route that it does not speak; the answer names the one that it does', async () => {
    const world = await runGateway(claude('http://127.0.0.1:9'));
    const answer = await world.post('/v1/embeddings', { model: 'fake-sonnet', input: 'x' });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toMatch(/use \/v1\/messages or \/v1\/chat\/completions/);
  });
});
