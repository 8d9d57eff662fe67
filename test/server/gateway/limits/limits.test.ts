import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../../src/base/secrets/fingerprint.ts';
import type { KeyLimits } from '../../../../src/contract/client-key.ts';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, bravo, chat, compatible, completion, runGateway } from '../gateway-world.ts';

const ask = '/v1/chat/completions';
const limited = (limits: KeyLimits) => [{ fingerprint: fingerprint(alpha), limits }];
const good = () => fakeUpstream(({ json }) => json(200, completion));

describe('limits of a client key', () => {
  test('requests per minute: 429 names limit and reset, in the protocol of the client, and others go on', async () => {
    const upstream = await good();
    const world = await runGateway(compatible(upstream.url), { records: limited({ requestsPerMinute: 2 }) });
    expect((await world.post(ask, chat)).status).toBe(200);
    world.clock.now += 20_000;
    expect((await world.post(ask, chat)).status).toBe(200);
    const refused = await world.post(ask, chat);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('40');
    expect(((await refused.json()) as { error: object }).error).toMatchObject({
      type: 'rate_limit_error',
      code: 'client_key_limit',
      limit: 'requests per minute',
      limit_value: 2,
      reset_seconds: 40,
      reset_at: '2026-03-04T10:01:30.000Z',
    });
    const anthropic = await world.post('/v1/messages', chat);
    expect(await anthropic.json()).toMatchObject({ type: 'error', error: { type: 'rate_limit_error' } });
    expect((await world.post(ask, chat, { authorization: `Bearer ${bravo}` })).status).toBe(200);
    world.clock.now += 40_000;
    expect((await world.post(ask, chat)).status).toBe(200);
    expect(upstream.seen).toHaveLength(4);
    expect(await world.record(2)).toMatchObject({ status: 429, failed: true, attempts: 0 });
  });

  test('tokens per day count what earlier runs used, and start anew at midnight', async () => {
    const upstream = await good();
    const asked: number[] = [];
    const world = await runGateway(compatible(upstream.url), {
      records: limited({ tokensPerDay: 300 }),
      async tokensSince(since) {
        asked.push(since);
        return new Map(asked.length === 1 ? [[fingerprint(alpha), 100]] : []);
      },
    });
    expect((await world.post(ask, chat)).status).toBe(200);
    await world.record(0);
    expect((await world.post(ask, chat)).status).toBe(200);
    await world.record(1);
    const refused = await world.post(ask, chat);
    expect(refused.status).toBe(429);
    expect(await refused.text()).toContain('300 tokens per day');
    const midnight = new Date(world.clock.now).setHours(0, 0, 0, 0);
    expect(asked).toEqual([midnight]);
    world.clock.now = new Date(world.clock.now).setHours(24, 0, 0, 0);
    expect((await world.post(ask, chat)).status).toBe(200);
  });

  test('tokens per month without a memory of earlier runs: it is said once', async () => {
    const upstream = await good();
    const world = await runGateway(compatible(upstream.url), { records: limited({ tokensPerMonth: 165 }) });
    await world.post(ask, chat);
    await world.record(0);
    expect(await (await world.post(ask, chat)).text()).toContain('165 tokens per month');
    expect(world.lines.filter((line) => line.includes('count from this start'))).toHaveLength(1);
  });

  test('models: 403 for any other, and the list shows only these', async () => {
    const upstream = await good();
    const models = [{ name: 'a-1', alias: 'fake-chat' }, { name: 'b-1' }, { name: 'b-2' }];
    const world = await runGateway(compatible(upstream.url, { models }), {
      records: limited({ models: ['B-*'] }),
    });
    expect((await world.post(ask, { ...chat, model: 'b-2' })).status).toBe(200);
    const refused = await world.post(ask, chat);
    expect(refused.status).toBe(403);
    expect(((await refused.json()) as { error: object }).error).toMatchObject({
      code: 'model_not_allowed',
      message: 'This client key may not use the model fake-chat; it may use: B-*.',
    });
    const list = (await (await world.client('/v1/models', alpha)).json()) as { data: { id: string }[] };
    expect(list.data.map(({ id }) => id)).toEqual(['b-1', 'b-2']);
    expect(upstream.seen).toHaveLength(1);
  });
});
