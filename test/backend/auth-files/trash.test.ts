import { chmodSync, existsSync, linkSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { good } from '../conformance.ts';
import { type AuthDirWorld, claudeFile, openAuthDir } from './disk-world.ts';

const claude = 'claude-dev1@example.com.json';
const kimi = 'kimi-1790000000000.json';
const day = 86_400_000;
const conflict = { ok: false, kind: 'conflict' };

let world: AuthDirWorld;
beforeEach(() => {
  world = openAuthDir();
});
afterEach(() => world.dispose());

/** No server takes it for an account. */
const kept = (name: string) => `${name}.revoked`;
const trash = () => join(world.folder, '.console', 'trash');
async function revoke(...names: string[]): Promise<string> {
  const { token } = good(await world.sessions.revoke(names));
  if (token === undefined) throw new Error('there is no way back');
  return token;
}

describe('revoked accounts', () => {
  test('are gone at once, lie in the trash for their owner alone, and come back byte for byte', async () => {
    chmodSync(join(world.folder, claude), 0o644);
    const before = [claude, kimi].map(world.read);
    const token = await revoke(claude, kimi);
    expect(good(await world.sessions.list()).map(({ name }) => name)).not.toContain(claude);
    const folder = join(trash(), token);
    expect(readdirSync(folder).sort()).toEqual([kept(claude), kept(kimi)]);
    expect(statSync(trash()).mode & 0o777).toBe(0o700);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, kept(claude))).mode & 0o777).toBe(0o600);
    expect(good(await world.sessions.restore(token))).toEqual({ done: [claude, kimi], failed: [] });
    expect([claude, kimi].map(world.read)).toEqual(before);
    expect(readdirSync(trash())).toEqual([]);
    expect(await world.sessions.restore(token)).toMatchObject(conflict);
  });

  test('are told with their time, the newest first', async () => {
    const first = await revoke(claude);
    world.clock.now += 5 * 60_000;
    const second = await revoke(kimi);
    expect(good(await world.sessions.revocations())).toEqual([
      { token: second, at: world.clock.now, names: [kimi] },
      { token: first, at: world.clock.now - 5 * 60_000, names: [claude] },
    ]);
  });

  test('do not come back over a file that has come meanwhile, and stay in the trash', async () => {
    const token = await revoke(claude, kimi);
    world.put(claude, claudeFile('other@example.com'));
    const restored = good(await world.sessions.restore(token));
    expect(restored).toEqual({
      done: [kimi],
      failed: [{ name: claude, message: expect.stringContaining('it is there already') }],
    });
    expect(world.read(claude)).toContain('other@example.com');
    expect(readdirSync(join(trash(), token))).toEqual([kept(claude)]);
    world.another();
    good(await world.sessions.revoke([claude]));
    expect(good(await world.sessions.restore(token)).done).toEqual([claude]);
  });

  test('broken files can be revoked too, and one that is gone is said', async () => {
    world.put('cut.json', '{');
    const revoked = good(await world.sessions.revoke(['cut.json', 'nope.json']));
    expect(revoked).toMatchObject({ done: ['cut.json'], failed: [{ name: 'nope.json' }] });
    expect(await world.sessions.revoke(['nope.json'])).toMatchObject(conflict);
  });

  test('of two that revoke the same file one does, and nothing is lost', async () => {
    const text = world.read(claude);
    const outcomes = await Promise.all([world.another(), world.another()].map((one) => one.revoke([claude])));
    expect(outcomes.map(({ ok }) => ok).sort()).toEqual([false, true]);
    const [one] = good(await world.sessions.revocations());
    good(await world.sessions.restore(one?.token ?? ''));
    expect(world.read(claude)).toBe(text);
  });

  test('are removed for good 30 days later, with the next revocation', async () => {
    const token = await revoke(claude);
    world.clock.now += 30 * day - 1;
    await revoke(kimi);
    expect(existsSync(join(trash(), token))).toBe(true);
    world.clock.now += 2;
    await revoke('codex-dev2@example.com-plus.json');
    expect(existsSync(join(trash(), token))).toBe(false);
    expect(await world.sessions.restore(token)).toMatchObject(conflict);
  });

  test('come back also when a crash had left them in both places', async () => {
    const token = await revoke(claude);
    linkSync(join(trash(), token, kept(claude)), join(world.folder, claude));
    expect(good(await world.sessions.restore(token))).toEqual({ done: [claude], failed: [] });
    expect(good(await world.sessions.list()).map(({ name }) => name)).toContain(claude);
    expect(readdirSync(trash())).toEqual([]);
  });

  test('a token leads nowhere but into the trash', async () => {
    await revoke(claude);
    const config = join(world.root, 'config.json');
    for (const token of ['', '..', '../..', '.', '../../../config.json', '20261121T090000000-zzzzzzzz']) {
      expect(await world.sessions.restore(token)).toMatchObject(conflict);
    }
    expect(existsSync(config)).toBe(false);
  });
});

test('what others put into the trash is left alone', async () => {
  await revoke(claude);
  const { mkdirSync, writeFileSync } = await import('node:fs');
  mkdirSync(join(trash(), 'mine'));
  writeFileSync(join(trash(), 'mine', 'a.json'), 'x');
  world.clock.now += 60 * day;
  await revoke(kimi);
  expect(readFileSync(join(trash(), 'mine', 'a.json'), 'utf8')).toBe('x');
  expect(good(await world.sessions.revocations())).toHaveLength(1);
});
