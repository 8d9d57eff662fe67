import { gzipSync } from 'node:zlib';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { eventText, fakeUpstream } from '../fake-upstream.ts';
import { alpha, chunk, compatible, completion, runGateway } from '../gateway-world.ts';

const sdk = (url: string, more: object = {}) =>
  new OpenAI({ apiKey: alpha, baseURL: `${url}/v1`, maxRetries: 0, ...more });
const hello = { model: 'fake-chat', messages: [{ role: 'user' as const, content: 'hi' }] };

describe('the OpenAI SDK', () => {
  test('gets a chat completion, and the record knows all of it', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway(compatible(upstream.url));
    const client = sdk(world.url, {
      defaultHeaders: {
        'X-Title': 'my app',
        'HTTP-Referer': 'https://app.example.com',
        'X-Task-ID': 'task-7',
      },
    });
    const answer = await client.chat.completions.create(hello);
    expect(answer.choices[0]?.message.content).toBe('Hello');
    expect(JSON.parse(upstream.seen[0]?.body ?? '').model).toBe('fake-model-1');
    expect(upstream.seen[0]?.url).toBe('/v1/chat/completions');
    expect(await world.record()).toMatchObject({
      endpoint: 'POST /v1/chat/completions',
      status: 200,
      failed: false,
      attempts: 1,
      provider: 'fakeup',
      account: 'fake…0001',
      model: 'fake-model-1',
      alias: 'fake-chat',
      tokens: { input: 120, output: 45, total: 165, cached: 32, reasoning: 11 },
      application: 'my app',
      referer: 'https://app.example.com',
      task: 'task-7',
    });
    expect(world.records).toHaveLength(1);
  });

  test('gets a stream piece by piece, with the tokens of its last event in the record', async () => {
    let goOn = () => {};
    const upstream = await fakeUpstream(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(eventText(chunk('Hel')));
      goOn = () => {
        response.write(eventText(chunk('lo')));
        response.write(eventText({ ...chunk(''), choices: [], usage: completion.usage }));
        response.end(eventText('[DONE]'));
      };
    });
    const world = await runGateway(compatible(upstream.url));
    const stream = await sdk(world.url).chat.completions.create({ ...hello, stream: true });
    const pieces: string[] = [];
    for await (const part of stream) {
      pieces.push(part.choices[0]?.delta.content ?? '');
      // The rest is sent only once the first piece has arrived here.
      goOn();
      goOn = () => {};
    }
    expect(pieces.join('')).toBe('Hello');
    expect((await world.record()).tokens).toMatchObject({ input: 120, output: 45, cached: 32 });
    expect((await world.record()).firstByteMs).toBeDefined();
  });

  test('reads a gzipped answer, and so does the record', async () => {
    const upstream = await fakeUpstream(({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify(completion)));
    });
    const world = await runGateway(compatible(upstream.url));
    expect((await sdk(world.url).chat.completions.create(hello)).id).toBe(completion.id);
    expect((await world.record()).tokens?.total).toBe(165);
  });

  test('gets embeddings, responses and completions from the same provider', async () => {
    const usage = { input_tokens: 7, output_tokens: 3, total_tokens: 10 };
    const upstream = await fakeUpstream(({ url, json }) => {
      if (url === '/v1/embeddings')
        json(200, {
          object: 'list',
          data: [{ object: 'embedding', index: 0, embedding: [0.5] }],
          usage: { prompt_tokens: 4, total_tokens: 4 },
        });
      else if (url === '/v1/responses') json(200, { id: 'resp_1', object: 'response', output: [], usage });
      else json(200, { id: 'cmpl-1', object: 'text_completion', choices: [{ text: 'x', index: 0 }] });
    });
    const world = await runGateway(compatible(upstream.url));
    const client = sdk(world.url);
    const vectors = await client.embeddings.create({
      model: 'fake-chat',
      input: 'hi',
      encoding_format: 'float',
    });
    expect(vectors.data[0]?.embedding).toEqual([0.5]);
    expect((await client.responses.create({ model: 'fake-chat', input: 'hi' })).id).toBe('resp_1');
    expect((await client.completions.create({ model: 'fake-chat', prompt: 'hi' })).choices[0]?.text).toBe(
      'x',
    );
    expect((await world.record(0)).tokens).toEqual({ input: 4, total: 4 });
    expect((await world.record(1)).tokens).toEqual({ input: 7, output: 3, total: 10 });
    expect((await world.record(2)).tokens).toBeUndefined();
  });

  test('lists what the config offers, without what is excluded', async () => {
    const world = await runGateway({
      ...compatible('http://127.0.0.1:9', { prefix: 'team' }),
      'claude-api-key': [{ 'api-key': 'fake-claude-key-1', 'excluded-models': ['*'] }],
    });
    const names: string[] = [];
    for await (const model of sdk(world.url).models.list()) names.push(`${model.id} by ${model.owned_by}`);
    expect(names).toEqual(['team/fake-chat by fakeup', 'fake-chat by fakeup']);
  });

  test('is told that a model is unknown, in the recorded words', async () => {
    const world = await runGateway(compatible('http://127.0.0.1:9'));
    const failed = await sdk(world.url)
      .chat.completions.create({ ...hello, model: 'nope' })
      .catch((error) => error);
    expect(failed).toBeInstanceOf(OpenAI.BadRequestError);
    expect(failed.error).toEqual({
      message: 'unknown provider for model nope',
      type: 'invalid_request_error',
      code: 'model_not_found',
      param: 'model',
    });
    expect(await world.record()).toMatchObject({ status: 400, failed: true, attempts: 0, alias: 'nope' });
  });
});
