import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { addressOf } from '../../../src/backend/management/address.ts';
import { openEventSocket } from '../../../src/backend/management/event-socket.ts';

/** A feed that says nothing by itself. */
async function feed(autoPong: boolean) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong });
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  let pings = 0;
  server.on('connection', (client) => {
    client.on('ping', () => {
      pings += 1;
    });
  });
  await once(server, 'listening');
  const address = addressOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  if (!address.ok) throw new Error(address.message);
  const pulse = { every: 10, timeoutMs: 200 };
  const opened = await openEventSocket({ address: address.value, now: Date.now, pulse }, {});
  if (!opened.ok) throw new Error(opened.message);
  onTestFinished(() => opened.value.end());
  let signs = 0;
  let end: string | undefined;
  opened.value.listen({
    onFrame: () => {},
    onChange: () => {},
    onPing: () => {
      signs += 1;
    },
    onEnd(reason) {
      end = reason;
    },
  });
  return { pings: () => pings, signs: () => signs, end: () => end };
}

test('a server that is silent and alive is kept', async () => {
  const { signs, pings, end } = await feed(true);
  await expect.poll(signs).toBeGreaterThan(20);
  expect(pings()).toBeGreaterThan(20);
  expect(end()).toBeUndefined();
});

test('one that hangs is told, by the sentence for that', async () => {
  const { end } = await feed(false);
  await expect
    .poll(end)
    .toMatch(/accepts connections but does not answer within .* s; it may be busy or suspended/);
});
