import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { fingerprint } from '../../../../src/base/secrets/fingerprint.ts';
import type { UsageRecord } from '../../../../src/contract/usage-record.ts';
import { createGateway } from '../../../../src/server/gateway/create-gateway.ts';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, compatible, runGateway } from '../gateway-world.ts';
import { completed, create, open } from '../responses-client.ts';

describe('one client of the Responses socket', () => {
  test('has only so many bytes wait for the answer before them', async () => {
    let answer = () => {};
    const upstream = await fakeUpstream(({ turn, events }) => {
      if (turn > 0) events(completed);
      else answer = () => events(completed);
    });
    const world = await runGateway(compatible(upstream.url));
    const client = await open(world);
    client.send(create);
    await expect.poll(() => upstream.seen.length).toBe(1);
    const large = { ...create, input: 'x'.repeat(17 * 1024 * 1024) };
    client.send(large);
    client.send(large);
    expect(await client.next()).toMatchObject({ type: 'error', status: 429 });
    answer();
    expect(await client.next()).toEqual(completed);
    expect(await client.next()).toEqual(completed);
    // What has been answered waits no longer.
    client.send(large);
    expect(await client.next()).toEqual(completed);
    expect(upstream.seen).toHaveLength(3);
    client.socket.terminate();
  });

  test.each([
    ['of frames that nobody knows', { type: '\u0001'.repeat(100) }],
    ['of requests that cannot be met', { ...create, model: '\u0001'.repeat(200) }],
  ])('that does not read what it is told %s is closed', async (_, frame) => {
    const world = await runGateway(compatible('http://127.0.0.1:9'));
    const client = await open(world);
    const text = JSON.stringify(frame);
    client.socket.pause();
    // Tens of megabytes of answers: more than the buffers of the system take.
    for (let count = 0; count < 40; count += 1) {
      for (let index = 0; index < 1_000; index += 1) client.socket.send(text);
      await new Promise((resolve) => client.socket.send(text, resolve));
    }
    const closed = once(client.socket, 'close');
    client.socket.resume();
    expect((await closed)[0]).toBe(1013);
  });
});

test('an unexpected error closes the socket, and the request is recorded once', async () => {
  const records: UsageRecord[] = [];
  const lines: string[] = [];
  const gateway = createGateway({
    config: () => compatible('http://127.0.0.1:9'),
    record: (record) => records.push(record),
    now: Date.now,
    log: (_, line) => lines.push(line),
    accounts: { all: () => [] } as never,
    environment: {},
    limits: {
      of() {
        throw new RangeError('a fault');
      },
    },
  });
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    const client = {
      clientKey: fingerprint(alpha),
      address: '127.0.0.1',
      path: '/v1/responses',
      query: new URLSearchParams(),
      headers: {},
      local: () => true,
    };
    gateway.upgrade(request, socket, head, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    await gateway.close();
    server.close();
  });
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1/responses`);
  await once(socket, 'open');
  socket.send(JSON.stringify(create));
  socket.send(JSON.stringify(create));
  expect((await once(socket, 'close'))[0]).toBe(1011);
  expect(records).toHaveLength(1);
  expect(records[0]).toMatchObject({
    status: 500,
    failed: true,
    error: 'an unexpected error in the gateway',
  });
  expect(lines).toEqual([
    expect.stringMatching(/^A request on a socket ended with an unexpected error: RangeError at /),
  ]);
});
