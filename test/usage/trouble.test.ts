import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sweep } from '../../src/usage/database/sweep.ts';
import { openUsageFile } from '../../src/usage/database/usage-file.ts';
import { openRecordWriter } from '../../src/usage/database/write-records.ts';
import { openUsageStore, openUsageToRead } from '../../src/usage/open-usage-store.ts';
import { makeFolder, makeRecord, makeStore, noon } from './make-record.ts';

const dayMs = 86_400_000;

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
    // The hourly sweep may find it first, and there is a new file then.
    const said = await store.records({ since: 0 }, 5_000).then(
      () => told.join(),
      ({ message }: Error) => message,
    );
    expect(said).toContain('damaged');
    await store.flush();
    store.add(makeRecord());
    await store.flush();
    expect((await store.totals({ since: 0 })).requests).toBe(1);
    expect(told.join()).toContain('usage.db.damaged');
    expect(await readdir(folder)).toContain('usage.db.damaged');
  });
});

describe('a file that another program holds before it has tables', () => {
  function hold(folder: string) {
    const other = new Database(join(folder, 'usage.db'));
    other.exec('PRAGMA journal_mode = WAL; BEGIN IMMEDIATE');
    onTestFinished(() => void other.close());
    return () => other.exec('ROLLBACK');
  }

  test('is a reason why usage is not stored, and no fault', async () => {
    const folder = await makeFolder();
    hold(folder);
    expect(await openUsageStore({ folder })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/usage\.db could not be opened: another program holds it\.$/),
    });
  });

  test('takes what waited once it is free, also in the place of a file that was removed', async () => {
    const folder = await makeFolder();
    const store = await makeStore({ folder });
    for (const end of ['', '-wal', '-shm']) await rm(join(folder, `usage.db${end}`), { force: true });
    const free = hold(folder);
    store.add(makeRecord());
    await store.flush();
    expect(store.problems.join()).toContain('its file is gone');
    free();
    await expect.poll(() => store.problems.join(), { timeout: 15_000 }).not.toContain('cannot be stored');
    expect((await store.totals({ since: 0 })).requests).toBe(1);
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
    const { requests } = await store.totals({ since: 0 });
    expect(requests).toBeGreaterThan(2_000);
    expect(await store.records({ since: 0 }, 1_000_000)).toHaveLength(requests);
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
    const kept = new Set((await store.records({ since: 0 }, 1_000_000)).map(({ at }) => at));
    expect(arrivals.filter((at) => at < killed - 1_000 && !kept.has(at))).toEqual([]);
  });

  async function countIn(folder: string): Promise<number> {
    const beside = await openUsageToRead({ folder });
    if (!beside.ok || !beside.value) return 0;
    try {
      return (await beside.value.totals({ since: 0 })).requests;
    } finally {
      await beside.value.close();
    }
  }
});

describe('retention', () => {
  async function sweepIn(folder: string, retentionDays: number) {
    const opened = await openUsageFile(folder, () => {});
    if (!opened.ok) throw new Error(opened.message);
    const { database, close } = opened.value;
    const writer = openRecordWriter(database);
    await sweep({ database, writer, now: () => noon, retentionDays: () => retentionDays });
    const rows = async (table: 'requests' | 'hourly' | 'combinations') =>
      (await database.selectFrom(table).selectAll().execute()).length;
    const left = {
      requests: await rows('requests'),
      hours: await rows('hourly'),
      combinations: await rows('combinations'),
    };
    await close();
    return left;
  }

  test('removes what is older than it is kept, and its sums and names with it', async () => {
    const folder = await makeFolder();
    const old = noon - 100 * dayMs;
    const store = await makeStore({ folder, retentionDays: 0 });
    for (let number = 0; number < 1_300; number++)
      store.add(makeRecord({ at: old + number, application: 'old-application' }));
    store.add(makeRecord({ at: noon }));
    await store.close();
    // With the sums of everything, and the combination that stands for it.
    expect(await sweepIn(folder, 90)).toEqual({ requests: 1, hours: 2, combinations: 2 });
    const after = await makeStore({ folder });
    expect((await after.totals({ since: 0 })).requests).toBe(1);
    expect(await after.groups({ since: 0 }, 'application')).toHaveLength(1);
  });

  test('keeps whole hours, so that requests and sums agree', async () => {
    const folder = await makeFolder();
    const store = await makeStore({ folder, retentionDays: 0 });
    for (let minutes = -90; minutes <= 90; minutes += 30)
      store.add(makeRecord({ at: noon - 7 * dayMs + minutes * 60_000 }));
    await store.close();
    expect((await sweepIn(folder, 7)).requests).toBe(4);
    const after = await makeStore({ folder, retentionDays: 0 });
    expect((await after.totals({ since: 0 })).requests).toBe(4);
    expect((await after.totals({ since: 1 })).requests).toBe(4);
  });

  test('a combination that was removed while it was remembered is made again', async () => {
    const folder = await makeFolder();
    const then = noon - 100 * dayMs;
    // By its clock there is no ended half day, which it would sum in the meantime.
    const store = await makeStore({ folder, retentionDays: 0, now: () => then });
    store.add(makeRecord({ at: then }));
    await store.flush();
    expect(await sweepIn(folder, 90)).toEqual({ requests: 0, hours: 0, combinations: 1 });
    store.add(makeRecord());
    expect((await store.groups({ since: 0 }, 'model')).map(({ value }) => value)).toEqual(['gpt-4o']);
    expect(store.problems).toEqual([]);
  });

  test('0 days keeps for good', async () => {
    const folder = await makeFolder();
    const store = await makeStore({ folder, retentionDays: 0 });
    store.add(makeRecord({ at: noon - 1000 * dayMs }));
    await store.close();
    expect((await sweepIn(folder, 0)).requests).toBe(1);
  });
});
