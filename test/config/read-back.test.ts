import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openConfigFile } from '../../src/config/file/config-file.ts';

const behind = vi.hoisted(() => ({ run: async (_path: string) => {}, confirmed: async () => {} }));
vi.mock('../../src/base/files/atomic-write.ts', async (original) => {
  const real = await original<typeof import('../../src/base/files/atomic-write.ts')>();
  return {
    ...real,
    atomicWrite: async (...[path, bytes, options]: Parameters<typeof real.atomicWrite>) => {
      const confirm = options?.confirm;
      const asked = async () => {
        const sure = await confirm?.();
        await behind.confirmed();
        return sure === true;
      };
      const done = await real.atomicWrite(path, bytes, { ...options, ...(confirm && { confirm: asked }) });
      await behind.run(path);
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
  behind.confirmed = async () => {};
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

test.each([
  ['at once', [0]],
  ['in two pieces', [0, 40]],
])('a save in place between the comparison and the rename, %s, is put back', async (_, [, pause = 0]) => {
  const file = openConfigFile({ path, backupFolder: () => join(folder, 'kept') });
  let saving: Promise<void> | undefined;
  behind.confirmed = async () => {
    behind.confirmed = async () => {};
    const editor = await open(path, 'r+');
    await editor.truncate(0);
    const write = async () => {
      await editor.write('port: 1\n# by hand\n', 0);
      await editor.close();
    };
    if (pause === 0) await write();
    else saving = new Promise((done) => setTimeout(() => done(write()), pause));
  };
  const outcome = await file.write('debug: true\n');
  await saving;
  expect(outcome).toMatchObject({ ok: false, kind: 'conflict' });
  expect(await readFile(path, 'utf8')).toBe('port: 1\n# by hand\n');
});

test('such a save is among the backups when a third program is faster than putting it back', async () => {
  const file = openConfigFile({ path, backupFolder: () => join(folder, 'kept') });
  behind.confirmed = async () => {
    behind.confirmed = async () => {};
    await writeFile(path, 'port: 1\n# by hand\n');
  };
  behind.run = async (written) => {
    if (written !== path) return;
    behind.run = async () => {};
    await writeFile(path, 'port: 3\n');
  };
  expect(await file.write('debug: true\n')).toMatchObject({ ok: false, kind: 'conflict' });
  expect(await readFile(path, 'utf8')).toBe('port: 3\n');
  const names = await readdir(join(folder, 'kept'));
  const kept = await Promise.all(names.map((name) => readFile(join(folder, 'kept', name), 'utf8')));
  expect(kept).toContain('port: 1\n# by hand\n');
});
