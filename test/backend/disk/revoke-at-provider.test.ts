import { expect, test } from 'vitest';
import type { TokenMembers } from '../../../src/backend/backend-sessions.ts';
import { revokeWithTokens } from '../../../src/backend/disk/revoke-at-provider.ts';
import { success } from '../../../src/contract/outcome.ts';
import { claudeFile, openAuthDir } from '../auth-files/disk-world.ts';
import { good } from '../conformance.ts';

test('the provider of an account is known however the file writes its type', async () => {
  const world = openAuthDir(false);
  world.put('a.json', { ...claudeFile(), type: ' Claude' });
  const asked: TokenMembers[] = [];
  const revoke = revokeWithTokens(world.sessions, async (file) => {
    asked.push(file);
    return success(undefined);
  });
  expect(good(await revoke(['a.json']))).toMatchObject({ atProvider: [{ name: 'a.json', ok: true }] });
  expect(asked).toEqual([claudeFile()]);
  await world.dispose();
});
