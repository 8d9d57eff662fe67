import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Backend } from '../../../src/backend/backend.ts';
import { probeServer } from '../../../src/backend/management/detect-server.ts';
import { connectManagement } from '../../../src/backend/management/management-backend.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import type { BackendEvent } from '../../../src/contract/change.ts';
import { charlie, exampleConfig, good } from '../conformance.ts';
import { type Files, makeFiles, openDisk, startOn } from '../make-subject.ts';

const secret = 'fake-management-secret-0001';
const other = 'fake-management-secret-0002';
const localPassword = 'fake-local-password-0001';

let files: Files;
let disk: Backend;
let server: Awaited<ReturnType<typeof startOn>>;
let backends: Backend[];

beforeEach(async () => {
  files = makeFiles(exampleConfig);
  disk = openDisk(files);
  server = await startOn(disk, { localPassword });
  backends = [];
});

afterEach(async () => {
  await Promise.all(backends.map((it) => it.close()));
  await server.close();
  await disk.close();
  files.remove();
});

const attempt = (given: string) => connectManagement({ url: server.url, secret: new Secret(given) });

async function signIn(given: string): Promise<Backend> {
  const backend = good(await attempt(given));
  backends.push(backend);
  return backend;
}

/** Events as they come; `until` waits for one that fits and forgets those before it. */
function listen(backend: Backend) {
  const events: BackendEvent[] = [];
  let wake = () => {};
  backend.subscribe((event) => {
    events.push(event);
    wake();
  });
  return async function until(fits: (event: BackendEvent) => boolean): Promise<BackendEvent> {
    for (;;) {
      const event = events.shift();
      if (event && fits(event)) return event;
      if (event) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
}

const feedIs = (state: string) => (event: BackendEvent) => event.type === 'feed' && event.state === state;

describe('beside an embedded server', () => {
  test('a console comes back by itself when the server dies and returns, and loads what it missed', async () => {
    const backend = await signIn(secret);
    const until = listen(backend);
    good(await backend.load());
    await until(feedIs('live'));
    const { port } = new URL(server.url);
    await server.close();
    await until(feedIs('lost'));
    expect(await backend.load()).toMatchObject({ ok: false, kind: 'unreachable' });
    good(await disk.editConfig([{ op: 'append', path: ['api-keys'], value: charlie }]));
    server = await startOn(disk, { port: Number(port) });
    await until(feedIs('live'));
    await until((event) => event.type === 'config');
    expect(
      good(await backend.load())
        .clientKeys.at(-1)
        ?.key.reveal(),
    ).toBe(charlie);
  });

  test('what its first feed tells since the load is not loaded again', async () => {
    const backend = await signIn(secret);
    const until = listen(backend);
    good(await backend.load());
    await until(feedIs('live'));
    expect(await until((event) => event.type !== 'auth-files')).toEqual({ type: 'activity', keys: {} });
  });

  test('who came in by the local password stays in when the management secret changes', async () => {
    const backend = await signIn(localPassword);
    expect(backend.signedInAs).toBe('local password');
    good(await backend.load());
    good(await backend.setManagementSecret(new Secret(other)));
    expect(good(await backend.load()).clientKeys.length).toBe(2);
    expect((await signIn(other)).signedInAs).toBe('management secret');
  });

  test('a secret that another console has changed is refused once, and then never sent', async () => {
    const backend = await signIn(secret);
    good(await backend.load());
    good(await (await signIn(localPassword)).setManagementSecret(new Secret(other)));
    const refused = await backend.load();
    expect(refused).toMatchObject({ ok: false, kind: 'denied', attemptsLeft: 4 });
    for (let i = 0; i < 6; i++) expect(await backend.load()).toEqual(refused);
    const until = listen(backend);
    await until(feedIs('refused'));
    // Five refusals would have banned this address.
    expect(await attempt('fake-wrong-secret')).toMatchObject({ kind: 'denied', attemptsLeft: 3 });
    await signIn(other);
  });

  test('attempts are counted down to a lock-out of half an hour', async () => {
    const left: (number | undefined)[] = [];
    for (let i = 0; i < 5; i++) {
      const outcome = await attempt(`fake-wrong-secret-${i}`);
      if (outcome.ok) throw new Error('a wrong secret was taken');
      expect(outcome.kind).toBe('denied');
      left.push(outcome.attemptsLeft);
    }
    expect(left).toEqual([4, 3, 2, 1, 0]);
    const before = Date.now();
    const banned = await attempt(secret);
    if (banned.ok) throw new Error('a banned address was let in');
    expect(banned.kind).toBe('locked-out');
    const wait = (banned.lockedOutUntil ?? 0) - before;
    expect(wait).toBeGreaterThan(29 * 60_000);
    expect(wait).toBeLessThanOrEqual(30 * 60_000 + 2_000);
  });

  test('a feed opens with the secret that was set meanwhile', async () => {
    const backend = await signIn(secret);
    good(await backend.load());
    good(await backend.setManagementSecret(new Secret(other)));
    const until = listen(backend);
    await until(feedIs('live'));
  });

  test('it is known by a probe', async () => {
    expect(await probeServer(server.url)).toEqual({ kind: 'ours', version: '0.0.0-test' });
  });
});

test('without any secret, management is said to be off', async () => {
  const bare = makeFiles(exampleConfig.replace(/secret-key: .*/, 'secret-key: ""'));
  const bareDisk = openDisk(bare);
  const bareServer = await startOn(bareDisk);
  const outcome = await connectManagement({ url: bareServer.url, secret: new Secret(secret) });
  expect(outcome).toMatchObject({
    kind: 'unsupported',
    message: expect.stringContaining('Management is off'),
    managementOff: true,
  });
  await bareServer.close();
  await bareDisk.close();
  bare.remove();
});
