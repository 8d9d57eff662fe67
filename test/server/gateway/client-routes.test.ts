import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import { managementHash, managementSecret } from '../running-server.ts';
import { fakeUpstream } from './fake-upstream.ts';
import { alpha, chat, compatible, completion, runGateway, upstreamKey } from './gateway-world.ts';

const google = { 'x-goog-api-client': 'google-genai-sdk/3.6.1 gl-python/3.12' };
const claude = { 'anthropic-version': '2023-06-01' };
const gemini = (url: string) => ({ 'gemini-api-key': [{ 'api-key': upstreamKey, 'base-url': url }] });
const nowhere = 'http://127.0.0.1:9';

type World = Awaited<ReturnType<typeof runGateway>>;
const ask = (world: World, method: string, path: string, headers: Record<string, string> = {}) =>
  fetch(world.url + path, { method, headers: { authorization: `Bearer ${alpha}`, ...headers } });

describe('a path that this server does not have', () => {
  test.each([
    ['GET', '/v1/files', {}, 'openai'],
    ['POST', '/v1/videos', {}, 'openai'],
    ['POST', '/v1/responses/resp_1/cancel', {}, 'openai'],
    ['DELETE', '/v1/responses/resp_1', {}, 'openai'],
    ['POST', '/v1/messages/batches', {}, 'anthropic'],
    ['GET', '/v1/files', claude, 'anthropic'],
    ['POST', '/v1beta/models/imagen-4:predict', {}, 'gemini'],
    ['POST', '/v1beta/cachedContents', {}, 'gemini'],
    ['POST', '/v1/models/gemini-2.5-flash:predict', google, 'gemini'],
  ])(
    '%s %s %j is 404 in the shape of %s, which no library tries again',
    async (method, path, headers, shape) => {
      const world = await runGateway(compatible(nowhere));
      const answer = await ask(world, method, path, headers);
      const body = (await answer.json()) as { type?: string; error: Record<string, unknown> };
      expect([path, method, answer.status >= 404 && answer.status <= 405]).toEqual([path, method, true]);
      expect(typeof body.error.message).toBe('string');
      expect(body.type === 'error').toBe(shape === 'anthropic');
      expect(typeof body.error.code === 'number').toBe(shape === 'gemini');
      expect(world.records).toEqual([]);
    },
  );

  test.each([
    ['GET', '/v1/chat/completions', 'POST'],
    ['PUT', '/v1/messages', 'POST'],
    ['POST', '/v1/models', 'GET, HEAD'],
    ['DELETE', '/v1/models/fake-chat', 'GET, HEAD'],
    ['PUT', '/v1beta/models/gemini-2.5-flash:generateContent', 'GET, HEAD, POST'],
  ])('or a method that it does not take: %s %s is 405 and names %s', async (method, path, allow) => {
    const world = await runGateway(compatible(nowhere));
    const answer = await ask(world, method, path);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
    expect(await answer.text()).toContain(`accepts ${allow} only`);
  });

  test("or that is Cline's own says where to go, also where there is an Amp upstream, which is not asked", async () => {
    const amp = await fakeUpstream(({ json }) => json(200, {}));
    const ampcode = { 'upstream-url': amp.url, 'upstream-api-key': 'fake-amp-key-000001' };
    const world = await runGateway({ ...compatible(nowhere), ampcode });
    for (const path of ['/api/v1/chat/completions', '/api/v1/api-keys']) {
      const answer = await world.post(path, chat);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('the base URL of this server ends with /v1');
    }
    expect(amp.seen).toEqual([]);
    await world.post('/api/user', {});
    expect(amp.seen).toHaveLength(1);
  });

  test('but a slash too many at the end means nothing', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway(compatible(upstream.url));
    expect((await world.post('/v1/chat/completions/', chat)).status).toBe(200);
    expect((await ask(world, 'GET', '/v1/models/')).status).toBe(200);
    expect(upstream.seen[0]?.url).toBe('/v1/chat/completions');
  });
});

describe('one model', () => {
  const config = { ...compatible(nowhere), ...gemini(nowhere) };

  test.each([
    ['/v1/models/fake-chat', {}, { id: 'fake-chat', object: 'model', owned_by: 'fakeup' }],
    ['/v1/models/fake-chat', claude, { id: 'fake-chat', type: 'model', display_name: 'fake-chat' }],
    ['/v1/models/gemini-2.5-flash', google, { name: 'models/gemini-2.5-flash' }],
    ['/v1beta/models/gemini-2.5-flash', {}, { name: 'models/gemini-2.5-flash' }],
    ['/v1/models/gemini-some-new-one', {}, { id: 'gemini-some-new-one', owned_by: 'google' }],
  ])('%s is told in the shape that is asked for', async (path, headers, model) => {
    const world = await runGateway(config);
    const answer = await ask(world, 'GET', path, headers);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject(model);
    expect((await ask(world, 'HEAD', path, headers)).status).toBe(200);
  });

  test('that is not here, or not for this key, is 404', async () => {
    const world = await runGateway(config, {
      records: [{ fingerprint: fingerprint(alpha), limits: { models: ['fake-*'] } }],
    });
    for (const path of ['/v1/models/nope', '/v1beta/models/nope', '/v1/models/gemini-2.5-flash'])
      expect([path, (await ask(world, 'GET', path)).status]).toEqual([path, 404]);
    expect(await (await ask(world, 'GET', '/v1/models/nope')).json()).toMatchObject({
      error: { code: 'model_not_found', message: expect.stringContaining('There is no model nope here') },
    });
  });
});

test("Google's newer libraries, which ask for v1, get the same answers as with v1beta", async () => {
  const upstream = await fakeUpstream(({ json }) =>
    json(200, { candidates: [], usageMetadata: { totalTokenCount: 3 } }),
  );
  const world = await runGateway(gemini(upstream.url));
  const list = await ask(world, 'GET', '/v1/models', google);
  expect(await list.json()).toMatchObject({
    models: expect.arrayContaining([expect.objectContaining({ name: 'models/gemini-2.5-pro' })]),
  });
  const answer = await world.post('/v1/models/gemini-2.5-flash:generateContent', { contents: [] }, google);
  expect(answer.status).toBe(200);
  expect(upstream.seen[0]?.url).toBe('/v1beta/models/gemini-2.5-flash:generateContent');
  expect(await world.record()).toMatchObject({ model: 'gemini-2.5-flash', tokens: { total: 3 } });
});

test('CLINE_API_KEY alone: the suggested models are listed as they are asked for', async () => {
  const world = await runGateway({}, { environment: { CLINE_API_KEY: 'fake-cline-key-0001' } });
  const { data } = (await (await ask(world, 'GET', '/v1/models')).json()) as { data: { id: string }[] };
  expect(data.map(({ id }) => id)).toContain('cline/anthropic/claude-sonnet-4-6');
  expect((await ask(world, 'GET', '/v1/models/cline/openai/gpt-4o')).status).toBe(200);
});

test("the key of Azure's header lets in, and goes no further", async () => {
  const upstream = await fakeUpstream(({ json }) => json(200, completion));
  const world = await runGateway(compatible(upstream.url));
  const headers = { 'api-key': alpha, 'content-type': 'application/json' };
  const answer = await fetch(`${world.url}/v1/chat/completions`, {
    method: 'POST',
    headers,
    body: JSON.stringify(chat),
  });
  expect(answer.status).toBe(200);
  expect(JSON.stringify(upstream.seen)).not.toContain(alpha);
});

test('no header is left out, however many there are', async () => {
  const world = await runGateway(compatible(nowhere));
  const { hostname, port } = new URL(world.url);
  const headers = [...Array(2_500)].flatMap((_, number) => [`x${number}`, '1']);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const options = {
      hostname,
      port,
      path: '/v1/models',
      headers: [...headers, 'authorization', `Bearer ${alpha}`, 'host', 'localhost'],
    };
    request(options, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(200);
});

test.each([
  ['/v1/responses', alpha],
  ['/v0/management/events', managementSecret],
])('a WebSocket handshake of %s without its key is refused in the shape of all errors', async (path, key) => {
  const world = await runGateway({
    ...compatible(nowhere),
    'remote-management': { 'secret-key': await managementHash() },
  });
  const { hostname, port } = new URL(world.url);
  const headers = {
    authorization: `Bearer ${key}`,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
  };
  const { status, body } = await new Promise<{ status: number; body: string }>((resolve, reject) => {
    request({ hostname, port, path, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(400);
  expect(JSON.parse(body)).toMatchObject({
    error: { type: 'invalid_request_error', message: expect.stringContaining('Sec-WebSocket-Key') },
  });
});
