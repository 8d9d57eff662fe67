import { afterEach, describe, expect, test } from 'vitest';
import { countAttempts } from '../../../src/backend/public/client/attempt-count.ts';
import { connectPublic } from '../../../src/backend/public/client/connect-public.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { type PublicServer, startPublicServer } from '../../helpers/public-server/start-public-server.ts';
import { good } from '../conformance.ts';
import { alpha, bravo, charlie, kinds, type OnServer, onServer } from './on-server.ts';

let on: OnServer | undefined;
let server: PublicServer | undefined;
afterEach(async () => {
  await on?.close();
  await server?.close();
  on = undefined;
  server = undefined;
});

test('an unknown newer version works as far as its answers allow', async () => {
  on = await onServer('v7', { version: 'v8.1.0' });
  expect(on.backend).toMatchObject({ kind: 'go-v7', version: 'v8.1.0' });
  good(await on.backend.editConfig([{ op: 'append', path: ['api-keys'], value: charlie }]));
  expect(good(await on.backend.load()).clientKeys.map((it) => it.key.reveal())).toContain(charlie);
});

describe.each(kinds)('signing in to %s', (kind) => {
  test('costs one GET config, which is the first load as well', async () => {
    on = await onServer(kind);
    const state = good(await on.backend.load());
    expect(state.clientKeys.map((it) => it.key.reveal())).toEqual([alpha, bravo]);
    expect(on.asked()).toEqual(['GET /config']);
    expect(on.backend).toMatchObject({
      kind: `go-${kind}`,
      signedInAs: 'management secret',
      place: on.server.url,
    });
    expect(on.backend.version).toBeDefined();
  });

  test('a later load asks again', async () => {
    on = await onServer(kind);
    good(await on.backend.load());
    good(await on.backend.load());
    expect(on.asked()).toEqual(['GET /config', 'GET /config']);
  });

  test('a refused secret costs one attempt, and what is left is told', async () => {
    server = await startPublicServer({ kind });
    const attempts = countAttempts();
    const wrong = () =>
      connectPublic({ url: String(server?.url), secret: new Secret('fake-wrong-secret'), attempts });
    expect(await wrong()).toMatchObject({ ok: false, kind: 'denied', attemptsLeft: 4 });
    expect(await wrong()).toMatchObject({ ok: false, kind: 'denied', attemptsLeft: 3 });
    expect(server.refused).toBe(2);
  });

  test('a ban ends at the instant that the server names', async () => {
    server = await startPublicServer({ kind });
    const { url, secret } = server;
    for (let turn = 0; turn < 5; turn += 1)
      await connectPublic({ url, secret: new Secret('fake-wrong-secret') });
    const now = Date.now();
    const banned = await connectPublic({ url, secret: new Secret(secret), now: () => now });
    expect(banned).toMatchObject({ ok: false, kind: 'locked-out' });
    const until = banned.ok ? 0 : Number(banned.lockedOutUntil);
    expect(until - now).toBeGreaterThan(29 * 60_000);
    expect(until - now).toBeLessThanOrEqual(30 * 60_000);
  });

  test('an empty secret is not sent', async () => {
    server = await startPublicServer({ kind });
    const outcome = await connectPublic({ url: server.url, secret: new Secret('') });
    expect(outcome).toMatchObject({ ok: false, kind: 'denied' });
    expect(server.requests).toEqual([]);
  });

  test('404 of a server whose management is off says so', async () => {
    server = await startPublicServer({ kind, secret: '' });
    const outcome = await connectPublic({ url: server.url, secret: new Secret('fake-secret-0001') });
    expect(outcome).toMatchObject({ ok: false, kind: 'unsupported', managementOff: true });
    expect(outcome.ok ? '' : outcome.message).toContain('Management is off');
  });

  test('null lists are empty lists', async () => {
    on = await onServer(kind, { clientKeys: [] });
    expect(good(await on.backend.load()).clientKeys).toEqual([]);
  });
});
