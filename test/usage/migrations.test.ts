import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { schemaVersion } from '../../src/usage/database/tables.ts';
import { connect } from '../../src/usage/database/usage-file.ts';
import { openUsageStore, openUsageToRead } from '../../src/usage/open-usage-store.ts';
import { alpha, makeFolder, makeRecord, makeStore, noon } from './make-record.ts';

/** Requests and names were kept alike in versions 1 to 4; the sums and packs beside them are not read. */
const tables = `
  CREATE TABLE words (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL UNIQUE, seen INTEGER NOT NULL);
  CREATE TABLE requests (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, key INTEGER NOT NULL,
    provider INTEGER NOT NULL, account INTEGER NOT NULL, model INTEGER NOT NULL, application INTEGER NOT NULL,
    status INTEGER NOT NULL, endpoint INTEGER NOT NULL, alias INTEGER NOT NULL, agent INTEGER NOT NULL,
    latency INTEGER NOT NULL, first_byte INTEGER, input INTEGER, output INTEGER, reasoning INTEGER, cached INTEGER,
    total INTEGER, cost INTEGER, more TEXT);
  CREATE TABLE rollup (cube INTEGER NOT NULL, bucket INTEGER NOT NULL, requests INTEGER, PRIMARY KEY (cube, bucket)) WITHOUT ROWID;
  INSERT INTO words VALUES (1, '${alpha}', 20000), (2, 'gpt-4o', 20000), (3, 'POST /v1/x', 20000);`;

/** A file of that version with so many requests, of which every third failed and said why. */
async function earlierFile(version: number, count = 3): Promise<string> {
  const { default: Database } = await import('libsql');
  const folder = await makeFolder();
  const database = new Database(join(folder, 'usage.db'));
  database.exec(tables);
  const insert = database.prepare(
    'INSERT INTO requests VALUES (?, ?, ?, 1, 0, 0, 2, 0, ?, 3, 0, 0, 800, NULL, 100, 10, NULL, ?, 110, ?, ?)',
  );
  database.exec('BEGIN');
  for (let seq = 1; seq <= count; seq++) {
    const failed = seq % 3 === 0;
    const more = failed ? JSON.stringify({ error: 'It broke off.', attempts: 2, timestamp: 'told' }) : null;
    const status = failed ? 500 * 2 + 1 : 200 * 2;
    insert.run([
      seq,
      `r${seq}`,
      noon - seq * 1_000,
      status,
      seq === 1 ? 40 : null,
      failed ? null : 5_000,
      more,
    ]);
  }
  database.exec(`COMMIT; PRAGMA user_version = ${version}`);
  database.close();
  return folder;
}

describe('a file of an earlier version', () => {
  test.each([1, 2, 3, 4])('of version %d is taken over with all that it holds', async (version) => {
    const folder = await earlierFile(version);
    const store = await makeStore({ folder });
    await expect.poll(() => readdir(folder), { timeout: 10_000 }).not.toContain('usage.db.old');
    const records = await store.records({ since: 0 }, 10);
    expect(records.map(({ id, tokens, cost }) => [id, tokens?.cached, cost])).toEqual([
      ['r1', 40, 5e-6],
      ['r2', undefined, 5e-6],
      ['r3', undefined, undefined],
    ]);
    expect(records[2]).toMatchObject({ status: 500, failed: true, error: 'It broke off.', attempts: 2 });
    const totals = await store.totals({ since: 0 });
    expect(totals).toMatchObject({ requests: 3, failed: 1, tokens: { input: 300, cached: 40, total: 330 } });
    expect(totals.tokensReported).toEqual({ input: 3, output: 3, reasoning: 0, cached: 1 });
    store.add(makeRecord({ clientKey: alpha, at: noon + 5 }));
    expect((await store.groups({ since: 0 }, 'key'))[0]).toMatchObject({ requests: 4, lastAt: noon + 5 });
    const { usage } = await store.exportV6();
    expect(usage.apis[alpha]?.models['gpt-4o']?.details[2]?.timestamp).toBe('told');
  });

  test('new requests are recorded meanwhile; how far it is, is a problem until it is done, and then it is said', async () => {
    const folder = await earlierFile(4, 5_000);
    const said: string[] = [];
    const store = await makeStore({ folder, onProblem: (sentence) => said.push(sentence) });
    store.add(makeRecord());
    await expect.poll(() => store.problems.join(), { interval: 1 }).toMatch(/is being taken over.* \d+ %/);
    expect(store.problems).toContain(store.underWay);
    expect((await store.totals({ since: noon })).requests).toBe(1);
    await expect
      .poll(() => said, { timeout: 10_000 })
      .toEqual(['The usage of an earlier version was taken over.']);
    expect(store.problems).toEqual([]);
    expect((await store.totals({ since: 0 })).requests).toBe(5_001);
  });

  async function brokenOff(): Promise<string> {
    const folder = await earlierFile(4, 5_000);
    const first = await openUsageStore({ folder, now: () => noon, retentionDays: 0 });
    if (!first.ok) throw new Error(first.message);
    await expect.poll(() => first.value.problems.join(), { interval: 1 }).toMatch(/taken over/);
    await first.value.close();
    expect((await stat(join(folder, 'usage.db.old'))).size).toBeGreaterThan(100_000);
    return folder;
  }

  test('a takeover that was broken off goes on where it was, and the old file stays until all is there', async () => {
    const folder = await brokenOff();
    const store = await makeStore({ folder });
    expect((await store.totals({ since: 0 })).requests).toBeGreaterThan(0);
    await expect.poll(() => readdir(folder), { timeout: 10_000 }).not.toContain('usage.db.old');
    expect((await store.totals({ since: 0 })).requests).toBe(5_000);
  });

  test('and goes on for who only reads, before anything is answered', async () => {
    const folder = await brokenOff();
    const opened = await openUsageToRead({ folder, now: () => noon });
    if (!opened.ok || !opened.value) throw new Error('it was not opened');
    expect((await opened.value.totals({ since: 0 })).requests).toBe(5_000);
    expect(opened.value.problems).toEqual([]);
    await opened.value.close();
    expect(await readdir(folder)).not.toContain('usage.db.old');
  });

  test('is taken over as well where no server runs, before anything is answered', async () => {
    const opened = await openUsageToRead({ folder: await earlierFile(3), now: () => noon });
    if (!opened.ok || !opened.value) throw new Error('it was not opened');
    const query = { since: 0, model: 'gpt-4o', clientKey: alpha, status: 'ok' } as const;
    expect(await opened.value.totals(query)).toMatchObject({ requests: 2, tokens: { cached: 40 } });
    await opened.value.close();
  });

  test('that another program has open is left alone, which is said', async () => {
    const folder = await earlierFile(4);
    const { default: Database } = await import('libsql');
    const other = new Database(join(folder, 'usage.db'));
    other.exec('PRAGMA journal_mode = WAL; BEGIN IMMEDIATE');
    const opened = await openUsageStore({ folder });
    expect(opened).toMatchObject({ ok: false, kind: 'failed' });
    expect(opened.ok ? '' : opened.message).toContain('another program has it open');
    other.exec('ROLLBACK');
    expect(await readdir(folder)).not.toContain('usage.db.old');
  });

  test('of a later version is left alone', async () => {
    const folder = await makeFolder();
    const store = await makeStore({ folder });
    await store.close();
    const path = join(folder, 'usage.db');
    const opened = await connect(path, 'write');
    if (!opened.ok) throw new Error(opened.message);
    opened.value.connection.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
    opened.value.connection.close();
    const again = await connect(path, 'write');
    expect(again).toMatchObject({ ok: false, kind: 'unsupported' });
    expect(again.ok ? '' : again.message).toContain('newer version');
  });
});
