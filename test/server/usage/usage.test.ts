import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { connectManagement } from '../../../src/backend/management/management-backend.ts';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import type { Change } from '../../../src/contract/change.ts';
import type { Config } from '../../../src/contract/config.ts';
import type { UsageFigures } from '../../../src/contract/usage-figures.ts';
import type { ExportedUsage } from '../../../src/usage/v6/v6-shape.ts';
import { makeStore } from '../../usage/make-record.ts';
import { fakeUpstream } from '../gateway/fake-upstream.ts';
import {
  alpha,
  baseConfig,
  bravo,
  json,
  managementSecret,
  read,
  runServer,
  type TestServer,
} from '../running-server.ts';

const upstreamKey = 'fake-upstream-key-00000000000000000001';
const mask = 'fake…0001';

interface Place {
  readonly server: TestServer;
  ask(key?: string, headers?: Record<string, string>): Promise<number>;
}

/** A server in front of a provider that says how many tokens it took. */
async function place(config: Config = {}): Promise<Place> {
  const upstream = await fakeUpstream(({ json: say, body }) => {
    if (body.includes('please fail')) say(400, { error: { message: 'no' } });
    else say(200, { usage: { prompt_tokens: 120, completion_tokens: 45, total_tokens: 165 } });
  });
  const usage = await makeStore({ now: () => Date.parse('2026-03-04T10:00:30.000Z') });
  const server = await runServer({
    usage,
    records: [{ fingerprint: fingerprint(alpha), label: 'team-a' }],
    config: {
      ...(await baseConfig()),
      'openai-compatibility': [
        {
          name: 'fakeup',
          'base-url': `${upstream.url}/v1`,
          'api-key-entries': [{ 'api-key': upstreamKey }],
          models: [{ name: 'gpt-4o' }],
        },
      ],
      ...config,
    },
  });
  return {
    server,
    async ask(key = alpha, headers = {}) {
      const body = { model: 'gpt-4o', messages: [{ role: 'user', content: headers['x-say'] ?? 'hi' }] };
      const answer = await server.client(
        '/v1/chat/completions',
        key,
        json(body, { method: 'POST', headers }),
      );
      await answer.text();
      return answer.status;
    },
  };
}

const figures = async ({ server }: Place, request: object): Promise<UsageFigures> =>
  read(await server.manage('/console/usage', json(request, { method: 'POST' })));

describe('usage of the embedded server', () => {
  test('tells each request by key, model and application, and never a key', async () => {
    const at = await place();
    expect(await at.ask(alpha, { 'x-title': 'editor' })).toBe(200);
    expect(await at.ask(bravo)).toBe(200);
    await expect.poll(async () => (await figures(at, { query: { since: 0 } })).totals.requests).toBe(2);
    const all = await figures(at, {
      query: { since: 0 },
      by: ['key', 'application'],
      windows: [0],
      records: 5,
    });
    expect(all.totals).toMatchObject({ requests: 2, failed: 0, tokensKnown: 2, costKnown: 2 });
    expect(all.totals.tokens).toMatchObject({ input: 240, output: 90 });
    expect(all.totals.cost).toBeCloseTo((240 * 2.5 + 90 * 10) / 1e6, 9);
    expect(all.windows).toHaveLength(1);
    expect(all.groups.key?.map(({ value }) => value).sort()).toEqual([alpha, bravo].map(fingerprint).sort());
    expect(all.groups.application?.map(({ value }) => value)).toContain('editor');
    expect(all.labels).toEqual({ [fingerprint(alpha)]: 'team-a' });
    expect(all.records).toHaveLength(2);
    const text = JSON.stringify(all);
    for (const secret of [alpha, bravo, upstreamKey]) expect(text).not.toContain(secret);
  });

  test('has the address of each client as the log has it, and none that nobody vouches for', async () => {
    const at = await place({ 'trusted-proxies': ['127.0.0.1'] });
    for (const forwarded of ['6.6.6.6, 203.0.113.9', 'nobody', '2001:DB8::7'])
      expect(await at.ask(alpha, { 'x-forwarded-for': forwarded })).toBe(200);
    await expect.poll(async () => (await figures(at, { query: { since: 0 } })).totals.requests).toBe(3);
    const { records } = await figures(at, { query: { since: 0 }, records: 5 });
    const addresses = records.map(({ address }) => address).reverse();
    expect(addresses).toEqual(['203.0.113.9', undefined, '2001:db8::7']);
    const lines = at.server.lines.filter((line) => line.includes('POST /v1/chat/completions'));
    const logged = lines.map((line) => / address=(\S+) /.exec(line)?.[1]);
    expect(logged).toEqual(addresses.map((address) => address ?? 'unknown'));
    const queue = await read<object[]>(await at.server.manage('/usage-queue?count=10'));
    expect(queue).toMatchObject(addresses.map((address) => ({ client_ip: address ?? '' })));
  });

  test('a request over a socket has its address, too', async () => {
    const at = await place();
    const socket = new WebSocket(`${at.server.url.replace('http', 'ws')}/v1/responses`, {
      headers: { authorization: `Bearer ${alpha}` },
    });
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'response.create', model: 'gpt-4o', input: 'hi' }));
    await once(socket, 'message');
    const wish = { query: { since: 0 }, records: 5 };
    await expect.poll(async () => (await figures(at, wish)).records[0]?.address).toBe('127.0.0.1');
  });

  test('answers in the shapes of v6 and v7, with keys as label and mask', async () => {
    const at = await place();
    await at.ask(alpha);
    await at.ask(alpha, { 'x-say': 'please fail' });
    const v6 = () =>
      at.server.manage('/usage').then(read<{ failed_requests: number; usage: ExportedUsage['usage'] }>);
    await expect.poll(async () => (await v6()).usage.total_requests).toBe(2);
    const { failed_requests, usage } = await v6();
    expect(failed_requests).toBe(1);
    expect(usage).toMatchObject({ success_count: 1, failure_count: 1, total_tokens: 165 });
    const [name = ''] = Object.keys(usage.apis);
    expect(name).toMatch(/^team-a fake…/);
    expect(usage.apis[name]?.models['gpt-4o']?.details).toHaveLength(2);

    const exported = await read(await at.server.manage('/usage/export'));
    const imported = await at.server.manage('/usage/import', json(exported, { method: 'POST' }));
    expect(await read(imported)).toEqual({ added: 0, skipped: 2, total_requests: 2, failed_requests: 1 });

    const queue = await read<object[]>(await at.server.manage('/usage-queue?count=10'));
    expect(queue).toMatchObject([
      { api_key: name, source: mask, provider: 'fakeup', tokens: { input_tokens: 120 }, failed: false },
      { api_key: name, fail: { status_code: 400 }, failed: true },
    ]);
    expect(await read(await at.server.manage('/usage-queue?count=10'))).toEqual([]);
    expect((await at.server.manage('/usage-queue?count=0')).status).toBe(400);

    const upstreams = await read<Record<string, Record<string, object>>>(
      await at.server.manage('/api-key-usage'),
    );
    const [credential = ''] = Object.keys(upstreams.fakeup ?? {});
    expect(credential).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1\|fake…0001$/);
    expect(upstreams.fakeup?.[credential]).toMatchObject({ success: 1, failed: 1 });
  });

  test('names keys in full where the config says so, and never in an export', async () => {
    const at = await place({ 'usage-full-keys': true });
    await at.ask();
    await expect.poll(async () => (await figures(at, { query: { since: 0 } })).totals.requests).toBe(1);
    const usage = await (await at.server.manage('/usage')).text();
    expect(Object.keys(JSON.parse(usage).usage.apis)).toEqual([alpha]);
    const [record] = await read<{ api_key: string; source: string }[]>(
      await at.server.manage('/usage-queue'),
    );
    expect(record?.api_key).toBe(alpha);
    expect(record?.source).toMatch(/^fake-.*0001$/);
    expect(await (await at.server.manage('/usage/export')).text()).not.toContain(alpha);
  });

  test('a record that waits longer than its time is no longer in the queue', async () => {
    const at = await place({ 'redis-usage-queue-retention-seconds': 10 });
    const told = async () => (await figures(at, { query: { since: 0 } })).totals.requests;
    await at.ask();
    await expect.poll(told).toBe(1);
    at.server.clock.now += 11_000;
    await at.ask();
    await expect.poll(told).toBe(2);
    expect(await read<object[]>(await at.server.manage('/usage-queue?count=10'))).toHaveLength(1);
  });

  test('pushes each request to who listens', async () => {
    const at = await place();
    const socket = new WebSocket(`${at.server.url.replace('http', 'ws')}/v0/management/events`, {
      headers: { authorization: `Bearer ${managementSecret}` },
    });
    onTestFinished(() => socket.terminate());
    const told: Change[] = [];
    socket.on('message', (data) => told.push(JSON.parse(String(data)) as Change));
    await once(socket, 'open');
    for (let number = 0; number < 3; number++) await at.ask();
    const records = () => told.flatMap((change) => (change.type === 'usage' ? change.records : []));
    await expect.poll(() => records().length).toBe(3);
    expect(records()[0]).toMatchObject({ clientKey: fingerprint(alpha), model: 'gpt-4o', status: 200 });
  });

  test('keeps nothing while usage-statistics-enabled is off', async () => {
    const at = await place({ 'usage-statistics-enabled': false });
    await at.ask();
    expect(await figures(at, { query: { since: 0 } })).toMatchObject({
      recording: false,
      totals: { requests: 0 },
    });
    expect(await read(await at.server.manage('/usage-queue'))).toEqual([]);
  });

  test('has metrics for Prometheus, when they are on, behind the management secret', async () => {
    const off = await place();
    expect((await off.server.client('/metrics')).status).toBe(404);
    const at = await place({ metrics: true });
    await at.ask();
    await expect.poll(async () => (await figures(at, { query: { since: 0 } })).totals.requests).toBe(1);
    expect((await at.server.client('/metrics')).status).toBe(401);
    expect((await at.server.client('/v1/models', 'fake-client-key-nobody-00000000000000')).status).toBe(401);
    const answer = await at.server.client('/metrics', managementSecret);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    const text = await answer.text();
    expect(text).toContain('cli_proxy_requests_total{provider="fakeup",model="gpt-4o",status="200"} 1');
    expect(text).toContain('cli_proxy_tokens_total{provider="fakeup",model="gpt-4o",kind="input"} 120');
    expect(text).toContain('cli_proxy_request_duration_seconds_count{provider="fakeup"} 1');
    expect(text).toContain('cli_proxy_requests_in_flight 0');
    expect(text).toMatch(/^cli_proxy_cost_dollars_total{provider="fakeup",model="gpt-4o"} 0\.000\d+$/m);
    expect(text).toContain('cli_proxy_refused_requests_total{reason="wrong key"} 1');
    expect(text).toContain('cli_proxy_build_info{version="9.9.9"} 1');
    expect(text).toContain('cli_proxy_config_valid 1');
  });

  test('refuses a wish that is not as agreed', async () => {
    const at = await place();
    const answer = await at.server.manage(
      '/console/usage',
      json({ query: { since: 'x' } }, { method: 'POST' }),
    );
    expect(answer.status).toBe(400);
  });

  test('goes through the port of a management client', async () => {
    const at = await place();
    await at.ask();
    const connected = await connectManagement({ url: at.server.url, secret: new Secret(managementSecret) });
    if (!connected.ok) throw new Error(connected.message);
    const { usage } = connected.value;
    onTestFinished(() => connected.value.close());
    await expect.poll(async () => (await usage?.records({ since: 0 }, 10))?.ok).toBe(true);
    const records = await usage?.records({ since: 0 }, 10);
    expect(records).toMatchObject({ ok: true, value: [{ model: 'gpt-4o' }] });
  });
});
