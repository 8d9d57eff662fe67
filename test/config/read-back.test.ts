import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openConfigFile } from '../../src/config/config-file.ts';

const behind = vi.hoisted(() => ({ run: async (_path: string) => {} }));
vi.mock('../../src/base/atomic-write.ts', async (original) => {
  const real = await original<typeof import('../../src/base/atomic-write.ts')>();
  return {
    ...real,
    atomicWrite: async (...args: Parameters<typeof real.atomicWrite>) => {
      const done = await real.atomicWrite(...args);
      await behind.run(args[0]);
      return done;
    },
    overwriteInPlace: async (path: string, bytes: Uint8Array) => {
      await real.overwriteInPlace(path, bytes);
      await behind.run(path);
    },
  };
});

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-back-'));
  path = join(folder, 'config.yaml');
  await writeFile(path, 'debug: false\n');
});
afterEach(async () => {
  behind.run = async () => {};
  await rm(folder, { recursive: true, force: true });
});

test.each([
  ['by rename', false],
  ['in place', true],
])('a write %s that another program overwrites at once is a conflict and no success', async (_, inPlace) => {
  const file = openConfigFile({ path, backupFolder: () => join(folder, 'kept'), inPlace: () => inPlace });
  behind.run = async (written) => {
    if (written === path) await writeFile(path, 'debug: false\nport: 1\n');
  };
  const outcome = await file.write('debug: true\n');
  expect(outcome).toMatchObject({ ok: false, kind: 'conflict' });
  expect(await readFile(path, 'utf8')).toBe('debug: false\nport: 1\n');
});
