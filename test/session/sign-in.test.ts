import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/secrets/secret.ts';
import { failure, success } from '../../src/contract/outcome.ts';
import type { StartEffects } from '../../src/store/state.ts';
import { denied, fakeEmbedded, fixture, scriptBackend, settled } from './session-fixture.ts';

const password = new Secret('fake-local-password-0001');

describe('finding the server', () => {
  test('a secret at hand is sent at once, without asking first who is there', async () => {
    const { session, sent, world, connection } = fixture();
    await session.start({ secret: password });
    expect(sent).toEqual(['fake-local-password-0001']);
    expect(world.searches).toBe(0);
    expect(connection()).toEqual({ kind: 'live' });
  });

  test('without a secret our server asks for one and nothing is sent', async () => {
    const { session, sent, connection } = fixture();
    await session.start({});
    expect(connection()).toEqual({ kind: 'sign-in', busy: false });
    expect(sent).toEqual([]);
  });

  test('when nothing answers and no server can be started, it is looked for again with growing pauses', async () => {
    const { session, world, timers, nextTimer, connection } = fixture();
    world.found = { kind: 'none', reason: 'Nothing listens at 127.0.0.1:1.' };
    await session.start({});
    expect(connection()).toEqual({
      kind: 'down',
      reason: 'Nothing listens at 127.0.0.1:1.',
      refused: true,
      nextAttemptAt: world.now + 1_000,
    });
    const pauses: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      pauses.push((timers[0]?.at ?? 0) - world.now);
      await nextTimer();
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    world.found = { kind: 'ours', version: '0.0.0' };
    await nextTimer();
    expect(connection()).toEqual({ kind: 'sign-in', busy: false });
  });

  test('a secret at hand that could not be sent is sent to the server that is found, once', async () => {
    const { session, sent, world, connection, nextTimer } = fixture();
    const connected = world.connected;
    world.connected = failure('unreachable', 'Nothing listens there.', { unsent: true });
    world.found = { kind: 'none', reason: 'Nothing listens there.' };
    await session.start({ secret: password });
    expect(connection().kind).toBe('down');
    world.connected = connected;
    world.found = { kind: 'ours', version: '0.0.0' };
    await nextTimer();
    expect(connection()).toEqual({ kind: 'live' });
    expect(sent).toHaveLength(2);
  });

  test('a secret that may have arrived is not sent again by itself', async () => {
    const { session, sent, world, connection } = fixture();
    world.connected = failure('unreachable', 'It broke off in the middle of its answer.');
    await session.start({ secret: password });
    expect(connection()).toEqual({
      kind: 'sign-in',
      reason: 'It broke off in the middle of its answer.',
      busy: false,
    });
    expect(sent).toHaveLength(1);
  });

  test('another program at the address is named and never sent the secret', async () => {
    const { session, sent, world, connection } = fixture();
    world.found = { kind: 'foreign', reason: 'Another program answers there.' };
    await session.start({});
    expect(connection().kind).toBe('down');
    expect(sent).toEqual([]);
  });

  const effects: StartEffects = {
    configPath: '/etc/config.yaml',
    port: 1,
    thisMachineOnly: true,
    hashesSecret: false,
  };
  const nobody = { kind: 'none', reason: 'Nothing listens at 127.0.0.1:1.' } as const;

  test('when nothing answers here, the embedded server is started and signed in to with its own password', async () => {
    const { session, sent, world, connection } = fixture({
      startServer: async () => success(fakeEmbedded()),
    });
    world.found = nobody;
    await session.start({});
    expect(sent).toEqual(['fake-random-password']);
    expect(connection()).toEqual({ kind: 'live' });
  });

  test('on a config that is not its own, the console says what starting a server would do, and asks', async () => {
    const { session, sent, world, connection } = fixture({
      startServer: async () => success(fakeEmbedded()),
      beforeStart: async () => effects,
    });
    world.found = nobody;
    await session.start({});
    expect(connection()).toMatchObject({ kind: 'down', reason: nobody.reason, start: effects });
    expect(sent).not.toContain('fake-random-password');
    await session.retry();
    expect(connection().kind).toBe('down');
    await session.startServer();
    expect(connection()).toEqual({ kind: 'live' });
  });

  test('a server that did not start on such a config is started with a question again', async () => {
    const { session, world, connection } = fixture({
      startServer: async () => failure('failed', 'Port 1 is in use.'),
      beforeStart: async () => effects,
    });
    world.found = nobody;
    await session.start({});
    await session.startServer();
    expect(connection()).toMatchObject({ reason: 'Port 1 is in use.', start: effects });
    expect(connection()).not.toHaveProperty('refused');
  });

  test.each(['unclear', 'foreign'] as const)('no server is started where one is %s', async (kind) => {
    let started = 0;
    const { session, world, connection, nextTimer } = fixture({
      startServer: async () => {
        started += 1;
        return success(fakeEmbedded());
      },
    });
    world.found = { kind, reason: 'The certificate is not trusted: give --ca.' };
    await session.start({});
    const reason = 'The certificate is not trusted: give --ca.';
    const foreign = kind === 'foreign' ? { foreign: true } : {};
    for (const pause of [1_000, 2_000]) {
      const nextAttemptAt = world.now + pause;
      expect(connection()).toEqual({ kind: 'down', reason, unclear: true, nextAttemptAt, ...foreign });
      await nextTimer();
    }
    expect(started).toBe(0);
  });

  test('a server that falls silent while the question stands is no longer asked about', async () => {
    const { session, world, connection, nextTimer } = fixture({
      startServer: async () => success(fakeEmbedded()),
      beforeStart: async () => effects,
    });
    world.found = nobody;
    await session.start({});
    world.found = { kind: 'unclear', reason: 'It does not answer.' };
    await nextTimer();
    expect(connection()).toMatchObject({ reason: 'It does not answer.', unclear: true });
    expect(connection()).not.toHaveProperty('start');
    world.found = nobody;
    await nextTimer();
    expect(connection()).toMatchObject({ reason: nobody.reason, start: effects });
  });

  test('what a first run finds is offered before anything is sent', async () => {
    const offer = { text: 'A CLI Proxy API server is running at 127.0.0.1:1.', more: [] };
    const { session, sent, world, connection } = fixture({ offer });
    await session.start({ secret: password });
    expect(connection()).toEqual({ kind: 'offer', ...offer });
    expect([world.searches, sent]).toEqual([0, []]);
    await session.acceptOffer();
    expect(sent).toEqual(['fake-local-password-0001']);
    expect(connection()).toEqual({ kind: 'live' });
  });

  test('a named config that is not there is said before anything is asked or made', async () => {
    const noConfig = { path: '/etc/confg.yaml', nearest: '/etc/config.yaml', port: 8318 };
    const used: string[] = [];
    const { session, world, connection } = fixture({ noConfig, openNearest: () => used.push('nearest') });
    await session.start({});
    expect(connection()).toEqual({ kind: 'no-config', ...noConfig });
    expect(world.searches).toBe(0);
    session.openNearest();
    expect(used).toEqual(['nearest']);
  });

  test('an embedded server that ends by itself is reported with its last sentence', async () => {
    let end = () => {};
    const exited = new Promise<void>((resolve) => {
      end = resolve;
    });
    const { session, world, connection } = fixture({
      startServer: async () => success(fakeEmbedded({ exited, lastWords: () => 'The disk is full.' })),
    });
    world.found = nobody;
    await session.start({});
    end();
    await settled();
    expect(connection()).toMatchObject({
      kind: 'down',
      reason: 'The embedded server has stopped. Its output: The disk is full.',
    });
  });

  test('of a server that is not its own it knows no clients, of its own it does', async () => {
    const own = fixture({
      startServer: async () =>
        success(fakeEmbedded({ traffic: async () => ({ running: 2, lastRequestAt: 900 }) })),
    });
    own.world.found = nobody;
    await own.session.start({});
    expect(await own.session.traffic()).toEqual({ running: 2, lastRequestAt: 900 });
    const other = fixture();
    await other.session.start({ secret: password });
    expect(await other.session.traffic()).toBeUndefined();
  });
});

describe('signing in', () => {
  test('a refusal shows the reason and the attempts left', async () => {
    const { session, world, connection } = fixture();
    world.connected = denied;
    await session.start({});
    await session.signIn(password);
    expect(connection()).toEqual({
      kind: 'sign-in',
      reason: 'The password was refused.',
      attemptsLeft: 3,
      busy: false,
    });
  });

  test('a refused secret is not sent a second time, and says so', async () => {
    const { session, sent, world, connection } = fixture();
    world.connected = denied;
    await session.start({});
    await session.signIn(password);
    await session.signIn(password);
    expect(sent).toHaveLength(1);
    expect(connection()).toMatchObject({
      reason: expect.stringContaining('not sent again'),
      repeated: true,
      attemptsLeft: 3,
    });
  });

  test.each([
    ['unsupported', 'Management is off: set remote-management.secret-key in config.yaml.'],
    ['invalid', 'The secret holds a character that cannot be sent.'],
    ['failed', 'The answer was not understood.'],
    ['unreachable', 'It broke off in the middle of its answer.'],
  ] as const)('a failure of kind %s is said where the next secret is asked for', async (kind, message) => {
    const { session, world, connection, nextTimer } = fixture();
    world.connected = failure(kind, message);
    await session.start({});
    await session.signIn(password);
    await settled();
    if (connection().kind === 'down') await nextTimer();
    expect(connection()).toEqual({ kind: 'sign-in', reason: message, busy: false });
  });

  test('a server without a management secret is known by a fact, not by its words', async () => {
    const { session, world, connection } = fixture();
    world.connected = failure('unsupported', 'Management is off.', { managementOff: true });
    await session.start({});
    await session.signIn(password);
    await settled();
    expect(connection()).toMatchObject({ kind: 'sign-in', managementOff: true });
  });

  test('a config without client keys is told on the way in, and looked at once', async () => {
    let looks = 0;
    const { session, store } = fixture({
      isOpenProxy: async () => {
        looks += 1;
        return true;
      },
    });
    await session.start({});
    await settled();
    expect(store.snapshot().openProxy).toBe(true);
    await session.retry();
    expect(looks).toBe(1);
  });

  test('an empty secret is never sent', async () => {
    const { session, sent } = fixture();
    await session.start({});
    await session.signIn(new Secret(''));
    expect(sent).toEqual([]);
  });

  test('during a lock-out nothing is sent, and at its end the sign-in is back', async () => {
    const { session, sent, world, connection, nextTimer } = fixture();
    const until = world.now + 1_800_000;
    world.connected = failure('locked-out', 'Too many refused passwords.', { lockedOutUntil: until });
    await session.start({});
    await session.signIn(password);
    expect(connection()).toEqual({ kind: 'locked-out', reason: 'Too many refused passwords.', until });
    await session.signIn(new Secret('another'));
    await session.retry();
    expect(sent).toHaveLength(1);
    await nextTimer();
    expect(world.now).toBe(until);
    expect(connection()).toEqual({ kind: 'sign-in', busy: false });
  });

  test('the refusal that uses up the last attempt begins the lock-out', async () => {
    const { session, sent, world, connection } = fixture();
    world.connected = failure('denied', 'The secret was refused; this address is now locked out.', {
      attemptsLeft: 0,
    });
    await session.start({});
    await session.signIn(password);
    expect(connection()).toMatchObject({ kind: 'locked-out', until: world.now + 1_800_000 });
    await session.signIn(new Secret('another'));
    expect(sent).toHaveLength(1);
  });

  test('an answer that comes after the user has cancelled changes nothing', async () => {
    let answer = (_: ReturnType<typeof success<ReturnType<typeof scriptBackend>>>) => {};
    const late = scriptBackend();
    const { session, connection } = fixture({
      connect: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    await session.start({});
    const signingIn = session.signIn(password);
    expect(connection()).toEqual({ kind: 'sign-in', busy: true });
    session.cancel();
    answer(success(late));
    await signingIn;
    expect(connection()).toEqual({ kind: 'sign-in', busy: false });
    expect(late.closed).toBe(true);
  });
});
