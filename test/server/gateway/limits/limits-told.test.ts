import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { fingerprint } from '../../../../src/base/secrets/fingerprint.ts';
import type { KeyActivity, KeyLimits } from '../../../../src/contract/client-key.ts';
import { baseConfig, managementSecret, read } from '../../running-server.ts';
import { fakeUpstream } from '../fake-upstream.ts';
import {
  alpha,
  bravo,
  chat,
  compatible,
  completion,
  type GatewayWorld,
  runGateway,
} from '../gateway-world.ts';
import { create, open } from '../responses-client.ts';

const limited = (limits: KeyLimits) => [{ fingerprint: fingerprint(alpha), limits }];
const ask = '/v1/chat/completions';

async function world(limits: KeyLimits): Promise<GatewayWorld> {
  const upstream = await fakeUpstream(({ json }) => json(200, completion));
  const config = { ...(await baseConfig()), ...compatible(upstream.url) };
  return runGateway(config, { records: limited(limits) });
}

async function spendingOf(server: GatewayWorld, key = alpha) {
  const state = await read<{ activity: Record<string, KeyActivity> }>(await server.manage('/console/state'));
  return state.activity[fingerprint(key)]?.spending;
}

describe('what a key has used of its limits', () => {
  test('is told with the state, from the start on, for the limits that it has', async () => {
    const server = await world({ requestsPerMinute: 2, tokensPerDay: 100 });
    const midnight = new Date(server.clock.now).setHours(24, 0, 0, 0);
    expect(await spendingOf(server)).toEqual({
      requestsPerMinute: { used: 0, resetsAt: server.clock.now },
      tokensPerDay: { used: 0, resetsAt: midnight },
    });
    await server.post(ask, chat);
    await server.record();
    expect(await spendingOf(server)).toEqual({
      requestsPerMinute: { used: 1, resetsAt: server.clock.now + 60_000 },
      tokensPerDay: { used: 165, resetsAt: midnight, refusedUntil: midnight },
    });
    expect(await spendingOf(server, bravo)).toBeUndefined();
  });

  test('is pushed when a request has ended, so that a console sees the key go over its limit', async () => {
    const server = await world({ tokensPerMonth: 165 });
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v0/management/events`, {
      headers: { authorization: `Bearer ${managementSecret}` },
    });
    onTestFinished(() => socket.terminate());
    const told: (number | undefined)[] = [];
    socket.on('message', (data) => {
      const change = JSON.parse(String(data)) as { type: string; keys: Record<string, KeyActivity> };
      if (change.type === 'activity')
        told.push(change.keys[fingerprint(alpha)]?.spending?.tokensPerMonth?.used);
    });
    await once(socket, 'open');
    await server.post(ask, chat);
    await expect.poll(() => told.at(-1)).toBe(165);
  });

  test('what a limit that was raised has let through counts on', async () => {
    const server = await world({ requestsPerMinute: 1 });
    await server.post(ask, chat);
    expect((await server.post(ask, chat)).status).toBe(429);
    await server.backend.editKeyRecords(
      limited({ requestsPerMinute: 2 }).map((record) => ({ op: 'put', record })),
    );
    await expect.poll(async () => (await server.post(ask, chat)).status).toBe(200);
    expect((await server.post(ask, chat)).status).toBe(429);
  });
});

describe('a key over its limit', () => {
  test.each([
    ['/v1/messages', chat, ['type', 'error']],
    ['/v1beta/models/fake-chat:generateContent', { contents: [] }, ['status', 'RESOURCE_EXHAUSTED']],
    ['/v1/monitor', { prompt: 'hi' }, ['success', false]],
    ['/api/internal', {}, ['type', 'rate_limit_error']],
  ])('is told limit and reset on %s too', async (path, body, [name, value]) => {
    const server = await world({ requestsPerMinute: 1 });
    await server.post(ask, chat);
    const answer = await server.post(path, body);
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('60');
    const said = (await answer.json()) as { error: Record<string, unknown> };
    expect(JSON.stringify(said)).toContain(`"${name}":${JSON.stringify(value)}`);
    const fields = { limit: 'requests per minute', limit_value: 1, reset_seconds: 60 };
    expect({ ...said, ...Object(said.error) }).toMatchObject(fields);
    expect(JSON.stringify(said)).toContain('its limit of 1 requests per minute; it resets in 1 min, at 2026');
  });

  test('is told so on a socket, for each turn, and the socket stays', async () => {
    const server = await world({ requestsPerMinute: 1 });
    await server.post(ask, chat);
    const client = await open(server);
    client.send(create);
    expect(await client.next()).toMatchObject({
      type: 'error',
      status: 429,
      error: { code: 'client_key_limit', message: expect.stringContaining('1 requests per minute') },
    });
    client.socket.close();
  });

  test('a window of many requests forgets them one by one', async () => {
    const server = await world({ requestsPerMinute: 3 });
    for (let count = 0; count < 3; count += 1) {
      expect((await server.post(ask, chat)).status).toBe(200);
      server.clock.now += 10_000;
    }
    const refused = await server.post(ask, chat);
    expect(refused.headers.get('retry-after')).toBe('30');
    server.clock.now += 30_000;
    expect((await server.post(ask, chat)).status).toBe(200);
    expect((await server.post(ask, chat)).headers.get('retry-after')).toBe('10');
  });
});
