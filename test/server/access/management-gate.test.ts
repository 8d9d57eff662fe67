import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { BanTable } from '../../../src/server/access/ban-table.ts';
import { createManagementGate, type ManagementDecision } from '../../../src/server/access/management-gate.ts';
import { ManagementSecrets } from '../../../src/server/access/management-secrets.ts';
import { trustedProxies } from '../../../src/server/http/peer-address.ts';

/** A gate without a socket, whose bcrypt answers when it is told to. */
function gateWithHeldBcrypt() {
  const held: (() => void)[] = [];
  const asked: string[] = [];
  const secrets = new ManagementSecrets({
    stored: () => `$2a$10$${'a'.repeat(53)}`,
    verify: async (plain) => {
      asked.push(plain);
      await new Promise<void>((resolve) => held.push(resolve));
      return plain === 'fake-good';
    },
  });
  const gate = createManagementGate({
    secrets,
    bans: new BanTable(() => 0),
    now: () => 0,
    boundHost: '127.0.0.1',
    trusted: () => trustedProxies([]),
    config: () => ({ 'remote-management': { 'allow-remote': true } }),
  });
  const ask = (secret: string, remoteAddress = '127.0.0.1') =>
    gate({
      socket: { remoteAddress },
      headers: { authorization: secret, host: '127.0.0.1' },
    } as unknown as IncomingMessage);
  /** Lets every check that runs, and those that follow it, come to its end. */
  const release = async () => {
    for (let quiet = 0; quiet < 5; ) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = held.length === 0 ? quiet + 1 : 0;
      held.shift()?.();
    }
  };
  return { ask, asked, release };
}

const statusOf = (decision: ManagementDecision) => (decision.ok ? 200 : decision.answer.status);
const statuses = async (decisions: Promise<ManagementDecision>[]) =>
  (await Promise.all(decisions)).map(statusOf);

describe('bcrypt on the way into the management API', () => {
  test('is asked no more than five times for a burst of guesses, one after the other', async () => {
    const { ask, asked, release } = gateWithHeldBcrypt();
    const decisions = Array.from({ length: 8 }, (_, n) => ask(`fake-guess-${n}`));
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual(['fake-guess-0']);
    await release();
    expect(await statuses(decisions)).toEqual([401, 401, 401, 401, 401, 403, 403, 403]);
    expect(asked).toHaveLength(5);
  });

  test('more different guesses than can wait are turned away, and count for nothing', async () => {
    const { ask, asked, release } = gateWithHeldBcrypt();
    const decisions = Array.from({ length: 12 }, (_, n) => ask(`fake-guess-${n}`));
    expect(await statuses(decisions.slice(8))).toEqual([503, 503, 503, 503]);
    await release();
    expect(asked).toHaveLength(5);
  });

  test('equal wrong secrets share a check and still count one by one', async () => {
    const { ask, asked, release } = gateWithHeldBcrypt();
    const decisions = Array.from({ length: 7 }, () => ask('fake-wrong'));
    await release();
    expect(await statuses(decisions)).toEqual([401, 401, 401, 401, 401, 403, 403]);
    expect(asked).toHaveLength(1);
  });

  test('guesses from one address do not hold up another', async () => {
    const { ask, asked, release } = gateWithHeldBcrypt();
    const guesses = Array.from({ length: 8 }, (_, n) => ask(`fake-guess-${n}`, '192.0.2.1'));
    const good = ask('fake-good', '192.0.2.2');
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual(['fake-guess-0', 'fake-good']);
    await release();
    expect(statusOf(await good)).toBe(200);
    await Promise.all(guesses);
  });

  test('a good secret that waited while its address was banned stays out', async () => {
    const { ask, release } = gateWithHeldBcrypt();
    const guesses = Array.from({ length: 5 }, (_, n) => ask(`fake-guess-${n}`));
    const good = ask('fake-good');
    await release();
    await Promise.all(guesses);
    expect(statusOf(await good)).toBe(403);
  });
});

describe('a lock-out cannot be walked around by another address of the same caller', () => {
  test.each([
    ['this machine', (n: number) => (n % 2 ? `127.0.${n}.9` : '::1')],
    ['this machine, as IPv6', (n: number) => `::ffff:127.0.0.${n + 1}`],
    ['one IPv6 network', (n: number) => `2001:db8:0:7:${n + 1}::${n}`],
  ])('%s', async (_, address) => {
    const { ask, asked, release } = gateWithHeldBcrypt();
    const answers = statuses(Array.from({ length: 7 }, (_, n) => ask(`fake-bad-${n}`, address(n))));
    await release();
    expect((await answers).filter((status) => status === 401)).toHaveLength(5);
    expect(asked).toHaveLength(5);
  });

  test('and other callers are not locked out with it', async () => {
    const { ask, release } = gateWithHeldBcrypt();
    for (let n = 0; n < 5; n++) {
      const answer = ask(`fake-bad-${n}`, '2001:db8:0:7::1');
      await release();
      expect(statusOf(await answer)).toBe(401);
    }
    for (const address of ['2001:db8:0:8::1', '2001:db8::1', '203.0.113.5', '127.0.0.1']) {
      const answer = ask('fake-good', address);
      await release();
      expect(statusOf(await answer)).toBe(200);
    }
  });
});
