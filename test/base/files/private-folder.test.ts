import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ensureFolder } from '../../../src/base/files/private-folder.ts';

async function somewhere(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'private-folder-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('a folder is made with those above it, for its owner only, and may be there already', async () => {
  const folder = join(await somewhere(), 'a', 'b');
  await Promise.all([ensureFolder(folder), ensureFolder(folder)]);
  await ensureFolder(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test('below a file there is no folder', async () => {
  const file = join(await somewhere(), 'file');
  await writeFile(file, '');
  await expect(ensureFolder(join(file, 'a', 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(ensureFolder(file)).rejects.toMatchObject({ code: 'EEXIST' });
});

test.runIf(process.platform === 'linux')(
  'a file system without room for folders refuses, and is not asked forever',
  async () => {
    await expect(ensureFolder('/proc/1/.console/backups')).rejects.toMatchObject({ code: 'ENOENT' });
  },
);
