import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createHttpServer, stopServer } from '../../../src/server/http/http-server.ts';
import { runServer } from '../running-server.ts';

/** A caller that reads the answer and never closes its own side: `given` when the server lets go of the connection. */
async function lingering(url: string, text: string): Promise<{ answer: string; given: Promise<unknown> }> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  socket.on('error', () => {});
  socket.write(text);
  await once(socket, 'end');
  const given = new Promise((resolve) => {
    // Only a peer that is gone answers further bytes with a reset.
    const timer = setInterval(() => socket.write('x'), 20);
    socket.once('close', () => {
      clearInterval(timer);
      resolve('gone');
    });
  });
  return { answer, given };
}

const upgrade = (path: string, protocol: string) =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: ${protocol}\r\n\r\n`;

describe('a caller that never closes its side of the connection', () => {
  test.each([
    ['a refused upgrade', upgrade('/nowhere', 'websocket'), 404],
    ['an upgrade that is ignored', upgrade('/healthz', 'h2c'), 200],
    ['what is no HTTP', 'GARBAGE\r\n\r\n', 400],
  ])('gets its answer to %s, and holds no connection after it', async (_, text, status) => {
    const server = await runServer();
    const { answer, given } = await lingering(server.url, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(await given).toBe('gone');
  });

  test('does not keep a server from stopping, whatever its connection became', async () => {
    const server = createHttpServer(undefined, () => {});
    const upgraded = once(server, 'upgrade');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    socket.write(upgrade('/', 'h2c'));
    await upgraded;
    await stopServer(server, () => {});
    expect(server.listening).toBe(false);
  });
});
