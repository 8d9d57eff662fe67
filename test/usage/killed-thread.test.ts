import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder, makeStore } from './make-record.ts';

const program = fileURLToPath(new URL('../helpers/run-thread-store.mjs', import.meta.url));

interface Running {
  readonly child: ChildProcessByStdio<null, Readable, null>;
  /** Lines that it has told. */
  told(): string[];
}

function run(...args: string[]): Running {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  return { child, told: () => text.split('\n').slice(0, -1) };
}

async function end({ child }: Running, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, 'close');
  child.kill(signal);
  return (await ended)[0];
}

test('a process that is killed loses no more than the last second of a store in a thread', async () => {
  const folder = await makeFolder();
  const running = run(folder);
  await expect.poll(() => running.told().length, { interval: 20, timeout: 20_000 }).toBeGreaterThan(400);
  expect(await readdir(folder)).toContain('usage.db-wal');
  await end(running, 'SIGKILL');
  const arrivals = running.told().map(Number);
  const killed = arrivals.at(-1) ?? 0;
  const store = await makeStore({ folder, now: Date.now });
  const kept = new Set((await store.records({ since: 0 }, 1_000_000)).map(({ id }) => id));
  const early = arrivals.filter((at) => at < killed - 1_000);
  expect(early.length).toBeGreaterThan(50);
  expect(early.filter((_, number) => !kept.has(`r${number}`))).toEqual([]);
  expect(store.problems).toEqual([]);
});

test('a process that is asked to end while much waits loses none', async () => {
  const folder = await makeFolder();
  const running = run(folder, '30000');
  await expect.poll(running.told, { timeout: 20_000 }).toEqual(['ready']);
  expect(await end(running, 'SIGTERM')).toBe(0);
  const store = await makeStore({ folder, now: Date.now });
  expect((await store.totals({ since: 0 })).requests).toBe(30_000);
});
