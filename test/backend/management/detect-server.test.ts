import { afterEach, expect, test } from 'vitest';
import { generationOf, probeServer } from '../../../src/backend/management/detect-server.ts';
import { type FakeServer, fakeServer, fakeSocketServer, ours, sendJson } from './fake-server.ts';

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

test('an embedded server is known by its name, and asked without any secret', async () => {
  server = await fakeServer((response) => sendJson(response, 200, { status: 'ok' }, ours));
  expect(await probeServer(server.url)).toEqual({ kind: 'ours', version: '1.2.3' });
  expect(server.seen).toMatchObject([{ method: 'GET', url: '/healthz' }]);
  expect(Object.keys(server.seen[0]?.headers ?? {})).not.toContain('x-management-key');
});

test('anything else that answers is foreign', async () => {
  server = await fakeServer((response) => sendJson(response, 200, { status: 'ok' }, { server: 'nginx' }));
  expect(await probeServer(server.url)).toEqual({
    kind: 'foreign',
    reason: expect.stringContaining('not a CLI Proxy API server'),
  });
});

test('a public server of v6 or v7 is known by what it says on / without any secret', async () => {
  const front = { endpoints: ['POST /v1/chat/completions'], message: 'CLI Proxy API Server' };
  server = await fakeServer((response, { url }) =>
    sendJson(response, 200, url === '/' ? front : { status: 'ok' }, {}),
  );
  expect(await probeServer(server.url)).toEqual({ kind: 'public', generation: 'unknown' });
  expect(server.seen.map((it) => it.url)).toEqual(['/healthz', '/']);
  for (const { headers } of server.seen) expect(headers).not.toHaveProperty('x-management-key');
});

test('v7 is known by the headers that it shows to browsers, also while a template key closes it', async () => {
  const shown = 'X-CPA-TRACE-ID, X-CPA-VERSION, X-CPA-SUPPORT-PLUGIN';
  server = await fakeServer((response) =>
    sendJson(response, 200, { status: 'ok' }, { 'access-control-expose-headers': shown }),
  );
  expect(await probeServer(server.url)).toMatchObject({ kind: 'public' });
});

test.each([
  [{ 'x-cpa-version': 'v6.9.49' }, 'v6'],
  [{ 'x-cpa-version': 'v7.1.0', 'x-cpa-support-plugin': '1' }, 'v7'],
  [{ 'x-cpa-version': 'dev' }, 'v6'],
  [{ 'x-cpa-version': 'dev', 'x-cpa-support-plugin': '1' }, 'v7'],
  [{ 'x-cpa-version': 'v8.0.0', 'x-cpa-support-plugin': '1' }, 'unknown'],
  [{}, 'unknown'],
])('the headers %j are those of %s', (headers, generation) => {
  expect(generationOf(headers)).toBe(generation);
});

test('a port where nothing listens is none, with the reason', async () => {
  const gone = await fakeServer(() => {});
  await gone.close();
  const probe = await probeServer(gone.url);
  expect(probe).toEqual({ kind: 'none', reason: expect.stringContaining('Nothing listens') });
});

test('a server that is silent is not none, however long it stays so', async () => {
  server = await fakeSocketServer(() => {});
  const probe = await probeServer(server.url);
  expect(probe).toEqual({ kind: 'unclear', reason: expect.stringContaining('does not answer') });
});

test('a server that is silent for a second is waited for', async () => {
  server = await fakeServer((response) => {
    setTimeout(() => sendJson(response, 200, { status: 'ok' }, ours), 1_000);
  });
  expect(await probeServer(server.url)).toMatchObject({ kind: 'ours' });
});

test('a server that hangs up is not none', async () => {
  server = await fakeSocketServer((socket) => socket.resetAndDestroy());
  expect(await probeServer(server.url)).toEqual({
    kind: 'unclear',
    reason: expect.stringContaining('closed the connection'),
  });
});

test('a server that falls silent after its first answer is not foreign', async () => {
  server = await fakeServer((response, { url }) => {
    if (url === '/healthz') sendJson(response, 200, { status: 'ok' }, {});
    else response.socket?.destroy();
  });
  expect(await probeServer(server.url)).toMatchObject({ kind: 'unclear' });
});

test('a port for HTTPS that is asked without is told from another program', async () => {
  server = await fakeServer((response) =>
    sendJson(response, 400, 'Client sent an HTTP request to an HTTPS server.', {}),
  );
  expect(await probeServer(server.url)).toEqual({
    kind: 'unclear',
    reason: expect.stringContaining('expects HTTPS'),
  });
});

test('a page for people is another program', async () => {
  server = await fakeServer((response) =>
    sendJson(response, 200, '<!doctype html><title>Welcome</title>', { 'content-type': 'text/html' }),
  );
  expect(await probeServer(server.url)).toMatchObject({ kind: 'foreign' });
});

test('of what is no address, no host, or was not waited for nothing is known', async () => {
  expect(await probeServer('ftp://x')).toMatchObject({ kind: 'unclear' });
  expect(await probeServer('http://no-such-host.invalid')).toMatchObject({ kind: 'unclear' });
  server = await fakeSocketServer(() => {});
  expect(await probeServer(server.url, { signal: AbortSignal.abort() })).toMatchObject({ kind: 'unclear' });
});
