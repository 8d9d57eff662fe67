import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createConnector } from '../../src/backend/connect-server.ts';
import { Secret } from '../../src/base/secrets/secret.ts';
import { startPublicServer } from '../helpers/public-server/start-public-server.ts';
import { good } from './conformance.ts';

const secret = new Secret('fake-management-secret-0001');
const connector = (onAsking?: () => void) =>
  createConnector({ now: Date.now, publicPlace: async () => ({}), ...(onAsking && { onAsking }) });

/** A server of v7 that notes each request with the number of its connection. */
async function serverOf({ keeps = true } = {}) {
  const seen: string[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const { number } = request.socket as unknown as { number: number };
    const carried = request.headers['x-management-key'] === undefined ? '' : ' with secret';
    seen.push(`${request.url}${carried} on ${number}`);
    response.setHeader('Access-Control-Expose-Headers', 'X-Cpa-Version, X-Cpa-Commit');
    if (!keeps) response.setHeader('Connection', 'close');
    response.end(request.url === '/healthz' ? '{"status":"ok"}' : '{"api-keys":[]}');
  });
  server.on('connection', (socket) => {
    connections += 1;
    Object.assign(socket, { number: connections });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

test('the secret goes once, on the connection on which the server was recognized', async () => {
  const { url, seen } = await serverOf();
  let asked = 0;
  const backend = good(
    await connector(() => {
      asked += 1;
    })({ url, secret }),
  );
  onTestFinished(() => backend.close());
  good(await backend.load());
  expect(seen).toEqual(['/healthz on 1', '/v0/management/config with secret on 1']);
  expect(asked).toBe(1);
});

test('the secret goes once as well where each answer ends its connection', async () => {
  const { url, seen } = await serverOf({ keeps: false });
  const backend = good(await connector()({ url, secret }));
  onTestFinished(() => backend.close());
  expect(seen).toEqual(['/healthz on 1', '/v0/management/config with secret on 2']);
});

test.each([
  ['an empty one', '', 'denied'],
  ['one with a line break', 'fake-a\nfake-b', 'invalid'],
])('a secret that is no secret is not sent: %s', async (_, value, kind) => {
  const { url, seen } = await serverOf();
  expect(await connector()({ url, secret: new Secret(value) })).toMatchObject({ ok: false, kind });
  expect(seen).toEqual(['/healthz on 1']);
});

test('a sign-in that is given up before the server is known sends no secret', async () => {
  const { url, seen } = await serverOf();
  const stop = new AbortController();
  const connected = connector()({ url, secret, signal: stop.signal });
  stop.abort();
  expect(await connected).toMatchObject({ ok: false, kind: 'cancelled' });
  expect(seen.filter((it) => it.includes('secret'))).toEqual([]);
});

test.each(['v7', 'v6'] as const)(
  'a refused secret is one refusal, and its attempts are counted on (%s)',
  async (kind) => {
    const server = await startPublicServer({ kind });
    onTestFinished(() => server.close());
    const connect = connector();
    for (const attemptsLeft of [4, 3]) {
      const refused = await connect({ url: server.url, secret: new Secret('fake-wrong-secret') });
      expect(refused).toMatchObject({ ok: false, kind: 'denied', attemptsLeft });
    }
    expect(server.refused).toBe(2);
  },
);
