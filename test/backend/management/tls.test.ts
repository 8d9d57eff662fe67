import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { probeServer } from '../../../src/backend/management/detect-server.ts';
import { connectManagement } from '../../../src/backend/management/management-backend.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import type { BackendEvent } from '../../../src/contract/change.ts';
import { good } from '../conformance.ts';
import { type FakeServer, fakeServer, listening, recording, sendJson, state } from './fake-server.ts';

const secret = 'fake-management-secret-0001';
const file = (name: string) =>
  readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');
const authority = file('authority');

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function secureServer(certificate: string): Promise<FakeServer> {
  const seen: FakeServer['seen'] = [];
  const keys = { cert: file(certificate), key: file(`${certificate}-key`) };
  const https = createServer(
    keys,
    recording(seen, (response) => sendJson(response, 200, state)),
  );
  const sockets = new WebSocketServer({ server: https, path: '/v0/management/events' });
  sockets.on('connection', (socket) => socket.send(JSON.stringify({ type: 'key-records' })));
  server = await listening(https, () => https.closeAllConnections(), seen, 'https');
  return server;
}

const connect = (url: string, ca?: string) =>
  connectManagement({ url, secret: new Secret(secret), ...(ca !== undefined && { ca }) });

test('a server whose authority is given is trusted, for requests and for the feed', async () => {
  const { url, seen } = await secureServer('server');
  const backend = good(await connect(url, authority));
  good(await backend.load());
  good(await backend.load());
  expect(seen.length).toBe(2);
  const events: BackendEvent[] = [];
  await new Promise<void>((resolve) => {
    backend.subscribe((event) => {
      events.push(event);
      if (event.type === 'key-records') resolve();
    });
  });
  expect(events[0]).toEqual({ type: 'feed', state: 'live' });
  await backend.close();
  expect(await probeServer(url, { ca: authority })).toMatchObject({ kind: 'ours' });
});

for (const [certificate, ca, sentence] of [
  ['server', undefined, /unknown authority.*--ca/],
  ['self-signed', undefined, /self-signed.*--ca/],
  ['self-signed', authority, /self-signed/],
  ['expired', authority, /expired/],
  ['other-name', authority, /another name than 127\.0\.0\.1/],
] as const) {
  const trust = ca ? 'with the authority' : 'without --ca';
  test(`the certificate "${certificate}" ${trust} is refused, and no secret is sent`, async () => {
    const { url, seen } = await secureServer(certificate);
    const outcome = await connect(url, ca);
    expect(outcome).toMatchObject({ kind: 'unreachable', message: expect.stringMatching(sentence) });
    expect(await probeServer(url, ca ? { ca } : {})).toMatchObject({
      kind: 'unclear',
      reason: expect.stringMatching(sentence),
    });
    expect(seen).toEqual([]);
  });
}

test('a file that is no certificate is said to be none', async () => {
  const { url } = await secureServer('server');
  for (const ca of ['', 'hello', authority.replaceAll('A', '')]) {
    expect(await connect(url, ca)).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('--ca'),
    });
  }
});

test('the wrong scheme says which is right', async () => {
  const { url } = await secureServer('server');
  expect(await probeServer(url.replace('https', 'http'))).toMatchObject({
    kind: 'unclear',
    reason: expect.stringContaining('try https://'),
  });
  await server?.close();
  server = await fakeServer((response) => sendJson(response, 200, state));
  const secure = await connect(server.url.replace('http', 'https'));
  expect(secure).toMatchObject({
    kind: 'unreachable',
    message: expect.stringContaining('does not speak HTTPS'),
  });
  expect(server.seen).toEqual([]);
});
