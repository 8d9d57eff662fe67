import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { revokeSessions } from '../../../src/operations/sessions/revoke-sessions.ts';
import { wanted } from '../../oauth/oauth-world.ts';
import { json } from '../running-server.ts';
import { accountWorld } from './account-world.ts';

const name = 'codex-dev@example.com-plus.json';

async function signedIn() {
  const world = await accountWorld({ takesBack: true });
  await world.logIn('codex');
  const file = JSON.parse(await readFile(join(world.folder, name), 'utf8'));
  const revoke = async () => {
    const context = {
      backend: world.backend,
      now: Date.now,
      randomBytes: (count: number) => new Uint8Array(count),
      user: 'tester',
    };
    return wanted(await revokeSessions.run(context, { names: [name] }));
  };
  return { world, file, revoke };
}

test('a revoked account is gone here, and its provider is notified', async () => {
  const { world, file, revoke } = await signedIn();
  const { message } = await revoke();
  expect(message).toBe(
    'Revoked codex dev@example.com. The provider has revoked the tokens of codex dev@example.com, so an undo needs a new login.',
  );
  expect(world.oauth.revoked).toEqual([file.refresh_token]);
  expect(await readdir(world.folder)).not.toContain(name);
});

test('what the provider took back is brought back as a file, and says that it needs a login', async () => {
  const { world, revoke } = await signedIn();
  const { undo } = await revoke();
  await undo?.({
    backend: world.backend,
    now: Date.now,
    randomBytes: () => new Uint8Array(),
    user: 'tester',
  });
  expect(await readdir(world.folder)).toContain(name);
  world.later = 3_600_000;
  await vi.waitFor(async () => {
    const answer = await world.ask();
    expect(await answer.text()).toContain('invalid_grant');
  });
});

test.each([
  ['/console/sessions/revoke', 'POST'],
  ['/auth-files', 'DELETE'],
])('%s waits for a slow provider once, and nobody else waits', async (route, method) => {
  const { world } = await signedIn();
  const names = [name, ...['b', 'c', 'd', 'e', 'f', 'g'].map((one) => `codex-${one}.json`)];
  for (const copy of names.slice(1)) await copyFile(join(world.folder, name), join(world.folder, copy));
  world.oauth.tokens = 'hold';
  const revoking = world.manage(route, json({ names }, { method }));
  await vi.waitUntil(() => world.oauth.held === names.length, { timeout: 4_000 });
  expect((await world.manage('/debug', json({ value: true }, { method: 'PUT' }))).status).toBe(200);
  expect(world.oauth.held).toBe(names.length);
  world.oauth.release();
  expect((await revoking).status).toBe(200);
});

test('a provider that does not answer is said, and keeps nobody from revoking', async () => {
  const { world, revoke } = await signedIn();
  world.oauth.tokens = 'fail';
  const { message, result } = await revoke();
  expect(message).toContain(
    'Revoked codex dev@example.com. The tokens of codex dev@example.com could not be revoked at the provider: Codex could not be reached',
  );
  expect(result.done).toEqual([name]);
  expect(await readdir(world.folder)).not.toContain(name);
});
