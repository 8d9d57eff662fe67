import { chmod, link, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { atomicWrite, overwriteInPlace, removeLeftTempFiles } from '../../../src/base/files/atomic-write.ts';

let root: string;
let path: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'atomic-write-'));
  path = join(root, 'a.txt');
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('atomicWrite', () => {
  test('makes a private file and leaves nothing else', async () => {
    expect(await atomicWrite(path, 'one')).toBe(true);
    expect(await readFile(path, 'utf8')).toBe('one');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(root)).toEqual(['a.txt']);
  });

  test('replaces a file under a name, and sets the mode it is told whatever the umask', async () => {
    await writeFile(path, 'old');
    const { ino, uid, gid } = await stat(path);
    await atomicWrite(path, 'new', { mode: 0o666, owner: { uid, gid } });
    expect((await stat(path)).mode & 0o777).toBe(0o666);
    expect((await stat(path)).ino).not.toBe(ino);
  });

  test('does not replace a file when told not to', async () => {
    await writeFile(path, 'theirs');
    await expect(atomicWrite(path, 'mine', { overwrite: false })).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readFile(path, 'utf8')).toBe('theirs');
    expect(await readdir(root)).toEqual(['a.txt']);
  });

  test('of many that may not replace, one makes the file', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, (_, nth) => atomicWrite(path, `whole ${nth}`, { overwrite: false })),
    );
    const won = tries.findIndex(({ status }) => status === 'fulfilled');
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readFile(path, 'utf8')).toBe(`whole ${won}`);
  });

  test('asks last of all, and on no leaves everything as it was', async () => {
    await writeFile(path, 'old');
    expect(await atomicWrite(path, 'new', { confirm: async () => false })).toBe(false);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(root)).toEqual(['a.txt']);
  });

  test('an error leaves no temp file', async () => {
    await mkdir(path);
    await writeFile(join(path, 'x'), '');
    await expect(atomicWrite(path, 'new')).rejects.toMatchObject({ code: expect.stringMatching(/^E/) });
    expect(await readdir(root)).toEqual(['a.txt']);
  });
});

describe('overwriteInPlace', () => {
  test('keeps inode, mode and links, and leaves no tail of longer bytes', async () => {
    await writeFile(path, 'a long text that was here');
    await chmod(path, 0o640);
    await link(path, join(root, 'b.txt'));
    const before = await stat(path);
    await overwriteInPlace(path, Buffer.from('short'));
    const after = await stat(path);
    expect(await readFile(join(root, 'b.txt'), 'utf8')).toBe('short');
    expect([after.ino, after.mode, after.nlink]).toEqual([before.ino, before.mode, before.nlink]);
  });

  test('makes no file', async () => {
    await expect(overwriteInPlace(path, Buffer.from('x'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

test('only temp files of this very file are cleared away', async () => {
  const names = ['.a.txt.cli-proxy-00ff.tmp', '.b.txt.cli-proxy-00ff.tmp', 'a.txt', '.a.txt.swp'];
  for (const name of names) await writeFile(join(root, name), '');
  await removeLeftTempFiles(path);
  expect((await readdir(root)).sort()).toEqual(['.a.txt.swp', '.b.txt.cli-proxy-00ff.tmp', 'a.txt']);
});
