import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireFileLock, type LockAttempt } from '../../src/base/file-lock.ts';

let root: string;
let path: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'file-lock-'));
  path = join(root, 'a.lock');
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

function held(attempt: LockAttempt): () => Promise<void> {
  if (!attempt.ok) throw new Error(`held by ${attempt.holder}`);
  return attempt.release;
}

/** Another process that runs `source` with the lock module at hand. */
function inProcess(source: string): ChildProcess {
  const module = new URL('../../src/base/file-lock.ts', import.meta.url).href;
  const code = `const { acquireFileLock } = await import(${JSON.stringify(module)});\n${source}`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function lineOf(child: ChildProcess): Promise<string> {
  for await (const chunk of child.stdout ?? []) return String(chunk).trim();
  return '';
}

test('one holder at a time, in the order of asking', async () => {
  const order: number[] = [];
  let inside = 0;
  await Promise.all(
    Array.from({ length: 8 }, async (_, nth) => {
      const release = held(await acquireFileLock(path));
      expect(++inside).toBe(1);
      order.push(nth);
      await readdir(root);
      inside--;
      await release();
    }),
  );
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(await readdir(root)).toEqual([]);
});

test('processes that add to one number lose nothing', async () => {
  const counter = join(root, 'number');
  await writeFile(counter, '0');
  const source = `
    const { readFile, writeFile } = await import('node:fs/promises');
    for (let turn = 0; turn < 25; turn++) {
      const lock = await acquireFileLock(${JSON.stringify(path)}, { waitMs: 15000 });
      if (!lock.ok) process.exit(3);
      const now = Number(await readFile(${JSON.stringify(counter)}, 'utf8'));
      await writeFile(${JSON.stringify(counter)}, String(now + 1));
      await lock.release();
    }`;
  const done = Array.from({ length: 3 }, () => once(inProcess(source), 'exit'));
  for (const [code] of await Promise.all(done)) expect(code).toBe(0);
  expect(await readFile(counter, 'utf8')).toBe('75');
});

test('a lock that another process holds is not taken, and names it; when that process is killed it is', async () => {
  const child = inProcess(
    `const lock = await acquireFileLock(${JSON.stringify(path)}); console.log(lock.ok); setInterval(() => {}, 1000);`,
  );
  expect(await lineOf(child)).toBe('true');
  expect(await acquireFileLock(path, { waitMs: 60 })).toEqual({ ok: false, holder: `process ${child.pid}` });
  child.kill('SIGKILL');
  await once(child, 'exit');
  await held(await acquireFileLock(path, { waitMs: 0 }))();
  expect(await readdir(root)).toEqual([]);
});

test('a process that ends while holding the lock removes it', async () => {
  const child = inProcess(`await acquireFileLock(${JSON.stringify(path)}); process.exit(0);`);
  await once(child, 'exit');
  expect(await readdir(root)).toEqual([]);
});

test('a later process with the same id is not mistaken for the holder', async () => {
  const release = held(await acquireFileLock(path));
  const content = JSON.parse(await readFile(path, 'utf8'));
  await release();
  if (content.started === '') return; // Not Linux: ids are all there is.
  await writeFile(path, JSON.stringify({ ...content, started: '1' }));
  await held(await acquireFileLock(path, { waitMs: 0 }))();
});

test('a lock from another machine counts until it is old', async () => {
  const theirs = JSON.stringify({ pid: process.pid, place: 'elsewhere', started: '', token: 'x' });
  await writeFile(path, theirs);
  const now = await acquireFileLock(path, { waitMs: 0 });
  expect(now).toEqual({ ok: false, holder: 'a process on another machine' });
  const old = new Date(Date.now() - 60_000);
  await utimes(path, old, old);
  await held(await acquireFileLock(path, { waitMs: 0, staleMs: 30_000 }))();
});

test('a lock that was cut while it was written counts for a moment only', async () => {
  await writeFile(path, '');
  expect(await acquireFileLock(path, { waitMs: 0 })).toEqual({ ok: false, holder: 'another process' });
  const old = new Date(Date.now() - 5_000);
  await utimes(path, old, old);
  await held(await acquireFileLock(path, { waitMs: 0 }))();
});

test('letting go does not take away what is somebody else’s by now', async () => {
  const release = held(await acquireFileLock(path));
  await writeFile(path, 'theirs');
  await release();
  expect(await readFile(path, 'utf8')).toBe('theirs');
});

test('a folder that is not there is an error of the file system', async () => {
  await expect(acquireFileLock(join(root, 'no', 'a.lock'))).rejects.toMatchObject({ code: 'ENOENT' });
});
