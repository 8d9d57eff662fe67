import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileModeWarnings } from '../../../src/config/file/file-modes.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'file-modes-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function file(name: string, mode: number): Promise<string> {
  const path = join(root, name);
  await writeFile(path, '');
  await chmod(path, mode);
  return path;
}

test('private files and folders, and what is not there, give no warning', async () => {
  const paths = [await file('a', 0o600), await file('b', 0o400), root, join(root, 'none')];
  expect(await fileModeWarnings(paths)).toEqual([]);
});

test('what others can read or change is told with the way out, worst first', async () => {
  const group = await file('group', 0o640);
  const all = await file('all', 0o644);
  const open = await file('open', 0o666);
  const folder = join(root, 'folder');
  await mkdir(folder);
  await chmod(folder, 0o775);
  expect(await fileModeWarnings([group, all, open, folder])).toEqual([
    `${open} can be changed by anyone on this machine (mode 0666); run: chmod 600 ${open}`,
    `${folder} can be changed by its group and read by anyone on this machine (mode 0775); run: chmod 700 ${folder}`,
    `${all} can be read by anyone on this machine (mode 0644); run: chmod 600 ${all}`,
    `${group} can be read by its group (mode 0640); run: chmod 600 ${group}`,
  ]);
});
