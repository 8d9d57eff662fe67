import { once } from 'node:events';
import * as v from 'valibot';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { type Change, changeSchema } from '../../../src/contract/change.ts';
import { success } from '../../../src/contract/outcome.ts';
import { alpha, bravo, json, managementSecret, runServer, type TestServer } from '../running-server.ts';
import { refused } from './refused-upgrade.ts';

const path = '/v0/management/events';

interface Listener {
  readonly socket: WebSocket;
  readonly frames: Change[];
}

async function listen(
  { url }: TestServer,
  headers: Record<string, string> = {},
  query = '',
): Promise<Listener> {
  const socket = new WebSocket(url.replace('http', 'ws') + path + query, {
    headers: { authorization: `Bearer ${managementSecret}`, ...headers },
  });
  onTestFinished(() => socket.terminate());
  const frames: Change[] = [];
  socket.on('message', (data) => frames.push(v.parse(changeSchema, JSON.parse(String(data)))));
  await once(socket, 'open');
  return { socket, frames };
}

const asked = { method: 'POST', body: '{"model":"none","messages":[]}' };

describe('/v0/management/events', () => {
  test('tells of a change of the config once it is in force, whoever made it', async () => {
    const server = await runServer();
    const { frames } = await listen(server);
    server.backend.outside({ ...server.backend.config, 'api-keys': [bravo] });
    await expect.poll(() => frames.length).toBe(1);
    expect((await server.client('/v1/models', alpha)).status).toBe(401);
    await server.manage('/debug', json({ value: true }, { method: 'PUT' }));
    await expect.poll(() => frames.length).toBe(2);
    const state = await server.backend.load();
    expect(frames[1]).toEqual({ type: 'config', revision: state.ok && state.value.revision });
  });

  test('tells everybody of a broken file, of its repair, and of labels', async () => {
    const server = await runServer();
    const both = [await listen(server), await listen(server)];
    const problem = { message: 'a quote is not closed: line 3, column 1.', line: 3, column: 1 };
    server.backend.break(problem);
    await expect.poll(() => both[1]?.frames.length).toBe(1);
    server.backend.break(null);
    await expect.poll(() => both[1]?.frames.length).toBe(2);
    await server.backend.editKeyRecords([
      { op: 'put', record: { fingerprint: fingerprint(alpha), label: 'team-a' } },
    ]);
    for (const { frames } of both) {
      await expect.poll(() => frames.length).toBe(3);
      expect(frames).toEqual([
        { type: 'config-problem', problem },
        { type: 'config-problem', problem: null },
        { type: 'key-records' },
      ]);
    }
  });

  test('tells that records of keys can no longer be read, and that they can again', async () => {
    const server = await runServer();
    const { frames } = await listen(server);
    const { load } = server.backend;
    server.backend.load = async () => {
      const state = await load();
      return state.ok ? success({ ...state.value, withoutKeyRecords: true }) : state;
    };
    server.backend.outside(server.backend.config);
    const told = () => frames.filter(({ type }) => type === 'key-records').length;
    await expect.poll(told).toBe(1);
    server.backend.load = load;
    server.backend.outside(server.backend.config);
    await expect.poll(told).toBe(2);
  });

  test('tells the figures of used keys in one batch, and of no other keys', async () => {
    const server = await runServer();
    const { frames } = await listen(server);
    for (let n = 0; n < 20; n++) await server.client('/v1/chat/completions', alpha, asked);
    const told = () => frames.flatMap((frame) => (frame.type === 'activity' ? [frame.keys] : []));
    await expect.poll(() => told().at(-1)?.[fingerprint(alpha)]?.lastHour).toBe(20);
    expect(told().length).toBeLessThan(10);
    expect(told().every((keys) => Object.keys(keys).length === 1)).toBe(true);
  });

  test('a console that says what it has loaded is told what it missed, or to load again', async () => {
    const server = await runServer();
    const stamp = async () =>
      ((await (await server.manage('/console/state')).json()) as { stamp: string }).stamp;
    const firstAfter = async (since: string) => {
      const { frames } = await listen(server, {}, `?since=${encodeURIComponent(since)}`);
      await expect.poll(() => frames.length).toBeGreaterThan(0);
      return frames[0];
    };
    await server.client('/v1/models', bravo);
    const loaded = await stamp();
    expect(await firstAfter(loaded)).toEqual({ type: 'activity', keys: {} });
    await server.client('/v1/models', alpha);
    expect(await firstAfter(loaded)).toEqual({
      type: 'activity',
      keys: { [fingerprint(alpha)]: expect.objectContaining({ lastUsedAt: expect.any(Number) }) },
    });
    await server.manage('/debug', json({ value: true }, { method: 'PUT' }));
    expect(await firstAfter(loaded)).toEqual({ type: 'key-records' });
    expect(await firstAfter(await stamp())).toEqual({ type: 'activity', keys: {} });
    const [, ...rest] = (await stamp()).split(' ');
    for (const other of [`another-server ${rest.join(' ')}`, 'unknown', '']) {
      expect(await firstAfter(other)).toEqual({ type: 'key-records' });
    }
  });

  test('no frame ever holds a key', async () => {
    const server = await runServer();
    const { socket } = await listen(server);
    const texts: string[] = [];
    socket.on('message', (data) => texts.push(String(data)));
    await server.client('/v1/models', alpha);
    await server.manage('/api-keys', json({ old: '', new: 'fake-new-key' }, { method: 'PATCH' }));
    await expect.poll(() => texts.length).toBeGreaterThanOrEqual(2);
    expect(texts.join()).not.toMatch(/fake-/);
  });

  test('the secret is asked for before the upgrade, with the same answers and the same ban', async () => {
    const { url, manage } = await runServer();
    const missing = await refused(url, {});
    expect(missing.status).toBe(401);
    expect(missing.headers).toMatchObject({ server: 'cli-proxy/9.9.9' });
    expect(missing.headers).not.toHaveProperty('x-attempts-left');
    expect(JSON.parse(missing.body)).toEqual({
      error: { message: 'missing management key', type: 'authentication_error' },
    });
    for (const _ of [1, 2, 3, 4, 5]) await refused(url, { authorization: 'fake-wrong' });
    expect((await refused(url, { authorization: managementSecret })).status).toBe(403);
    expect((await manage('/debug')).status).toBe(403);
  });

  test('a page from elsewhere, or one that took the name of this machine, gets no feed', async () => {
    const server = await runServer();
    const authorization = managementSecret;
    const page = await refused(server.url, { authorization, origin: 'https://pages.example.com' });
    expect(page.status).toBe(403);
    const rebound = await refused(server.url, { authorization, host: 'pages.example.com' });
    expect(rebound.status).toBe(403);
    await listen(server, { origin: server.url });
  });

  test('ends when its secret is no longer good, and not before', async () => {
    const localPassword = new Secret('fake-local-password-0001');
    const server = await runServer({ localPassword, feedTimes: { reviewMs: 1 } });
    const { socket } = await listen(server);
    const local = await listen(server, { authorization: 'fake-local-password-0001' });
    await server.manage('/debug', json({ value: true }, { method: 'PUT' }));
    await expect.poll(() => local.frames.length).toBe(1);
    const closed = once(socket, 'close');
    const value = 'fake-management-secret-0002';
    await server.manage('/console/management-secret', json({ value }, { method: 'PUT' }));
    expect((await closed)[0]).toBe(1008);
    await server.manage('/debug', {
      ...json({ value: false }, { method: 'PUT' }),
      headers: { authorization: value },
    });
    await expect.poll(() => local.frames.length).toBe(3);
    expect(local.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('a reader that answers no ping is dropped, one that does is kept', async () => {
    // Long enough that a busy machine does not answer too late.
    const server = await runServer({ feedTimes: { pingMs: 300 } });
    const silent = new WebSocket(server.url.replace('http', 'ws') + path, {
      headers: { authorization: managementSecret },
      autoPong: false,
    });
    const alive = await listen(server);
    let pings = 0;
    alive.socket.on('ping', () => {
      pings += 1;
    });
    expect((await once(silent, 'close'))[0]).toBe(1006);
    const before = pings;
    await expect.poll(() => pings, { timeout: 10_000 }).toBeGreaterThan(before + 2);
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('a reader that does not read is dropped before it fills the memory', async () => {
    const server = await runServer();
    const { socket } = await listen(server);
    const alive = await listen(server);
    socket.pause();
    const closed = once(socket, 'close');
    const message = 'x'.repeat(512 * 1024);
    for (let n = 0; n < 60; n++) {
      server.backend.break({ message: `${n} ${message}` });
      await expect.poll(() => alive.frames.length, { interval: 1 }).toBe(n + 1);
    }
    socket.resume();
    expect((await closed)[0]).toBe(1006);
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('says when the requests of the last hour grow fewer', async () => {
    const server = await runServer({ feedTimes: { decayMs: 20 } });
    const { frames } = await listen(server);
    await server.client('/v1/chat/completions', alpha, asked);
    const last = () => {
      const frame = frames.findLast(({ type }) => type === 'activity');
      return frame?.type === 'activity' ? frame.keys[fingerprint(alpha)]?.lastHour : undefined;
    };
    await expect.poll(last).toBe(1);
    server.clock.now += 61 * 60_000;
    await expect.poll(last).toBe(0);
  });

  test('says 1001 when the server stops', async () => {
    const server = await runServer();
    const { socket } = await listen(server);
    const closed = once(socket, 'close');
    await server.close();
    expect((await closed)[0]).toBe(1001);
  });
});
