import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/usage/database.ts';
import { openUsageToRead } from '../../src/usage/open-usage-to-read.ts';
import { createRecordQueue } from '../../src/usage/record-queue.ts';
import { sweepStep } from '../../src/usage/sweep.ts';
import { makeFolder, makeRecord, makeStore, noon } from './make-record.ts';

const dayMs = 86_400_000;

describe('a disk that takes nothing', () => {
  const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });

  test('keeps what comes in memory, says so once, and writes it when it can', () => {
    const told: string[] = [];
    const written: string[] = [];
    let broken = true;
    const queue = createRecordQueue({
      *write(records) {
        if (broken) throw full;
        yield;
        written.push(...records.map(({ id }) => id));
      },
      tell: (sentence) => told.push(sentence),
    });
    const records = Array.from({ length: 1_200 }, () => makeRecord());
    for (const record of records) queue.add(record);
    queue.writeNow();
    queue.writeNow();
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('the disk is full');
    expect(queue.problem).toBe(told[0]);
    broken = false;
    queue.writeNow();
    expect(written).toEqual(records.map(({ id }) => id));
    expect(told[1]).toContain('nothing was lost');
    expect(queue.problem).toBeUndefined();
    queue.stop();
    expect(told).toHaveLength(2);
  });

  test('keeps no more than it may, and says how many are gone', () => {
    const told: string[] = [];
    const queue = createRecordQueue({
      // biome-ignore lint/correctness/useYield: it ends before its first step
      *write() {
        throw full;
      },
      tell: (sentence) => told.push(sentence),
    });
    queue.add(makeRecord());
    queue.writeNow();
    const record = makeRecord();
    for (let number = 0; number < 25_000; number++) queue.add(record);
    expect(queue.waiting).toBeLessThanOrEqual(20_000);
    queue.stop();
    expect(told.at(-1)).toContain('25001 requests could not be stored');
  });
});

describe('a file that is damaged while it is used', () => {
  test('is set aside, and what comes then is kept in a new one', async () => {
    const folder = await makeFolder();
    const before = await makeStore({ folder });
    for (let number = 0; number < 3_000; number++) before.add(makeRecord({ at: noon - number * 10_000 }));
    await before.close();
    const told: string[] = [];
    const store = await makeStore({ folder, onProblem: (sentence) => told.push(sentence) });
    const file = await open(join(folder, 'usage.db'), 'r+');
    const { size } = await file.stat();
    await file.write(Buffer.alloc(size - 8192, 0x5a), 0, size - 8192, 8192);
    await file.close();
    store.records({ since: 0 }, 5_000);
    await store.flush();
    store.add(makeRecord());
    await store.flush();
    expect(store.totals({ since: 0 }).requests).toBe(1);
    expect(told.join()).toContain('usage.db.damaged');
    expect(await readdir(folder)).toContain('usage.db.damaged');
  });
});

describe('a process that is killed', () => {
  test('leaves records and sums that agree', async () => {
    const folder = await makeFolder();
    const script = `
      const { openUsageStore } = await import(${JSON.stringify(new URL('../../src/usage/open-usage-store.ts', import.meta.url).href)});
      const { value: store } = await openUsageStore({ folder: process.argv[1] });
      let number = 0;
      const add = () => {
        for (let one = 0; one < 40; one++) {
          number += 1;
          store.add({ id: 'r' + number, at: Date.now(), latencyMs: 5, endpoint: 'POST /v1/messages', status: 200, failed: false });
        }
      };
      setInterval(add, 1);
    `;
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, folder], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await expect.poll(() => countIn(folder), { interval: 20, timeout: 20_000 }).toBeGreaterThan(2_000);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    const store = await makeStore({ folder, now: Date.now });
    const { requests } = store.totals({ since: 0 });
    expect(requests).toBeGreaterThan(2_000);
    expect(store.records({ since: 0 }, 1_000_000)).toHaveLength(requests);
    expect(store.problems).toEqual([]);
  });

  test('loses no more than the last second', async () => {
    const folder = await makeFolder();
    const script = `
      const { openUsageStore } = await import(${JSON.stringify(new URL('../../src/usage/open-usage-store.ts', import.meta.url).href)});
      const { value: store } = await openUsageStore({ folder: process.argv[1] });
      let number = 0;
      setInterval(() => {
        const at = Date.now();
        store.add({ id: 'r' + number++, at, latencyMs: 5, endpoint: 'POST /v1/messages', status: 200, failed: false });
        process.stdout.write(at + '\\n');
      }, 5);
    `;
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, folder], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let told = '';
    child.stdout.on('data', (chunk) => {
      told += chunk;
    });
    await expect.poll(() => told.split('\n').length, { interval: 20, timeout: 20_000 }).toBeGreaterThan(400);
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
    const arrivals = told.trimEnd().split('\n').map(Number);
    const killed = arrivals.at(-1) ?? 0;
    const store = await makeStore({ folder, now: Date.now });
    const kept = new Set(store.records({ since: 0 }, 1_000_000).map(({ at }) => at));
    expect(arrivals.filter((at) => at < killed - 1_000 && !kept.has(at))).toEqual([]);
  });

  async function countIn(folder: string): Promise<number> {
    const beside = await openUsageToRead({ folder });
    if (!beside.ok || !beside.value) return 0;
    try {
      return beside.value.totals({ since: 0 }).requests;
    } finally {
      await beside.value.close();
    }
  }
});

describe('retention', () => {
  test('removes what is older than it is kept, in steps, and its sums and names with it', async () => {
    const folder = await makeFolder();
    let now = noon - 100 * dayMs;
    const store = await makeStore({ folder, now: () => now });
    for (let number = 0; number < 1_300; number++) {
      store.add(makeRecord({ at: now + number, application: 'old-application' }));
    }
    await store.flush();
    now = noon;
    store.add(makeRecord({ at: noon }));
    await store.close();
    const opened = await openDatabase(join(folder, 'usage.db'), 'write');
    if (!opened.ok) throw new Error(opened.message);
    const database = opened.value;
    const rows = (table: string) =>
      (database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
    let steps = 0;
    while (sweepStep(database, noon, 90)) steps += 1;
    expect(steps).toBeGreaterThan(3);
    expect(rows('requests')).toBe(1);
    expect(rows(`words WHERE text = 'old-application'`)).toBe(0);
    database.close();
    const after = await makeStore({ folder });
    expect(after.totals({ since: 0 }).requests).toBe(1);
    expect(after.groups({ since: 0 }, 'application')).toHaveLength(1);
  });

  test('minutes go after three days, and hours go on telling the same', async () => {
    const folder = await makeFolder();
    const store = await makeStore({ folder });
    for (let days = 0; days < 10; days++) store.add(makeRecord({ at: noon - days * dayMs }));
    const before = store.totals({ since: noon - 8 * dayMs });
    await store.close();
    const opened = await openDatabase(join(folder, 'usage.db'), 'write');
    if (!opened.ok) throw new Error(opened.message);
    while (sweepStep(opened.value, noon, 90));
    opened.value.close();
    const after = await makeStore({ folder });
    expect(after.totals({ since: noon - 8 * dayMs })).toEqual(before);
    expect(before.requests).toBe(9);
  });

  test('0 days keeps for good', async () => {
    const folder = await makeFolder();
    const store = await makeStore({ folder, retentionDays: 0 });
    store.add(makeRecord({ at: noon - 1000 * dayMs }));
    await store.close();
    const opened = await openDatabase(join(folder, 'usage.db'), 'write');
    if (!opened.ok) throw new Error(opened.message);
    while (sweepStep(opened.value, noon, 0));
    opened.value.close();
    expect((await makeStore({ folder, retentionDays: 0 })).totals({ since: 0 }).requests).toBe(1);
  });
});
