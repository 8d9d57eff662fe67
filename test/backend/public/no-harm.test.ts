import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect as connectSocket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { createConnector } from '../../../src/backend/connect-server.ts';
import { connectPublic } from '../../../src/backend/public/client/connect-public.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { good } from '../conformance.ts';
import { eventually, isLive, kinds, listenTo, type OnServer, onServer } from './on-server.ts';

let on: OnServer;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await on.close();
});

const faster = (times: number) => ({
  set: (run: () => void, ms: number) => setTimeout(run, ms / times),
  clear: (timer: unknown) => clearTimeout(timer as NodeJS.Timeout | undefined),
});
/** A minute passes in a second. */
const quick = faster(60);
const isLost = (event: { type: string; state?: string }) => event.type === 'feed' && event.state === 'lost';
const isRefused = (event: { type: string; state?: string }) =>
  event.type === 'feed' && event.state === 'refused';

describe.each(kinds)('no harm to %s', (kind) => {
  test('with the secret changed under a console, one request in a minute is refused', async () => {
    on = await onServer(kind, {}, { timers: quick });
    const { until } = on.listen();
    good(await on.backend.load());
    await until(isLive);
    await on.server.setSecret('fake-management-secret-0009');
    await until(isRefused);
    const asked = on.server.requests.length;
    await new Promise<void>((resolve) => quick.set(resolve, 60_000));
    expect(on.server.refused).toBe(1);
    expect(on.server.requests.length).toBe(asked);
  });

  test('a secret that was changed while the server was away is refused once, with the attempts left', async () => {
    on = await onServer(kind, {}, { timers: quick });
    const { until } = on.listen();
    good(await on.backend.load());
    await until(isLive);
    await on.server.setSecret('fake-management-secret-0009');
    on.server.dropConnections();
    expect(await until(isRefused)).toMatchObject({ attemptsLeft: 4 });
    expect(on.server.refused).toBe(1);
  });

  test('without a push the config is looked at four times a minute, and the log never', async () => {
    on = await onServer(kind, {}, { timers: quick });
    const { until } = on.listen();
    good(await on.backend.load());
    await until(isLive);
    on.asked();
    await new Promise<void>((resolve) => quick.set(resolve, 62_000));
    const asked = on.asked();
    expect(new Set(asked)).toEqual(new Set(['GET /config']));
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  test('a ban that begins meanwhile is counted down, and nothing is sent until it is over', async () => {
    on = await onServer(kind);
    const { until } = on.listen();
    good(await on.backend.load());
    await until(isLive);
    for (let turn = 0; turn < 5; turn += 1) await on.signIn({ secret: new Secret('fake-wrong-secret') });
    const refused = on.server.refused;
    expect(await on.backend.load()).toMatchObject({ ok: false, kind: 'locked-out' });
    const lost = await until(isLost);
    expect(lost).toMatchObject({ lockedOut: true });
    const minutes = ((lost as { nextAttemptAt: number }).nextAttemptAt - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(29);
    const asked = on.server.requests.length;
    expect(await on.backend.load()).toMatchObject({ ok: false, kind: 'locked-out' });
    expect(on.server.requests.length).toBe(asked);
    expect(on.server.refused).toBe(refused + 1);
  });

  test('another program that took the port meanwhile is never sent the secret', async () => {
    on = await onServer(kind, {}, { timers: quick });
    const { until } = on.listen();
    good(await on.backend.load());
    await until(isLive);
    const { port } = on.server;
    await on.server.stop();
    await until(isLost);
    const seen: string[] = [];
    const other = createServer((request, response) => {
      seen.push(JSON.stringify(request.headers) + request.url);
      response.end('hello');
    });
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    ends.push(async () => {
      other.closeAllConnections();
      await new Promise((resolve) => other.close(resolve));
      await on.server.start();
    });
    const lost = await until(
      (event) => isLost(event) && /another program/i.test((event as { reason: string }).reason),
    );
    expect(lost).toBeDefined();
    expect(seen.join('\n')).not.toContain(on.server.secret);
  });

  test('a server that accepts and never answers is told within 3 s, before any secret is sent', async () => {
    on = await onServer(kind);
    on.server.hang();
    const connect = createConnector({ now: Date.now, publicPlace: async () => ({}) });
    const start = performance.now();
    const outcome = await connect({ url: on.server.url, secret: new Secret(on.server.secret) });
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'unreachable',
      message: expect.stringContaining('does not answer'),
    });
    expect(performance.now() - start).toBeLessThan(3_000);
    on.server.answerAgain();
  });

  test('a slow server is waited for', async () => {
    on = await onServer(kind);
    on.server.slow(300);
    good(await on.backend.load());
    expect(good(await on.backend.load()).clientKeys).toHaveLength(2);
  });

  test('XFF: behind a reverse proxy this machine is a remote one, and the sentence says so', async () => {
    on = await onServer(kind);
    const { port } = on.server;
    const proxy = createServer(async (request, response) => {
      const headers = { 'x-forwarded-for': '203.0.113.9', 'x-management-key': on.server.secret };
      const answer = await fetch(`http://127.0.0.1:${port}${request.url}`, { headers });
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    ends.push(() => proxy.close());
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const outcome = await connectPublic({ url, secret: new Secret(on.server.secret) });
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'denied',
      message: expect.stringContaining('reverse proxy'),
    });
  });

  test('through a reverse proxy that speaks HTTP alone, changes are looked for instead', async () => {
    on = await onServer(kind);
    const { backend, heard } = await throughHttpProxy();
    await on.server.changeByOther((config) => {
      config.debug = config.debug !== true;
    });
    await heard.until((event) => event.type === 'config');
    expect(backend.capabilities.push).toBe('absent');
  });

  test('through such a proxy the queue is read no more often than the config', async () => {
    on = await onServer(kind);
    await throughHttpProxy('queue');
    const before = on.server.requests.length;
    const asked = (what: RegExp) =>
      on.server.requests.slice(before).filter(({ path }) => what.test(path)).length;
    await eventually(() => asked(/config$/) >= 4);
    expect(asked(/usage-queue/)).toBeLessThanOrEqual(5);
    // v6 has no queue over HTTP.
    expect(asked(/usage-queue/) > 0).toBe(kind === 'v7');
  });

  test('through such a proxy a server that hangs is told with the look that meets it', async () => {
    on = await onServer(kind);
    // The question whether it is there takes its 450 ms of any clock, and must end before the feed counts as silent.
    const { heard } = await throughHttpProxy('subscribe', faster(15));
    const asked = on.server.requests.length;
    on.server.hang();
    const lost = await heard.until(isLost);
    expect(lost).toMatchObject({ reason: expect.stringContaining('does not answer') });
    // One request with the secret, and then only who is there, without it.
    const since = on.server.requests.slice(asked).map(({ path }) => path);
    expect(since[1]).toBe('/healthz');
    expect(since.filter((path) => path !== '/healthz')).toHaveLength(1);
    on.server.answerAgain();
  });
});

/** A backend behind a reverse proxy that passes requests on, and nothing else. */
async function throughHttpProxy(usageFeed: 'subscribe' | 'queue' = 'subscribe', timers = quick) {
  const { port } = on.server;
  const proxy = createServer(async (request, response) => {
    const headers = { 'x-management-key': String(request.headers['x-management-key'] ?? '') };
    const answer = await fetch(`http://127.0.0.1:${port}${request.url}`, { headers }).catch(() => undefined);
    if (!answer) return void response.destroy();
    const {
      'transfer-encoding': _,
      connection: __,
      'content-length': ___,
      ...more
    } = Object.fromEntries(answer.headers);
    response.writeHead(answer.status, more).end(await answer.text());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const backend = good(await on.signIn({ url, timers, usageFeed }));
  ends.push(async () => {
    heard.leave();
    await backend.close();
    proxy.closeAllConnections();
    proxy.close();
  });
  const heard = listenTo(backend);
  good(await backend.load());
  await heard.until(isLive);
  await heard.until((event) => event.type === 'config');
  return { backend, heard };
}

test('TLS: the feed is pushed through it as well, with the authority of the user', async () => {
  on = await onServer('v7');
  const read = (name: string) => readFileSync(`test/fixtures/tls/${name}`, 'utf8');
  const tls = createTlsServer({ cert: read('server.pem'), key: read('server-key.pem') }, (socket) => {
    const inner = connectSocket(on.server.port, '127.0.0.1');
    socket.on('error', () => inner.destroy());
    inner.on('error', () => socket.destroy());
    socket.pipe(inner).pipe(socket);
  });
  await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(tls.address() as AddressInfo).port}`;
  const backend = good(await on.signIn({ url, ca: read('authority.pem'), usageFeed: 'subscribe' }));
  ends.push(async () => {
    await backend.close();
    tls.close();
  });
  const heard = listenTo(backend);
  good(await backend.load());
  await heard.until(isLive);
  expect(backend.capabilities.push).toBe('enforced');
  expect(on.server.subscribers).toBe(1);
  heard.leave();
});
