import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createHttpServer } from '../../../src/server/http/http-server.ts';
import { managementSecret, runServer, type TestServer } from '../running-server.ts';

const httpTimes = { headersTimeout: 150, requestTimeout: 300, connectionsCheckingInterval: 20 };

function open(server: TestServer): Socket {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** Everything until the server hangs up, and how long that took. */
async function answerTo(socket: Socket): Promise<{ text: string; ms: number }> {
  const started = performance.now();
  let text = '';
  socket.setEncoding('utf8').on('data', (part) => {
    text += part;
  });
  await once(socket, 'close');
  return { text, ms: performance.now() - started };
}

const tooSlow =
  /^HTTP\/1\.1 408 Request Timeout\r\nserver: cli-proxy\/9\.9\.9\r\n[\s\S]*"The request took too long to arrive\."/;

describe('a sender that does not come to an end', () => {
  test('of headers is told so and hung up on', async () => {
    const socket = open(await runServer({ httpTimes }));
    socket.write('GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nx-more: ');
    const { text, ms } = await answerTo(socket);
    expect(text).toMatch(tooSlow);
    // A little before its time, as timers of Node may be.
    expect(ms).toBeGreaterThan(httpTimes.headersTimeout - 20);
  });

  test('of a body is told so and hung up on, and nothing of it is taken', async () => {
    const server = await runServer({ httpTimes });
    await server.manage('/debug');
    const socket = open(server);
    socket.write(
      `PUT /v0/management/api-keys HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${managementSecret}\r\ncontent-length: 100\r\n\r\n["`,
    );
    const { text, ms } = await answerTo(socket);
    expect(text).toMatch(tooSlow);
    expect(ms).toBeGreaterThan(httpTimes.requestTimeout - 20);
    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(server.backend.config['api-keys']).toHaveLength(2);
  });

  test('does not keep others from being answered', async () => {
    const server = await runServer({ httpTimes });
    const slow = Array.from({ length: 20 }, () => open(server));
    const closed = slow.map((socket) => {
      socket.write('GET /healthz HTTP/1.1\r\n');
      return answerTo(socket);
    });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    for (const { text } of await Promise.all(closed)) expect(text).toMatch(tooSlow);
  });

  test('has a limit when nobody sets one', () => {
    // Held here because no test can wait for it: 15 s for the headers, 2 min for all of a request.
    const { headersTimeout, requestTimeout } = createHttpServer(undefined, () => {});
    expect({ headersTimeout, requestTimeout }).toEqual({ headersTimeout: 15_000, requestTimeout: 120_000 });
  });
});
