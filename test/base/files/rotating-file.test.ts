import { mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { diskLogs } from '../../../src/backend/disk/read-logs.ts';
import { RotatingFile } from '../../../src/base/files/rotating-file.ts';
import { success } from '../../../src/contract/outcome.ts';

async function start(fileBytes = 1_000) {
  const home = await mkdtemp(join(tmpdir(), 'rotating-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const folder = join(home, 'logs');
  const problems: string[] = [];
  const file = new RotatingFile({ folder, fileBytes, onProblem: (text) => problems.push(text) });
  const sizeOf = async () => {
    const names = await readdir(folder);
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  };
  return { folder, file, problems, sizeOf, logs: diskLogs(async () => success(folder)) };
}
const line = (n: number) => `line ${n} ${'x'.repeat(80)}`;

describe('the log file', () => {
  test('is for its owner only, and holds every line in order', async () => {
    const { folder, file } = await start();
    file.line('one');
    file.line('two');
    await file.close();
    expect(await readFile(join(folder, 'main.log'), 'utf8')).toBe('one\ntwo\n');
    expect((await stat(join(folder, 'main.log'))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  test('is renamed when it is full, and no line is lost', async () => {
    const { folder, file, logs } = await start();
    for (let n = 0; n < 40; n += 1) {
      file.line(line(n));
      if (n % 5 === 4) await file.written();
    }
    await file.close();
    expect((await readdir(folder)).length).toBeGreaterThan(3);
    const read = await logs.read({ limit: 100 });
    expect(read.ok && read.value.lines).toEqual(Array.from({ length: 40 }, (_, n) => line(n)));
  });

  test('and its older parts are never larger than the limit', async () => {
    const { folder, file, sizeOf } = await start();
    file.limit(4_000);
    for (let n = 0; n < 200; n += 1) {
      file.line(line(n));
      if (n % 5 === 4) {
        await file.written();
        expect(await sizeOf()).toBeLessThanOrEqual(4_000);
      }
    }
    await file.close();
    const names = await readdir(folder);
    expect(names.every((name) => name.startsWith('main'))).toBe(true);
  });

  test('leaves files of others alone', async () => {
    const { folder, file } = await start();
    file.line('first');
    await file.written();
    await writeFile(join(folder, 'notes.log'), 'x'.repeat(10_000));
    file.limit(500);
    for (let n = 0; n < 20; n += 1) file.line(line(n));
    await file.close();
    expect(await readdir(folder)).toContain('notes.log');
  });

  test('is made anew when another program moves it away', async () => {
    const { folder, file } = await start();
    file.line('one');
    await file.written();
    await rename(join(folder, 'main.log'), join(folder, 'moved'));
    file.line('two');
    await file.close();
    expect(await readFile(join(folder, 'main.log'), 'utf8')).toBe('two\n');
  });

  test('is emptied, its older parts are removed, and it goes on', async () => {
    const { folder, file } = await start();
    expect(await file.clear()).toBe(0);
    for (let n = 0; n < 20; n += 1) file.line(line(n));
    await file.written();
    file.line('full');
    await file.written();
    expect(await file.clear()).toBe(1);
    file.line('after');
    await file.close();
    expect(await readdir(folder)).toEqual(['main.log']);
    expect(await readFile(join(folder, 'main.log'), 'utf8')).toBe('after\n');
  });

  test('says when it could not be emptied, and a link in its place does not lead to another file', async () => {
    const { folder, file } = await start();
    file.line('one');
    await file.written();
    const other = join(folder, 'other.txt');
    await rename(join(folder, 'main.log'), other);
    await symlink(other, join(folder, 'main.log'));
    await expect(file.clear()).rejects.toThrow('ELOOP');
    expect(await readFile(other, 'utf8')).toBe('one\n');
    await file.close();
  });

  test('that cannot be written is a problem once, and stops no caller', async () => {
    const { folder, file, problems } = await start();
    await writeFile(folder, 'a file where the folder should be');
    file.line('one');
    await file.written();
    file.line('two');
    await file.close();
    expect(problems).toEqual([expect.stringContaining(folder)]);
  });
});

describe('reading the log files', () => {
  test('goes on from a place, over a rotation, and gives each line once', async () => {
    const { file, logs } = await start(500);
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let n = 0; n < 30; n += 1) {
      file.line(line(n));
      await file.written();
      const read = await logs.read({ cursor, limit: 100 });
      if (!read.ok) throw new Error(read.message);
      expect(read.value.reset).toBe(false);
      seen.push(...read.value.lines);
      cursor = read.value.cursor;
    }
    await file.close();
    expect(seen).toEqual(Array.from({ length: 30 }, (_, n) => line(n)));
  });

  test('waits for the end of a line, and begins anew where the place is gone', async () => {
    const { folder, file, logs } = await start();
    file.line('one');
    await file.close();
    await writeFile(join(folder, 'main.log'), 'one\ntw');
    expect(await logs.read({ limit: 5 })).toMatchObject({ value: { lines: ['one'] } });
    expect(await logs.read({ cursor: '1:99', limit: 5 })).toMatchObject({
      value: { lines: ['one'], reset: true },
    });
  });

  test('says where there are none', async () => {
    const { folder, logs } = await start();
    expect(await logs.read({ limit: 5 })).toMatchObject({
      ok: false,
      kind: 'unsupported',
      message: expect.stringContaining(folder),
    });
  });
});
