import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, chat, compatible, completion, runGateway, upstreamKey } from '../gateway-world.ts';

describe('cloro (K)', () => {
  const monitor = { prompt: 'hi', model: 'CHATGPT' };
  const cloro = (url: string) => ({
    'openai-compatibility': [
      { name: 'cloro', 'base-url': url, 'api-key-entries': [{ 'api-key': upstreamKey }] },
    ],
  });

  test('is asked with POST /v1/monitor, and with nothing else', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, { success: true, result: {} }));
    const world = await runGateway(cloro(upstream.url));
    expect(await (await world.post('/v1/monitor', monitor)).json()).toEqual({ success: true, result: {} });
    expect(upstream.seen[0]).toMatchObject({
      url: '/v1/monitor',
      headers: { authorization: `Bearer ${upstreamKey}` },
    });
    expect(await world.record()).toMatchObject({ provider: 'cloro', alias: 'CHATGPT' });
    expect((await world.post('/v1/chat/completions', { ...chat, model: 'CHATGPT' })).status).toBe(400);
  });

  test.each([
    [
      'Invalid or missing API key',
      'cloro answered 401: the cloro key is wrong or missing (Invalid or missing API key)',
    ],
    [
      'API key expired',
      'cloro answered 401: the cloro key has expired; create a new one at cloro (API key expired)',
    ],
    [
      'Missing Bearer prefix',
      'cloro answered 401: cloro did not find the word Bearer before the key (Missing Bearer prefix)',
    ],
  ])('says the cause of "%s" in its own shape (K2)', async (error, told) => {
    const upstream = await fakeUpstream(({ json }) => json(401, { success: false, error }));
    const world = await runGateway(cloro(upstream.url));
    const answer = await world.post('/v1/monitor', monitor);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({ success: false, error: told });
  });
});

describe('Cline (J)', () => {
  test('takes its key from the environment, and says cause and remedy of a 402 (J3)', async () => {
    const error = { code: 402, message: 'Insufficient credits', metadata: {} };
    const upstream = await fakeUpstream(({ json }) => json(402, { error }));
    const config = compatible(`${upstream.url}/api`, { name: 'cline', 'api-key-entries': [] });
    const world = await runGateway(config, { environment: { CLINE_API_KEY: 'fake-cline-key-0001' } });
    const answer = await world.post('/v1/chat/completions', chat, { 'x-task-id': '7' });
    expect(answer.status).toBe(402);
    const message =
      'cline answered 402: the Cline account has no credits left; add some at Cline (Insufficient credits)';
    expect(await answer.json()).toEqual({ error: { ...error, message } });
    expect(upstream.seen[0]).toMatchObject({
      url: '/api/v1/chat/completions',
      headers: { authorization: 'Bearer fake-cline-key-0001', 'x-task-id': '7' },
    });
  });
});

describe('proxy-url', () => {
  test('a kind that is not supported is said in a sentence, and another key goes on', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const socks = { 'api-key': upstreamKey, 'proxy-url': 'socks4://proxy.example.com:1080' };
    const world = await runGateway(compatible(upstream.url, { 'api-key-entries': [socks] }));
    const answer = await world.post('/v1/chat/completions', chat);
    expect(answer.status).toBe(502);
    expect(((await answer.json()) as { error: { message: string } }).error.message).toBe(
      'The proxy-url for fakeup names a socks4 proxy, which is not supported; use an http://, https:// or socks5:// proxy.',
    );
  });

  test('an http proxy is asked for a way to the provider', async () => {
    const asked: string[] = [];
    const proxy = createServer((socket) => {
      socket.once('data', (data) => {
        asked.push(String(data).split('\r\n')[0] ?? '');
        socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const { port } = proxy.address() as { port: number };
    const entry = { 'api-key': upstreamKey, 'proxy-url': `http://127.0.0.1:${port}` };
    const world = await runGateway(compatible('http://127.0.0.1:9', { 'api-key-entries': [entry] }));
    expect((await world.post('/v1/chat/completions', chat)).status).toBe(502);
    expect(asked[0]).toBe('CONNECT 127.0.0.1:9 HTTP/1.1');
  });
});

test('a key that cannot be sent is said to be one, and not to be unreachable', async () => {
  const upstream = await fakeUpstream(({ json }) => json(200, completion));
  const keys = { 'api-key-entries': [{ 'api-key': `${upstreamKey}\u200b` }] };
  const world = await runGateway(compatible(upstream.url, keys));
  const answer = await world.post('/v1/chat/completions', chat);
  expect(answer.status).toBe(502);
  const { error } = (await answer.json()) as { error: { message: string } };
  expect(error.message).toMatch(/^fakeup was not used: its key .* cannot be sent; cli-proxy config validate/);
  expect(error.message).not.toContain(upstreamKey);
  expect(upstream.seen).toEqual([]);
});

describe('a provider that answers garbage', () => {
  test('is named, and breaks nothing', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end('this is not HTTP\r\n\r\n'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const world = await runGateway(compatible(`http://127.0.0.1:${port}`));
    const answer = await world.post('/v1/chat/completions', chat);
    expect(answer.status).toBe(502);
    expect(await answer.text()).toContain('fakeup answered with something that is not HTTP');
    expect((await world.client('/v1/models', alpha)).status).toBe(200);
  });

  test('that stops sending is cut off after its time, and said', async () => {
    const upstream = await fakeUpstream(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {}\n\n');
    });
    const world = await runGateway(compatible(upstream.url), { upstreamTimes: { idleMs: 50 } });
    const answer = await world.post('/v1/chat/completions', { ...chat, stream: true });
    expect(await answer.text()).toContain('fakeup stopped sending in the middle of its answer');
    expect(await world.record()).toMatchObject({ status: 504, failed: true });
  });
});
