import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  lutimes,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireFileLock, type LockAttempt } from '../../../src/base/files/file-lock.ts';
import { thisHolder } from '../../../src/base/files/lock-holder.ts';

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

/** A dead process of this machine, as a lock names it. */
const thisPlace = () => JSON.parse(JSON.stringify(thisHolder('x'))).place as string;

/** Another process that runs `source` with the lock module at hand. */
function inProcess(source: string): ChildProcess {
  const module = new URL('../../../src/base/files/file-lock.ts', import.meta.url).href;
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
  expect(await acquireFileLock(path, { waitMs: 60 })).toEqual({
    ok: false,
    holder: `process ${child.pid} (lock ${path})`,
  });
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

const theirs = JSON.stringify({ pid: process.pid, place: 'elsewhere', started: '1', token: 'x' });
const ahead = new Date(Date.now() + 3_600_000);

test('a holder on another machine that gives signs of life keeps its lock', async () => {
  await writeFile(path, theirs);
  const beat = setInterval(() => void utimes(path, new Date(), new Date()), 100);
  const attempt = await acquireFileLock(path, { waitMs: 1_500, quietMs: 1_000 });
  clearInterval(beat);
  expect(attempt).toEqual({ ok: false, holder: `a process on another machine (lock ${path})` });
});

test('we give such signs', async () => {
  const release = held(await acquireFileLock(path));
  const { mtimeMs } = await stat(path);
  await expect.poll(async () => (await stat(path)).mtimeMs).toBeGreaterThan(mtimeMs);
  await release();
});

test.each<readonly [string, (at: string) => Promise<unknown>, quietMs: number]>([
  ['of another container', (at) => writeFile(at, theirs), 2_000],
  ['with nothing in it', (at) => writeFile(at, ''), 200],
  ['that is a folder', async (at) => [await mkdir(at), await writeFile(join(at, 'kept'), '')], 200],
  ['that is a link to nowhere', (at) => symlink(join(root, 'nowhere'), at), 200],
])('a left lock %s, of a time that is still to come, ends within seconds', async (_, leave, quietMs) => {
  await leave(path);
  await lutimes(path, ahead, ahead);
  expect(await acquireFileLock(path, { waitMs: 100 })).toMatchObject({ ok: false });
  const release = held(await acquireFileLock(path, { quietMs }));
  expect(JSON.parse(await readFile(path, 'utf8')).pid).toBe(process.pid);
  await release();
  const beside = await readdir(root);
  expect(beside.every((name) => name.startsWith('a.lock.aside-'))).toBe(true);
});

test('of many who find a left lock one at a time takes it', async () => {
  const dead = inProcess(
    `await acquireFileLock(${JSON.stringify(path)}); process.kill(process.pid, 'SIGKILL');`,
  );
  await once(dead, 'exit');
  // Each in a process of its own, as within one they wait in a row anyway; whoever is inside twice says so.
  const inside = join(root, 'inside');
  const source = `
    const { open, unlink } = await import('node:fs/promises');
    const lock = await acquireFileLock(${JSON.stringify(path)}, { waitMs: 15000 });
    if (!lock.ok) process.exit(3);
    const alone = await open(${JSON.stringify(inside)}, 'wx');
    await alone.close();
    await unlink(${JSON.stringify(inside)});
    process.kill(process.pid, 'SIGKILL');`;
  const ends = await Promise.all(Array.from({ length: 6 }, () => once(inProcess(source), 'exit')));
  expect(ends.map(([, signal]) => signal)).toEqual(Array.from({ length: 6 }, () => 'SIGKILL'));
  await held(await acquireFileLock(path, { waitMs: 0 }))();
  expect(await readdir(root)).toEqual([]);
});

test('who is killed at any step of taking a left lock leaves nothing that keeps the next one out', async () => {
  const source = (step: number) => `
    const fs = await import('node:fs');
    const { syncBuiltinESMExports } = await import('node:module');
    let steps = 0;
    for (const name of ['open', 'link', 'unlink', 'rename']) {
      const real = fs.promises[name];
      fs.promises[name] = (...args) => {
        if (steps++ === ${step}) process.kill(process.pid, 'SIGKILL');
        return real(...args);
      };
    }
    syncBuiltinESMExports();
    const lock = await acquireFileLock(${JSON.stringify(path)}, { waitMs: 100 });
    process.exit(lock.ok ? 7 : 8);`;
  await writeFile(path, theirs.replace('elsewhere', thisPlace()));
  let killed = 0;
  for (let step = 0; ; step++) {
    const [code] = await once(inProcess(source(step)), 'exit');
    if (code === 7) break;
    expect(code).toBeNull();
    killed++;
  }
  expect(killed).toBeGreaterThan(4);
  await held(await acquireFileLock(path, { waitMs: 0 }))();
  expect((await readdir(root)).filter((name) => !name.endsWith('.tmp'))).toEqual([]);
}, 60_000);

test('letting go does not take away what is somebody else’s by now', async () => {
  const release = held(await acquireFileLock(path));
  await writeFile(path, 'theirs');
  await release();
  expect(await readFile(path, 'utf8')).toBe('theirs');
});

test('a folder that is not there is an error of the file system', async () => {
  await expect(acquireFileLock(join(root, 'no', 'a.lock'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('where the system does not tell one process from a later one, a lock lives as long as it is touched', async () => {
  await writeFile(path, JSON.stringify({ ...thisHolder('x'), started: '' }));
  const touching = setInterval(() => void utimes(path, new Date(), new Date()), 20);
  const attempt = await acquireFileLock(path, { waitMs: 500, quietMs: 250 });
  clearInterval(touching);
  expect(attempt).toMatchObject({ ok: false });
  // Its process is gone, and another one has got its id.
  held(await acquireFileLock(path, { quietMs: 250 }))();
});
