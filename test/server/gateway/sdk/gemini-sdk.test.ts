import { GoogleGenAI } from '@google/genai';
import { describe, expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, runGateway } from '../gateway-world.ts';

const key = 'fake-gemini-key-000000000000000000001';
const gemini = (url: string, more: object = {}) => ({
  'gemini-api-key': [{ 'api-key': key, 'base-url': url, ...more }],
});
const sdk = (url: string) => new GoogleGenAI({ apiKey: alpha, httpOptions: { baseUrl: url } });

const part = (text: string, more: object = {}) => ({
  candidates: [{ content: { role: 'model', parts: [{ text }] }, ...more }],
  usageMetadata: {
    promptTokenCount: 11,
    candidatesTokenCount: 7,
    thoughtsTokenCount: 3,
    cachedContentTokenCount: 2,
    totalTokenCount: 21,
  },
});
const tokens = { input: 11, output: 10, reasoning: 3, cached: 2, total: 21 };

describe('the Google Gen AI SDK', () => {
  test('generates content; the key of the provider goes where Google looks for it', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, part('Hello')));
    const world = await runGateway(gemini(upstream.url));
    const answer = await sdk(world.url).models.generateContent({ model: 'gemini-2.5-flash', contents: 'hi' });
    expect(answer.text).toBe('Hello');
    const [seen] = upstream.seen;
    expect(seen?.url).toBe('/v1beta/models/gemini-2.5-flash:generateContent');
    expect(seen?.headers['x-goog-api-key']).toBe(key);
    expect(await world.record()).toMatchObject({
      provider: 'gemini',
      model: 'gemini-2.5-flash',
      endpoint: 'POST /v1beta/models/{model}:generateContent',
      tokens,
    });
  });

  test('streams; the query goes on without the key in it', async () => {
    const upstream = await fakeUpstream(({ events }) =>
      events(part('Hel'), part('lo', { finishReason: 'STOP' })),
    );
    const world = await runGateway(gemini(upstream.url));
    const pieces: string[] = [];
    const stream = await sdk(world.url).models.generateContentStream({
      model: 'gemini-2.5-flash',
      contents: 'hi',
    });
    for await (const piece of stream) pieces.push(piece.text ?? '');
    expect(pieces.join('')).toBe('Hello');
    expect(upstream.seen[0]?.url).toBe('/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse');
    expect((await world.record()).tokens).toEqual(tokens);
    const plain = await fetch(
      `${world.url}/v1beta/models/gemini-2.5-flash:streamGenerateContent?key=${alpha}&alt=sse`,
      {
        method: 'POST',
        body: '{}',
      },
    );
    await plain.text();
    expect(upstream.seen[1]?.url).toBe('/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse');
  });

  test('counts tokens and embeds', async () => {
    const upstream = await fakeUpstream(({ url, json }) =>
      json(
        200,
        url.includes('countTokens')
          ? { totalTokens: 3 }
          : { embeddings: [{ values: [0.5] }], embedding: { values: [0.5] } },
      ),
    );
    const world = await runGateway(gemini(upstream.url));
    const { models } = sdk(world.url);
    expect((await models.countTokens({ model: 'gemini-2.5-flash', contents: 'hi' })).totalTokens).toBe(3);
    const vectors = await models.embedContent({ model: 'gemini-embedding-001', contents: 'hi' });
    expect(vectors.embeddings?.[0]?.values).toEqual([0.5]);
  });

  test('embeds several texts at once', async () => {
    const upstream = await fakeUpstream(({ json }) =>
      json(200, { embeddings: [{ values: [0.5] }, { values: [0.25] }] }),
    );
    const world = await runGateway(gemini(upstream.url));
    const { embeddings } = await sdk(world.url).models.embedContent({
      model: 'gemini-embedding-001',
      contents: ['one', 'two'],
    });
    expect(embeddings?.map(({ values }) => values)).toEqual([[0.5], [0.25]]);
    const [seen] = upstream.seen;
    expect(seen?.url).toBe('/v1beta/models/gemini-embedding-001:batchEmbedContents');
    expect(seen?.headers['x-goog-api-key']).toBe(key);
    const { requests } = JSON.parse(seen?.body ?? '') as { requests: { content: object; model: string }[] };
    expect(requests.map(({ model }) => model)).toEqual(Array(2).fill('models/gemini-embedding-001'));
    expect(JSON.stringify(requests.map(({ content }) => content))).toMatch(/one.*two/);
    expect(await world.record()).toMatchObject({
      endpoint: 'POST /v1beta/models/{model}:batchEmbedContents',
      status: 200,
      model: 'gemini-embedding-001',
    });
  });

  test('a client without the SDK embeds one text', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, { embedding: { values: [0.5] } }));
    const world = await runGateway(gemini(upstream.url));
    const path = '/v1beta/models/gemini-embedding-001:embedContent';
    const body = '{ "content": { "parts": [{ "text": "hi" }] }, "outputDimensionality": 1 }';
    const answer = await fetch(world.url + path, {
      method: 'POST',
      headers: { 'x-goog-api-key': alpha },
      body,
    });
    expect(await answer.json()).toEqual({ embedding: { values: [0.5] } });
    expect(upstream.seen[0]).toMatchObject({ url: path, body, headers: { 'x-goog-api-key': key } });
    const record = await world.record();
    expect(record.endpoint).toBe('POST /v1beta/models/{model}:embedContent');
    expect(record).not.toHaveProperty('tokens');
  });

  test('asks with a prefix for one of two keys', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, part('Hello')));
    const world = await runGateway({
      'force-model-prefix': true,
      'gemini-api-key': [
        { 'api-key': 'fake-gemini-key-other', 'base-url': upstream.url },
        { 'api-key': key, 'base-url': upstream.url, prefix: 'team2' },
      ],
    });
    const ask = async (model: string) =>
      (await world.post(`/v1beta/models/${model}:generateContent`, {})).arrayBuffer();
    await ask('team2/gemini-2.5-pro');
    await ask('team2%2Fgemini-2.5-pro');
    await ask('gemini-2.5-pro');
    expect(upstream.seen.map(({ url, headers }) => [url, headers['x-goog-api-key']])).toEqual([
      ['/v1beta/models/gemini-2.5-pro:generateContent', key],
      ['/v1beta/models/gemini-2.5-pro:generateContent', key],
      ['/v1beta/models/gemini-2.5-pro:generateContent', 'fake-gemini-key-other'],
    ]);
  });

  test('reads errors in its own shape', async () => {
    const upstream = await fakeUpstream(({ json }) =>
      json(400, { error: { code: 400, message: 'bad contents', status: 'INVALID_ARGUMENT' } }),
    );
    const world = await runGateway(gemini(upstream.url));
    const failed = await sdk(world.url)
      .models.generateContent({ model: 'gemini-2.5-flash', contents: 'hi' })
      .catch((thrown) => thrown);
    expect(failed.status).toBe(400);
    expect(failed.message).toContain('gemini answered 400: bad contents');
    const unknown = await world.post('/v1beta/models/nope:generateContent', {});
    expect(await unknown.json()).toEqual({
      error: { code: 400, message: 'unknown provider for model nope', status: 'INVALID_ARGUMENT' },
    });
  });

  test('lists models in its own shape', async () => {
    const world = await runGateway(
      gemini('http://127.0.0.1:9', { models: [{ name: 'gemini-2.5-pro', alias: 'fast' }] }),
    );
    const list = (await (await world.client('/v1beta/models', alpha)).json()) as {
      models: { name: string }[];
    };
    expect(list.models.map(({ name }) => name)).toEqual(['models/fast']);
  });

  test('throws when its stream is cut off', async () => {
    const upstream = await fakeUpstream(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify(part('Hel'))}\r\n\r\n`, () => response.destroy());
    });
    const world = await runGateway(gemini(upstream.url));
    const stream = await sdk(world.url).models.generateContentStream({
      model: 'gemini-2.5-flash',
      contents: 'hi',
    });
    const failed = await (async () => {
      for await (const _ of stream);
    })().catch((thrown) => thrown);
    expect(String(failed?.message)).toMatch(/gemini closed the connection/);
  });
});
