import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import { alpha, baseConfig, bravo, errorOf, runServer } from '../running-server.ts';

const at = (iso: string) => ({ expiresAt: iso });
const later = '2026-03-04T11:00:00.000Z';

describe('a client key (A1, A3)', () => {
  test.each([
    ['Authorization: Bearer', '/v1/models', { authorization: `Bearer ${alpha}` }],
    ['a bare Authorization', '/v1/models', { authorization: alpha }],
    ['x-api-key', '/v1/models', { 'x-api-key': alpha }],
    ['x-goog-api-key', '/v1beta/models', { 'x-goog-api-key': alpha }],
    ['api-key, as Azure has it', '/v1/models', { 'api-key': alpha }],
    ['?key=', `/v1beta/models?key=${alpha}`, {}],
    ['?auth_token=', `/v1/models?auth_token=${alpha}`, {}],
    ['one good key among bad ones', `/v1/models?key=${alpha}`, { authorization: 'Bearer fake-wrong' }],
  ])('is taken from %s', async (_, path, headers) => {
    const { url } = await runServer();
    expect((await fetch(url + path, { headers })).status).toBe(200);
  });

  test('missing or wrong: 401 with the recorded bodies', async () => {
    const { url, client } = await runServer();
    for (const path of ['/v1/models', '/v1/messages', '/v1beta/models', '/v1/chat/completions']) {
      const missing = await fetch(url + path, path.includes('models') ? {} : { method: 'POST', body: '{}' });
      expect(missing.status).toBe(401);
      expect(missing.headers.get('www-authenticate')).toBe('Bearer');
      expect(await missing.json()).toEqual({ error: 'Missing API key' });
      expect(await (await client(path, 'fake-wrong')).json()).toEqual({ error: 'Invalid API key' });
    }
  });

  test('the management secret is none, and neither is a key in another case or an empty entry', async () => {
    const { url } = await runServer({ config: { ...(await baseConfig()), 'api-keys': [alpha, ''] } });
    for (const key of ['fake-management-secret-0001', alpha.toUpperCase(), ''])
      expect((await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(
        401,
      );
  });

  test('is let in to lists, to the gateway, and to 404 with a plain sentence elsewhere', async () => {
    const { client } = await runServer();
    expect(await (await client('/v1/models', alpha)).json()).toEqual({ object: 'list', data: [] });
    expect(await (await client('/v1beta/models', alpha)).json()).toEqual({ models: [] });
    const chat = await client('/v1/chat/completions', alpha, { method: 'POST', body: '{}' });
    expect(chat.status).toBe(400);
    expect((await errorOf(chat)).message).toMatch(/names no model/);
    const files = await client('/v1/files', alpha);
    expect(files.status).toBe(404);
    expect((await errorOf(files)).message).toMatch(/has no such route; it has/);
    const socket = await client('/v1/responses', alpha);
    expect([socket.status, await socket.text()]).toEqual([400, 'Bad Request\n']);
  });

  test('acts, and stops acting, on the first request after an edit of the file', async () => {
    const { client, backend } = await runServer();
    backend.outside({ ...backend.config, 'api-keys': [bravo] });
    await expect.poll(async () => (await client('/v1/models', alpha)).status, { interval: 5 }).toBe(401);
    expect((await client('/v1/models', bravo)).status).toBe(200);
  });
});

describe('keys that stop', () => {
  test('an expired key is refused from its very instant, with a sentence (A7)', async () => {
    const { client, clock } = await runServer({
      records: [{ fingerprint: fingerprint(alpha), ...at(later) }],
    });
    clock.now = Date.parse(later) - 1;
    expect((await client('/v1/models', alpha)).status).toBe(200);
    clock.now += 1;
    const answer = await client('/v1/models', alpha);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({
      error: 'Invalid API key',
      message: `This key expired at ${later}. Ask for a new one.`,
    });
  });

  test('a rotated key works until its deadline (A8)', async () => {
    const retiring = { replacedBy: fingerprint(bravo), deadline: later };
    const { client, clock } = await runServer({ records: [{ fingerprint: fingerprint(alpha), retiring }] });
    expect((await client('/v1/models', alpha)).status).toBe(200);
    clock.now = Date.parse(later);
    expect(await (await client('/v1/models', alpha)).json()).toEqual({
      error: 'Invalid API key',
      message: `This key was replaced and stopped working at ${later}. Use the new one.`,
    });
    expect((await client('/v1/models', bravo)).status).toBe(200);
  });

  test('a sample key is refused although it is in the list (A4)', async () => {
    const { client } = await runServer({
      config: { ...(await baseConfig()), 'api-keys': ['your-api-key-1'] },
    });
    const answer = await client('/v1/models', 'your-api-key-1');
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain('sample key');
  });
});

describe('no client keys at all (A2)', () => {
  const open = async () => ({ ...(await baseConfig()), 'api-keys': [] });

  test('lets everybody on this machine in', async () => {
    const { url, client } = await runServer({ config: await open() });
    expect((await fetch(`${url}/v1/models`)).status).toBe(200);
    expect((await client('/v1/models', 'fake-anything')).status).toBe(200);
  });

  test('also who asks by HTTP/1.0 without a Host, as checks of load balancers do', async () => {
    const { url } = await runServer({ config: await open() });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /v1/models HTTP/1.0\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('but no web page: neither a foreign origin nor a foreign name of this machine', async () => {
    const { url } = await runServer({ config: await open() });
    const page = await fetch(`${url}/v1/models`, { headers: { origin: 'https://pages.example.com' } });
    expect(page.status).toBe(403);
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
    const status = await new Promise((resolve, reject) => {
      const asked = request(`${url}/v1/models`, { headers: { host: 'pages.example.com' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject).end();
    });
    expect(status).toBe(403);
  });

  test('beyond this machine an emptied list closes the server instead of opening it', async () => {
    const config = { ...(await baseConfig()), host: '0.0.0.0' };
    const { url, client, backend } = await runServer({ config });
    expect((await client('/v1/models', alpha)).status).toBe(200);
    backend.outside({ ...config, 'api-keys': [] });
    await expect.poll(async () => (await fetch(`${url}/v1/models`)).status).toBe(503);
    expect(await (await client('/v1/models', alpha)).json()).toMatchObject({
      error: 'No client keys',
      message: expect.stringContaining('refuses every client'),
    });
    backend.outside({ ...config, 'api-keys': [], 'allow-open-proxy': true });
    await expect.poll(async () => (await fetch(`${url}/v1/models`)).status).toBe(200);
  });
});

describe('pages that hold a key', () => {
  test('may use the client side from anywhere, as recorded', async () => {
    const { url, client } = await runServer();
    const preflight = await fetch(`${url}/v1/chat/completions`, { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    const answer = await client('/v1/models', alpha, { headers: { origin: 'https://pages.example.com' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });
});
