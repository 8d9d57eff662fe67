import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { ManagementSecrets } from '../../../src/server/access/management-secrets.ts';

const hash = (letter: string) => `$2a$10$${letter.repeat(53)}`;

function secrets(stored: () => string | undefined, good = 'fake-good') {
  const calls: string[] = [];
  const held: (() => void)[] = [];
  const table = new ManagementSecrets({
    stored,
    localPassword: new Secret('fake-local'),
    verify: async (plain) => {
      calls.push(plain);
      await new Promise<void>((resolve) => held.push(resolve));
      return plain === good;
    },
  });
  const release = () => {
    for (const go of held.splice(0)) go();
  };
  return { table, calls, release };
}

describe('management secrets', () => {
  test('a good secret is checked by bcrypt once and recognized from then on', async () => {
    const { table, calls, release } = secrets(() => hash('a'));
    expect(table.recognize('fake-good', true)).toBeUndefined();
    const check = table.check('fake-good');
    release();
    expect(await check).toBe(true);
    expect(table.recognize('fake-good', false)).toBe('management secret');
    expect(table.recognize('fake-bad', false)).toBeUndefined();
    expect(calls).toEqual(['fake-good']);
  });

  test('equal secrets that arrive together share one check', async () => {
    const { table, calls, release } = secrets(() => hash('a'));
    const checks = [table.check('fake-good'), table.check('fake-good'), table.check('fake-bad')];
    release();
    expect(await Promise.all(checks)).toEqual([true, true, false]);
    expect(calls).toEqual(['fake-good', 'fake-bad']);
  });

  test('another hash in the config forgets the secret', async () => {
    let stored = hash('a');
    const { table, release } = secrets(() => stored);
    const check = table.check('fake-good');
    release();
    await check;
    stored = hash('b');
    expect(table.recognize('fake-good', true)).toBeUndefined();
  });

  test('a secret that is being checked while the hash changes is checked against the new one', async () => {
    let stored: string | undefined = hash('a');
    const { table, calls, release } = secrets(() => stored);
    const check = table.check('fake-good');
    stored = hash('b');
    release();
    await expect.poll(() => calls.length).toBe(2);
    stored = undefined;
    release();
    expect(await check).toBe(false);
  });

  test('many unknown secrets do not pile up', () => {
    const { table } = secrets(() => hash('a'));
    for (let n = 0; n < 32; n++) void table.check(`fake-${n}`);
    expect(table.busy).toBe(true);
  });

  test('the local password is known from this machine only, and is no secret for others to have (B4)', () => {
    const { table } = secrets(() => undefined);
    expect(table.recognize('fake-local', true)).toBe('local password');
    expect(table.recognize('fake-local', false)).toBeUndefined();
    expect([table.any(true), table.any(false)]).toEqual([true, false]);
  });

  test('a plain secret that could not be hashed is compared as it is', async () => {
    const { table, calls } = secrets(() => 'fake-plain');
    expect(table.recognize('fake-plain', false)).toBe('management secret');
    expect(await table.check('fake-other')).toBe(false);
    expect(calls).toEqual([]);
  });
});
