import { once } from 'node:events';
import * as v from 'valibot';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { connectManagement } from '../../../src/backend/management/management-backend.ts';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { type Change, changeSchema } from '../../../src/contract/change.ts';
import type { Config } from '../../../src/contract/config.ts';
import type { ProviderStates } from '../../../src/contract/provider-states.ts';
import { providerKeysOf } from '../../../src/providers/provider-keys.ts';
import type { Upstreams } from '../../../src/server/gateway/create-gateway.ts';
import type { Target } from '../../../src/server/gateway/routing/route-table.ts';
import { openProviderStates } from '../../../src/server/usage/provider-states.ts';
import { makeRecord, makeStore } from '../../usage/make-record.ts';
import { fakeUpstream, type SeenRequest } from '../gateway/fake-upstream.ts';
import {
  chat,
  compatible,
  completion,
  otherUpstreamKey,
  runGateway,
  twoKeys,
  upstreamKey,
} from '../gateway/gateway-world.ts';
import {
  baseConfig,
  managementSecret,
  read,
  type TestServer,
  type TestServerOptions,
} from '../running-server.ts';

const ask = '/v1/chat/completions';
const start = Date.parse('2026-03-04T10:00:30.000Z');
const keyOf = ({ headers }: SeenRequest) => headers.authorization?.slice('Bearer '.length);

/** A provider with two keys, of which the first is told to wait. */
async function place(options: TestServerOptions = {}) {
  const upstream = await fakeUpstream((asked) =>
    keyOf(asked) === upstreamKey
      ? asked.json(429, { error: { message: `slow down, ${upstreamKey}` } }, { 'retry-after': '60' })
      : asked.json(200, completion),
  );
  const config: Config = { ...(await baseConfig()), ...compatible(upstream.url, twoKeys) };
  const world = await runGateway(config, options);
  const [first, second] = providerKeysOf(config).map(({ id }) => id) as [string, string];
  return { world, first, second };
}
const states = async (server: TestServer): Promise<ProviderStates> =>
  read<ProviderStates>(await server.manage('/console/providers'));

describe('how provider keys fare, on the embedded server', () => {
  test('each attempt counts for its key, also when another one answered; who rests is told until when', async () => {
    const { world, first, second } = await place();
    expect((await states(world)).states[first]).toEqual({ calls: 0, errors: 0, countedSince: start });
    expect((await world.post(ask, chat)).status).toBe(200);
    world.clock.now += 1_000;
    expect((await world.post(ask, chat)).status).toBe(200);
    const known = (await states(world)).states;
    expect(known[first]).toEqual({
      calls: 1,
      errors: 1,
      countedSince: start,
      lastUsedAt: start,
      lastError: { at: start, status: 429, message: 'fakeup answered 429: slow down, fake…0001' },
      coolingUntil: start + 60_000,
      coolingModels: ['fake-model-1'],
    });
    expect(known[second]).toMatchObject({ calls: 2, errors: 0, lastUsedAt: start + 1_000 });
    world.clock.now += 60_000;
    expect((await states(world)).states[first]?.coolingUntil).toBeUndefined();
  });

  test('what is wrong with a request is no error of the key, and a key that answers well again is forgiven', async () => {
    let status = 500;
    const upstream = await fakeUpstream(({ json }) =>
      json(status, status === 200 ? completion : { error: { message: 'no' } }),
    );
    const config = { ...(await baseConfig()), 'request-retry': 0, ...compatible(upstream.url) };
    const world = await runGateway(config);
    for (status of [500, 400, 200]) await world.post(ask, chat);
    const [state] = Object.values((await states(world)).states);
    expect(state).toMatchObject({ calls: 3, errors: 1, lastError: { status: 500 } });
    expect(state?.coolingUntil).toBeUndefined();
  });

  test('the day begins at midnight, and requests before the start count as far as they were kept', async () => {
    const usage = await makeStore({ now: () => start });
    const earlier = { provider: 'fakeup', account: 'fake…0002' };
    for (const at of [start - 1, start - 3_600_000, start - 86_400_000])
      usage.add(makeRecord({ ...earlier, at, failed: at === start - 1, status: 500 }));
    usage.add(makeRecord({ ...earlier, provider: 'other', at: start - 60_000 }));
    await usage.flush();
    const { world, second } = await place({ usage });
    expect((await states(world)).states[second]).toEqual({
      calls: 0,
      errors: 0,
      countedSince: start,
      callsToday: 2,
      errorsToday: 1,
      lastUsedAt: start - 1,
    });
    await world.post(ask, chat);
    expect((await states(world)).states[second]).toMatchObject({ calls: 1, callsToday: 3, errorsToday: 1 });
    world.clock.now += 86_400_000;
    expect((await states(world)).states[second]).toMatchObject({ calls: 1, callsToday: 0, errorsToday: 0 });
  });

  test('keys of the environment are told by mask and variable, and never in full', async () => {
    const key = 'fake-cline-key-000000000000000001';
    const config = { ...(await baseConfig()), metrics: true };
    const world = await runGateway(config, { environment: { CLINE_API_KEY: key } });
    const answer = await (await world.manage('/console/providers')).text();
    expect(answer).not.toContain(key);
    const told = JSON.parse(answer) as ProviderStates;
    expect(told.environment).toEqual({ CLINE_API_KEY: { fingerprint: fingerprint(key), mask: 'fake…0001' } });
    const [row] = providerKeysOf({}, told.environment as never);
    expect(told.states[row?.id ?? '']).toMatchObject({ calls: 0 });
    const metrics = await (await world.client('/metrics', managementSecret)).text();
    expect(metrics).toMatch(/^cli_proxy_cooldown_seconds{provider="cline",.*fake…0001.* 0$/m);
  });

  test('consoles are told of the keys that were used, in few frames', async () => {
    const { world, first, second } = await place();
    const socket = new WebSocket(`${world.url.replace('http', 'ws')}/v0/management/events`, {
      headers: { authorization: `Bearer ${managementSecret}` },
    });
    onTestFinished(() => socket.terminate());
    const told: Change[] = [];
    socket.on('message', (data) => told.push(v.parse(changeSchema, JSON.parse(String(data)))));
    await once(socket, 'open');
    for (let n = 0; n < 5; n += 1) await world.post(ask, chat);
    await expect.poll(() => told.some(({ type }) => type === 'provider-states')).toBe(true);
    const [frame, ...more] = told.filter((change) => change.type === 'provider-states');
    expect(more).toEqual([]);
    expect(Object.keys(frame?.states ?? {})).toEqual([first]);
    expect(frame?.states[first]?.coolingUntil).toBe(start + 60_000);
    await expect
      .poll(() => told.filter(({ type }) => type === 'provider-states').length, { timeout: 5_000 })
      .toBe(2);
    const last = told.findLast((change) => change.type === 'provider-states');
    expect(last?.states[second]).toMatchObject({ calls: 5 });
    expect(JSON.stringify(told)).not.toContain(otherUpstreamKey);
  });

  test('a cooldown is cleared for one key, by the console or by its auth index', async () => {
    const { world, first, second } = await place();
    const coolingUntil = async (id: string) => (await states(world)).states[id]?.coolingUntil;
    const clear = (path: string, body: object) =>
      world.manage(path, { method: 'POST', body: JSON.stringify(body) });
    await world.post(ask, chat);
    expect((await clear('/console/providers/cooldown', { id: second })).status).toBe(200);
    expect((await clear('/console/providers/cooldown', { id: 'nothing' })).status).toBe(409);
    expect(await coolingUntil(first)).toBe(start + 60_000);
    expect((await clear('/console/providers/cooldown', { id: first })).status).toBe(200);
    expect(await coolingUntil(first)).toBeUndefined();
    await world.post(ask, chat);
    await world.post(ask, chat);
    expect(await coolingUntil(first)).toBeDefined();
    const index = fingerprint(first);
    expect(await read(await clear('/reset-quota', { auth_index: index }))).toEqual({
      status: 'ok',
      auth_index: index,
      models: [],
    });
    expect(await coolingUntil(first)).toBeUndefined();
  });

  test('the port gives the same', async () => {
    const { world, first } = await place();
    await world.post(ask, chat);
    const connected = await connectManagement({ url: world.url, secret: new Secret(managementSecret) });
    if (!connected.ok) throw new Error(connected.message);
    onTestFinished(() => connected.value.close());
    const answer = await connected.value.providers?.states();
    expect(answer).toMatchObject({ ok: true, value: { states: { [first]: { calls: 1, errors: 1 } } } });
  });
});

describe('an account', () => {
  /** Asked at these times, by which the last failure was at the start; how many frames consoles had after each. */
  async function asked(times: readonly number[], feed: { heard: boolean } = { heard: true }) {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const told: Change[] = [];
    const none = { calls: 1, errors: 1, callsToday: 1, errorsToday: 1 };
    const lastError = { at: start, status: 502, message: 'bad gateway' };
    let lastUsedAt = start;
    const target = {
      ...{ id: 'account', provider: { id: 'codex' } },
      entry: { account: { name: 'codex.json' }, baseUrl: '' },
    } as unknown as Target;
    const upstreams: Upstreams = {
      targets: () => [target],
      healthOf: () => ({ ...none, lastUsedAt, lastError }),
      cooldownOf: () => undefined,
      clearCooldown: () => {},
      onAttempt: undefined,
    };
    const reader = openProviderStates({
      ...{ upstreams, environment: {}, store: undefined },
      config: () => ({}),
      feed: Object.assign(feed, { send: (change: Change) => void told.push(change) }),
      now: () => start,
    });
    onTestFinished(() => reader.close());
    const counts: number[] = [];
    for (lastUsedAt of times) {
      upstreams.onAttempt?.(target);
      await vi.advanceTimersByTimeAsync(2_000);
      counts.push(told.length);
      feed.heard = true;
    }
    expect(new Set(told.map(({ type }) => type))).toEqual(new Set(['auth-files']));
    return counts;
  }

  test('that began to fail, and that works again, is told once each', async () => {
    expect(await asked([start, start, start + 1, start + 1])).toEqual([1, 1, 2, 2]);
  });

  test('that began to fail before a console connected is told when it works again', async () => {
    expect(await asked([start, start + 1], { heard: false })).toEqual([0, 1]);
  });
});
