import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { ProviderStates } from '../../../../src/contract/provider-states.ts';
import { baseConfig, read } from '../../running-server.ts';
import { fakeUpstream } from '../fake-upstream.ts';
import { gate } from '../gate.ts';
import { alpha, chat, compatible, type GatewayWorld, runGateway, twoKeys } from '../gateway-world.ts';
import { bothKeys, eachSdk } from '../sdk-clients.ts';
import { uploadUpstream } from '../upload-upstream.ts';

const ask = '/v1/chat/completions';
const mebibyte = 1024 * 1024;

describe('a client that leaves', () => {
  test('before the head of its answer stops the provider, and no other key is asked', async () => {
    const [asked, closed] = [gate(), gate()];
    const upstream = await fakeUpstream(({ response }) => {
      response.on('close', closed.open);
      asked.open();
    });
    const world = await runGateway(compatible(upstream.url, twoKeys));
    const leaving = new AbortController();
    const answer = post(world, leaving.signal);
    await asked.opened;
    leaving.abort();
    await expect(answer).rejects.toThrow(/abort/);
    await closed.opened;
    expect(await world.onlyRecord()).toMatchObject({ ...left, attempts: 1, provider: 'fakeup' });
    expect(upstream.seen).toHaveLength(1);
  });

  test('during its upload has asked nobody', async () => {
    const upstream = await uploadUpstream();
    const world = await runGateway(compatible(upstream.url));
    const sent = upload(world, { 'content-length': '1000', expect: '100-continue' });
    // The server has begun to read when it says so.
    await once(sent, 'continue');
    sent.write('{"model":"fake-chat",', () => sent.destroy());
    expect(await world.onlyRecord()).toMatchObject({ ...left, attempts: 0 });
    expect(upstream.uploads).toEqual([]);
  });

  test('during the pause before another round is not waited for', async () => {
    const upstream = await fakeUpstream(({ json }) =>
      json(429, { error: { message: 'slow' } }, { 'retry-after': '20' }),
    );
    const retries = { 'request-retry': 3, 'max-retry-interval': 30 };
    const world = await runGateway({ ...(await baseConfig()), ...compatible(upstream.url), ...retries });
    const leaving = new AbortController();
    const answer = post(world, leaving.signal);
    // With the refusal the pause has begun.
    await expect.poll(() => errorsOf(world)).toEqual([1]);
    expect(world.records).toEqual([]);
    leaving.abort();
    await expect(answer).rejects.toThrow(/abort/);
    expect(await world.onlyRecord()).toMatchObject({ ...left, attempts: 1 });
    expect(upstream.seen).toHaveLength(1);
  });

  test.each([
    ['with its length', { 'content-length': String(20 * mebibyte) }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('during a long upload %s stops what has reached the provider of it', async (_, headers) => {
    const upstream = await uploadUpstream();
    const world = await runGateway(compatible(upstream.url, twoKeys));
    const sent = upload(world, headers);
    sent.write(`{"model":"fake-chat","text":"${'x'.repeat(10 * mebibyte)}`);
    await expect.poll(() => upstream.uploads[0]?.bytes ?? 0).toBeGreaterThan(8 * mebibyte);
    sent.destroy();
    await expect.poll(() => upstream.uploads[0]?.aborted).toBe(true);
    expect(await world.onlyRecord()).toMatchObject({ ...left, attempts: 1 });
    expect(upstream.uploads).toHaveLength(1);
  });
});

describe.each(eachSdk)('%s', (_, client) => {
  test('that is aborted before its stream begins stops the provider', async () => {
    const [asked, closed] = [gate(), gate()];
    const upstream = await fakeUpstream(({ response }) => {
      response.on('close', closed.open);
      asked.open();
    });
    const world = await runGateway(client.config(upstream.url, bothKeys));
    const leaving = new AbortController();
    const first = client.stream(world.url, leaving.signal).next();
    await asked.opened;
    leaving.abort();
    await expect(first).rejects.toThrow(/abort/i);
    await closed.opened;
    expect(await world.onlyRecord()).toMatchObject({ ...left, attempts: 1, provider: client.provider });
    expect(upstream.seen).toHaveLength(1);
  });

  test('that is aborted in the middle of a stream stops the provider', async () => {
    const closed = gate();
    const upstream = await fakeUpstream(({ response }) => {
      response.on('close', closed.open);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(client.events[0]);
    });
    const world = await runGateway(client.config(upstream.url, bothKeys));
    const leaving = new AbortController();
    const pieces = client.stream(world.url, leaving.signal);
    expect((await pieces.next()).value).toBe('Hel');
    leaving.abort();
    await closed.opened;
    expect(await world.onlyRecord()).toMatchObject({ ...left, attempts: 1, provider: client.provider });
    expect(upstream.seen).toHaveLength(1);
  });
});

const left = { status: 499, failed: true, error: 'the client disconnected' };

const post = (world: GatewayWorld, signal: AbortSignal) =>
  world.client(ask, alpha, { method: 'POST', body: JSON.stringify(chat), signal });

function upload(world: GatewayWorld, more: Record<string, string>) {
  const headers = { authorization: `Bearer ${alpha}`, ...more };
  return request(world.url + ask, { method: 'POST', headers, agent: false }).on('error', () => {});
}

async function errorsOf(world: GatewayWorld): Promise<(number | undefined)[]> {
  const { states } = await read<ProviderStates>(await world.manage('/console/providers'));
  return Object.values(states).map(({ errors }) => errors);
}
