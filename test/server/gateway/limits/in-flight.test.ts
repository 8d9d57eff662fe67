import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { InFlight } from '../../../../src/server/gateway/limits/in-flight.ts';
import { readRequest } from '../../../../src/server/gateway/request/read-request.ts';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, bravo, chat, compatible, completion, runGateway } from '../gateway-world.ts';
import { completed, create, open } from '../responses-client.ts';

const ask = '/v1/chat/completions';
const kib = 1024;
const little = { keyBytes: 300 * kib, allBytes: 500 * kib, keySockets: 2, allSockets: 3 };

/** A provider that keeps its answers back until it is told. */
async function holding(world: { hold: boolean }) {
  const waiting: (() => void)[] = [];
  const upstream = await fakeUpstream(({ json }) => {
    if (world.hold) waiting.push(() => json(200, completion));
    else json(200, completion);
  });
  return { upstream, answer: () => waiting.shift()?.() };
}

describe('bodies that are in flight at once', () => {
  test('are refused with 429 beyond what a client key, or all, may have, and have room again after that', async () => {
    const provider = { hold: true };
    const { upstream, answer } = await holding(provider);
    const world = await runGateway(compatible(upstream.url), { maxInFlight: little });
    const sized = (key: string, bytes: number) =>
      world.client(ask, key, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...chat, x: 'x'.repeat(bytes) }),
      });
    const hers = sized(alpha, 250 * kib);
    await expect.poll(() => upstream.seen.length).toBe(1);
    const his = sized(bravo, 200 * kib);
    await expect.poll(() => upstream.seen.length).toBe(2);
    provider.hold = false;
    const refused = await sized(alpha, 60 * kib);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({
      error: { code: 'too_much_at_once', message: expect.stringContaining('wait for running requests') },
    });
    expect((await sized(alpha, 1)).status).toBe(200);
    expect((await sized(bravo, 70 * kib)).status).toBe(429);
    answer();
    expect((await hers).status).toBe(200);
    expect((await sized(bravo, 70 * kib)).status).toBe(200);
    expect((await sized(alpha, 250 * kib)).status).toBe(200);
    answer();
    expect((await his).status).toBe(200);
  });

  test('count before they have ended', async () => {
    const inFlight = new InFlight(little);
    const body = (bytes: number) => {
      const request = Object.assign(new PassThrough(), { headers: {} }) as unknown as IncomingMessage;
      const hold = inFlight.hold('key');
      const told = new Promise((resolve) => readRequest(request, new Set(['model']), hold, resolve));
      (request as unknown as PassThrough).write('x'.repeat(bytes));
      return { told, hold, end: () => (request as unknown as PassThrough).end() };
    };
    const first = body(200 * kib);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await body(101 * kib).told).toBe('crowded');
    first.end();
    await first.told;
    first.hold.free();
    const second = body(290 * kib);
    second.end();
    expect(await second.told).toHaveProperty('members');
  });

  test('count with what they are when they are unpacked', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway(compatible(upstream.url), { maxInFlight: little });
    const packed = (bytes: number) =>
      world.client(ask, alpha, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body: new Uint8Array(gzipSync(JSON.stringify({ ...chat, x: 'x'.repeat(bytes) }))),
      });
    expect((await packed(400 * kib)).status).toBe(429);
    const many = await Promise.all(Array.from({ length: 8 }, () => packed(20 * kib)));
    expect(many.map(({ status }) => status)).toEqual(Array(8).fill(200));
  });

  test('with a member that is named again and again are refused at once', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway(compatible(upstream.url));
    const repeated = (count: number) => `{${'"model":"fake-chaT",'.repeat(count)}"model":"fake-chat"}`;
    const refused = await world.post(ask, repeated(400_000));
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      error: { param: 'model', message: expect.stringContaining('more than 16 times') },
    });
    expect(upstream.seen).toHaveLength(0);
    expect((await world.post(ask, repeated(15))).status).toBe(200);
    expect(upstream.seen[0]?.body).not.toContain('fake-chaT');
  });
});

describe('sockets of the Responses API', () => {
  test('are refused with 429 before the upgrade beyond what one key, or all, may have', async () => {
    const upstream = await fakeUpstream(({ events }) => events(completed));
    const world = await runGateway(compatible(upstream.url), { maxInFlight: little });
    const headers = { authorization: `Bearer ${bravo}` };
    const first = await open(world);
    await open(world);
    expect(await refusal(alpha)).toBe(429);
    await open(world, headers);
    expect(await refusal(bravo)).toBe(429);
    first.socket.close();
    await expect.poll(async () => (await refusal(bravo)) ?? 'open').toBe('open');

    async function refusal(key: string): Promise<number | undefined> {
      const socket = new WebSocket(`${world.url.replace('http', 'ws')}/v1/responses`, {
        headers: { authorization: `Bearer ${key}` },
      });
      onTestFinished(() => socket.terminate());
      socket.on('error', () => {});
      return new Promise((resolve) => {
        socket.once('open', () => resolve(undefined));
        socket.once('unexpected-response', (_, response) => {
          response.resume();
          resolve(response.statusCode);
        });
      });
    }
  });

  test('lose a message that does not end and takes too much, and say why', async () => {
    const upstream = await fakeUpstream(({ events }) => events(completed));
    const world = await runGateway(compatible(upstream.url), { maxInFlight: little });
    const sender = await open(world);
    sender.socket.send('x'.repeat(200 * kib), { fin: false });
    const second = await open(world);
    const closed = once(second.socket, 'close');
    second.socket.send('x'.repeat(200 * kib), { fin: false });
    const [code, reason] = await Promise.race([closed, once(sender.socket, 'close')]);
    expect(code).toBe(1013);
    expect(String(reason)).toContain('too much data is in flight');
  });

  test('have room again for each message that has ended, however many pings there were', async () => {
    const upstream = await fakeUpstream(({ events }) => events(completed));
    const world = await runGateway(compatible(upstream.url), { maxInFlight: little });
    const client = await open(world);
    for (let n = 0; n < 300; n++) {
      for (let ping = 0; ping < 10; ping++) client.socket.ping('x'.repeat(120));
      await once(client.socket, 'pong');
    }
    for (let n = 0; n < 5; n++) {
      client.send({ ...create, input: 'x'.repeat(100 * kib) });
      expect(await client.next()).toEqual(completed);
    }
  });

  test('with a member that is named again and again in a frame are told so', async () => {
    const upstream = await fakeUpstream(({ events }) => events(completed));
    const world = await runGateway(compatible(upstream.url));
    const client = await open(world);
    client.send(`{"type":"response.create",${'"model":"nope",'.repeat(100)}"model":"fake-chat"}`);
    expect(await client.next()).toMatchObject({ type: 'error', status: 400 });
    client.send(create);
    expect(await client.next()).toEqual(completed);
  });
});

test('what is given back twice, or after it was freed, makes no room that is not there', () => {
  const inFlight = new InFlight({ keyBytes: 10, allBytes: 10, keySockets: 1, allSockets: 1 });
  const one = inFlight.hold('a');
  expect(one.take(8)).toBe(true);
  one.give(20);
  one.free();
  one.give(5);
  const two = inFlight.hold('a');
  expect([two.take(10), two.take(1), inFlight.hold('b').take(1)]).toEqual([true, false, false]);
});
