import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, chat, compatible, completion, runGateway, twoKeys } from '../gateway-world.ts';

const ask = '/v1/chat/completions';
const mebibyte = 1024 * 1024;

describe('a request body', () => {
  test('keeps every byte but those of the alias', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway(compatible(upstream.url));
    const body =
      '{ "seed": 12345678901234567890, "t": 1.0, "nested": {"model": "fake-chat"}, "model" : "fake-chat" , "x": "\\"model\\":" }';
    await world.post(ask, body);
    expect(upstream.seen[0]?.body).toBe(
      '{ "seed": 12345678901234567890, "t": 1.0, "nested": {"model": "fake-chat"}, "model" : "fake-model-1" , "x": "\\"model\\":" }',
    );
  });

  test('with two models has the last one judged, and both sent as that one', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway(compatible(upstream.url));
    expect((await world.post(ask, '{"model":"fake-chat","mod\\u0065l":"nope"}')).status).toBe(400);
    await world.post(ask, '{"model":"nope","mod\\u0065l":"fake-chat"}');
    expect(upstream.seen[0]?.body).toBe('{"model":"fake-model-1","mod\\u0065l":"fake-model-1"}');
  });

  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  test.each([
    ['no body', '', {}, 'The request has no body; send a JSON object with "model" in it.'],
    ['no JSON', 'nope', {}, /^The body is not JSON, or is incomplete; send a JSON object/],
    ['JSON cut short', '{"model":"fake-chat', {}, /^The body is not JSON, or is incomplete/],
    ['a form', 'model=fake-chat', form, /^The body is a form; send a JSON object/],
    ['a list', '[{"model":"fake-chat"}]', {}, /^The body is JSON, but not an object/],
    ['no model', '{"messages":[]}', {}, 'The request names no model; set "model".'],
    ['a blank model', '{"model":" "}', {}, /^The request names no model/],
    ['a number for a model', '{"model":4}', {}, /^The request names no model/],
  ])('with %s is refused with words that say so', async (_, body, headers, message) => {
    const world = await runGateway(compatible('http://127.0.0.1:9'));
    const answer = await world.post(ask, body, headers);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { error: { message: string } }).error.message).toMatch(message);
  });

  test('may come gzipped, and goes on plain', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway(compatible(upstream.url));
    const send = (body: Buffer, encoding: string) =>
      fetch(world.url + ask, {
        method: 'POST',
        headers: { authorization: `Bearer ${alpha}`, 'content-encoding': encoding },
        body: new Uint8Array(body),
      });
    expect((await send(gzipSync(JSON.stringify(chat)), 'gzip')).status).toBe(200);
    expect(upstream.seen[0]?.headers).not.toHaveProperty('content-encoding');
    expect(JSON.parse(upstream.seen[0]?.body ?? '')).toMatchObject({ model: 'fake-model-1' });
    expect((await send(Buffer.from('x'), 'zstd')).status).toBe(415);
    // 40 MiB of zeros in 40 KiB.
    expect((await send(gzipSync(Buffer.alloc(40 * mebibyte)), 'gzip')).status).toBe(413);
  });

  test('of more than 8 MiB is streamed on whole, and not sent a second time', async () => {
    const upstream = await fakeUpstream(({ json }) => json(500, { error: { message: 'no' } }));
    const world = await runGateway(compatible(upstream.url, twoKeys));
    const text = 'x'.repeat(12 * mebibyte);
    const answer = await world.post(ask, `{"model":"fake-chat","text":"${text}"}`);
    expect(answer.status).toBe(500);
    expect(upstream.seen).toHaveLength(1);
    const { body = '', headers } = upstream.seen[0] ?? {};
    expect(digest(body)).toBe(digest(`{"model":"fake-model-1","text":"${text}"}`));
    expect(headers?.['content-length']).toBe(String(body.length));
  });

  test('of more than 8 MiB cannot change its model behind what was judged', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway(compatible(upstream.url));
    const text = 'x'.repeat(12 * mebibyte);
    const answer = await world
      .post(ask, `{"model":"fake-chat","text":"${text}","model":"other"}`)
      .catch(() => undefined);
    expect(answer?.status ?? 400).toBe(400);
    expect(upstream.seen).toHaveLength(0);
    expect(await world.record()).toMatchObject({ status: 400, failed: true, attempts: 1 });
    // It was the client's fault: the provider is asked as before.
    expect((await world.post(ask, chat)).status).toBe(200);
    expect(await world.record(1)).toMatchObject({ status: 200, attempts: 1 });
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'zstd', 'lzma'])(
    'in the encoding %s is refused, and the server goes on',
    async (encoding) => {
      const upstream = await fakeUpstream(({ json }) => json(200, completion));
      const world = await runGateway(compatible(upstream.url));
      const answer = await world.post(ask, chat, { 'content-encoding': encoding });
      expect(answer.status).toBe(415);
      expect(await world.record()).toMatchObject({ status: 415, failed: true });
      expect((await world.post(ask, chat)).status).toBe(200);
    },
  );

  test('that spells a second model in other letters has that one judged, as some providers read it so', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway(compatible(upstream.url));
    expect((await world.post(ask, '{"model":"fake-chat","Model":"nope"}')).status).toBe(400);
    await world.post(ask, '{"model":"nope","MODEL":"fake-chat"}');
    expect(upstream.seen.map(({ body }) => body)).toEqual([
      '{"model":"fake-model-1","MODEL":"fake-model-1"}',
    ]);
  });

  test('of more than 32 MiB is refused by its announced length', async () => {
    const world = await runGateway(compatible('http://127.0.0.1:9'));
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { authorization: `Bearer ${alpha}`, 'content-length': String(33 * mebibyte) };
      const sent = request(world.url + ask, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.on('error', reject);
      sent.write('{');
    });
    expect(status).toBe(413);
    expect((await world.record()).status).toBe(413);
  });
});

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
