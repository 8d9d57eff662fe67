import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { addressOf } from '../../../src/backend/management/address.ts';
import { openRespSocket } from '../../../src/backend/public/client/resp-socket.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { good } from '../conformance.ts';

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;

test('a record that comes in one piece with the answer to SUBSCRIBE is heard', async () => {
  const server = createServer((socket) => {
    socket.on('data', (data) => {
      if (String(data).includes('AUTH')) socket.write('+OK\r\n');
      else if (/subscribe/i.test(String(data)))
        socket.write(
          `*3\r\n${bulk('subscribe')}${bulk('usage')}:1\r\n*3\r\n${bulk('message')}${bulk('usage')}${bulk('first')}`,
        );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const socket = good(
    await openRespSocket(
      {
        address: good(addressOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
        ...{ subscribe: true, queue: 'usage', now: Date.now },
        timers: { set: () => undefined, clear: () => {} },
      },
      new Secret('fake-secret'),
    ),
  );
  onTestFinished(() => socket.end());
  const heard: string[] = [];
  socket.listen({ onMessage: (text) => heard.push(text), onPing() {}, onEnd() {} });
  expect(heard).toEqual(['first']);
});
