import { createHash, randomBytes } from 'node:crypto';
import OpenAI, { toFile } from 'openai';
import { describe, expect, test } from 'vitest';
import { fakeUpstream } from './fake-upstream.ts';
import { alpha, compatible, runGateway, upstreamKey } from './gateway-world.ts';
import { uploadUpstream } from './upload-upstream.ts';

const sound = Buffer.from([0xff, 0xf3, 0x00, 0x7b, 0x22, 0x00, 0xfe]);
const usage = { input_tokens: 7, output_tokens: 90, total_tokens: 97 };
const models = ['images', 'speech', 'whisper', 'chat'].map((name) => ({ name, alias: `my-${name}` }));

/** A provider with every route of OpenAI's API that is not a conversation. */
async function world() {
  const upstream = await fakeUpstream((asked) => {
    if (asked.url.endsWith('/audio/speech')) {
      asked.response.writeHead(200, { 'content-type': 'audio/mpeg' }).end(sound);
    } else if (asked.body.includes('response_format"\r\n\r\ntext')) {
      asked.response.writeHead(200, { 'content-type': 'text/plain' }).end('Hello\n');
    } else if (asked.url.includes('/audio/')) asked.json(200, { text: 'Hello', usage });
    else if (asked.url.endsWith('/responses/compact'))
      asked.json(200, { object: 'response.compaction', usage });
    else asked.json(200, { created: 1, data: [{ b64_json: 'AAAA' }], usage });
  });
  const gateway = await runGateway(compatible(upstream.url, { models }));
  const client = new OpenAI({ apiKey: alpha, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
  return { upstream, gateway, client };
}

const png = () => toFile(Buffer.from('\x89PNG\r\n--not-the-boundary\r\n'), 'a.png', { type: 'image/png' });

describe('routes that are passed on to a provider that has them', () => {
  test('pictures, with the name of the model in JSON', async () => {
    const { upstream, gateway, client } = await world();
    const made = await client.images.generate({ model: 'my-images', prompt: 'a cat' });
    expect(made.data?.[0]?.b64_json).toBe('AAAA');
    expect(upstream.seen[0]).toMatchObject({
      url: '/v1/images/generations',
      body: expect.stringContaining('"images"'),
    });
    expect(upstream.seen[0]?.headers.authorization).toBe(`Bearer ${upstreamKey}`);
    expect(await gateway.record()).toMatchObject({
      endpoint: 'POST /v1/images/generations',
      model: 'images',
      alias: 'my-images',
      tokens: { input: 7, output: 90 },
      status: 200,
    });
  });

  test('pictures to edit, with the name of the model in a form', async () => {
    const { upstream, gateway, client } = await world();
    await client.images.edit({ image: await png(), model: 'my-images', prompt: 'my-images' });
    const [sent] = upstream.seen;
    const { headers, body = '' } = sent ?? {};
    expect(body).toMatch(/name="model"\r\n\r\nimages\r\n/);
    expect(body).toMatch(/name="prompt"\r\n\r\nmy-images\r\n/);
    expect(body).toContain('--not-the-boundary');
    expect(Number(headers?.['content-length'] ?? Buffer.byteLength(body))).toBe(Buffer.byteLength(body));
    expect(await gateway.record()).toMatchObject({
      endpoint: 'POST /v1/images/edits',
      model: 'images',
      status: 200,
    });
  });

  test('sound, byte for byte', async () => {
    const { gateway, client } = await world();
    const answer = await client.audio.speech.create({ model: 'my-speech', voice: 'alloy', input: 'Hello' });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(sound);
    expect(answer.headers.get('content-type')).toBe('audio/mpeg');
    expect(await gateway.record()).toMatchObject({ model: 'speech', status: 200, failed: false });
  });

  test('transcriptions and translations, as JSON and as text', async () => {
    const { upstream, client } = await world();
    const file = await toFile(sound, 'a.mp3');
    expect((await client.audio.transcriptions.create({ file, model: 'my-whisper' })).text).toBe('Hello');
    const text = { file, model: 'my-whisper', response_format: 'text' } as const;
    expect(await client.audio.transcriptions.create(text)).toBe('Hello\n');
    expect((await client.audio.translations.create({ file, model: 'my-whisper' })).text).toBe('Hello');
    expect(upstream.seen.map(({ url }) => url)).toEqual([
      '/v1/audio/transcriptions',
      '/v1/audio/transcriptions',
      '/v1/audio/translations',
    ]);
  });

  test('a compaction of a conversation', async () => {
    const { gateway } = await world();
    const answer = await gateway.post('/v1/responses/compact', { model: 'my-chat', input: 'hi' });
    expect(await answer.json()).toMatchObject({ object: 'response.compaction' });
    expect(await gateway.record()).toMatchObject({ endpoint: 'POST /v1/responses/compact', model: 'chat' });
  });

  test('a file of many megabytes, whose rest is not kept', async () => {
    const { url, uploads } = await uploadUpstream();
    const gateway = await runGateway(compatible(url, { models: [{ name: 'whisper' }] }));
    const boundary = 'x'.repeat(70);
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n`;
    const body = Buffer.concat([
      Buffer.from(head),
      randomBytes(20 * 1024 * 1024),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const answer = await fetch(`${gateway.url}/v1/audio/transcriptions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${alpha}`,
        'content-type': `multipart/form-data; boundary="${boundary}"`,
      },
      body,
    });
    expect(answer.status).toBe(200);
    expect(uploads[0]?.digest).toBe(createHash('sha256').update(body).digest('hex'));
  });

  test.each([
    [
      'a model of a provider without the route',
      'my-claude',
      404,
      /does not have this route, use \/v1\/messages/,
    ],
    ['an unknown model', 'no-such-model', 400, /unknown provider for model no-such-model/],
  ])('%s is refused in the shape of the client', async (_, model, status, message) => {
    const claude = {
      'api-key': upstreamKey,
      'base-url': 'http://127.0.0.1:1',
      models: [{ name: 'my-claude' }],
    };
    const gateway = await runGateway({ 'claude-api-key': [claude] });
    for (const path of ['/v1/images/generations', '/v1/audio/speech', '/v1/embeddings']) {
      const answer = await gateway.post(path, { model, input: 'x', prompt: 'x' });
      expect([path, answer.status]).toEqual([path, status]);
      expect(await answer.json()).toMatchObject({
        error: { message: expect.stringMatching(message), code: 'model_not_found' },
      });
    }
  });

  test('a form without a model, or that is broken, is refused', async () => {
    const { gateway, upstream } = await world();
    for (const body of [
      '',
      '--b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nx\r\n--b--\r\n',
      'x'.repeat(20_000),
    ]) {
      const answer = await gateway.post('/v1/images/edits', body, {
        'content-type': 'multipart/form-data; boundary=b',
      });
      expect(answer.status).toBe(400);
    }
    expect(upstream.seen).toEqual([]);
  });
});

describe('a base URL of Azure', () => {
  test('keeps its query, and gets the key in its own header', async () => {
    const upstream = await fakeUpstream((asked) =>
      asked.json(200, { choices: [{ message: { content: 'x' } }] }),
    );
    const base = `${upstream.url}/openai/deployments/gpt?api-version=2024-10-21`;
    const gateway = await runGateway(
      compatible(upstream.url, { 'base-url': base, models: [{ name: 'gpt' }] }),
    );
    const body = { model: 'gpt', messages: [{ role: 'user', content: 'hi' }] };
    expect((await gateway.post('/v1/chat/completions?trace=1', body)).status).toBe(200);
    const [sent] = upstream.seen;
    expect(sent?.url).toBe('/openai/deployments/gpt/chat/completions?api-version=2024-10-21&trace=1');
    expect(sent?.headers['api-key']).toBe(upstreamKey);
    expect(sent?.headers.authorization).toBeUndefined();
  });
});
