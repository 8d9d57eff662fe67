import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { UsageRecord } from '../../src/contract/usage-record.ts';
import { answerUsageRequest } from '../../src/usage/answer-usage-request.ts';
import { openUsageStore, openUsageToRead } from '../../src/usage/open-usage-store.ts';
import { sharedDatabase } from '../../src/usage/own-settings.ts';
import { noPostgres, type Postgres, startPostgres } from '../helpers/postgres.ts';
import { alpha, makeFolder, makeRecord, makeStore, noon } from './make-record.ts';

test('the environment names the database before the config does, and the host names the server', () => {
  const url = 'postgres://me@127.0.0.1/own';
  expect(sharedDatabase({}, undefined)).toBeUndefined();
  expect(sharedDatabase({ 'usage-database': url }, undefined)).toEqual({ url, server: hostname() });
  expect(sharedDatabase({ 'usage-database': 'postgres://x', 'usage-server': 'one' }, url)).toEqual({
    url,
    server: 'one',
  });
});

test('what is no URL of a database is said, and the text itself is not', async () => {
  const folder = await makeFolder();
  for (const url of ['fake-secret', 'mysql://me:fake-secret@127.0.0.1/own']) {
    const opened = await openUsageStore({ folder, shared: { url, server: 'one' } });
    expect(opened).toMatchObject({ ok: false, message: expect.stringContaining('is not a URL such as') });
    expect(JSON.stringify(opened)).not.toContain('fake-secret');
  }
});

describe('a database that is nowhere', () => {
  const shared = { url: 'postgres://me@127.0.0.1:1/own', server: 'one' };

  test('does not keep the file open that is copied into it', async () => {
    const folder = await makeFolder();
    const file = await makeStore({ folder });
    file.add(makeRecord());
    await file.close();
    const store = await makeStore({ folder, shared });
    await expect.poll(() => store.problems.join(), { timeout: 15_000 }).toContain('it waits (');
    const closed = vi.spyOn(Database.prototype, 'close');
    onTestFinished(() => closed.mockRestore());
    await store.close();
    expect(closed).toHaveBeenCalledOnce();
  });

  test('keeps its thread although the requests that wait cannot be read', async () => {
    const folder = await makeFolder();
    const store = await makeStore({ folder, shared });
    store.add(makeRecord());
    await store.flush();
    await expect.poll(() => store.problems.join(), { timeout: 15_000 }).toContain('1 requests wait on');
    await writeFile(join(folder, 'usage-waiting.db'), Buffer.alloc(8192, 0x5a), { flag: 'r+' });
    await expect
      .poll(() => store.problems.join(), { timeout: 15_000 })
      .toContain('(usage-waiting.db: file is not a database)');
  });

  test('and requests that wait and cannot be opened are no reason not to start', async () => {
    const folder = await makeFolder();
    await mkdir(join(folder, 'usage-waiting.db'));
    const store = await makeStore({ folder, shared });
    expect(store.problems.join()).toContain('Requests that wait on this disk cannot be read: ');
  });

  test('and a file that cannot be copied are told, and are no reason to end', async () => {
    const folder = await makeFolder();
    const other = new Database(join(folder, 'usage.db'));
    other.exec('CREATE TABLE requests (of_another_program)');
    other.close();
    const store = await makeStore({ folder, shared });
    await expect
      .poll(() => store.problems.join(), { timeout: 15_000 })
      .toMatch(/^Usage of usage\.db is not complete in the database \(.+\); it is tried again/);
  });
});

describe.runIf(noPostgres === undefined)('a database that servers share', () => {
  let postgres: Postgres;
  let number = 0;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  /** A database of its own for the test. */
  async function newDatabase(): Promise<(server: string) => { url: string; server: string }> {
    number += 1;
    const url = await postgres.createDatabase(`test_${number}`);
    return (server) => ({ url, server });
  }
  const many = (count: number, request: Partial<UsageRecord> = {}) =>
    Array.from({ length: count }, () => makeRecord(request));

  test('has the requests of all, and of each by its name', async () => {
    const at = await newDatabase();
    const one = await makeStore({ shared: at('one') });
    const two = await makeStore({ shared: at('two') });
    for (const record of many(40)) one.add(record);
    for (const record of many(60, { model: 'own' })) two.add(record);
    await Promise.all([one.flush(), two.flush()]);
    expect((await one.totals({ since: 0 })).requests).toBe(100);
    expect(await two.groups({ since: 0 }, 'server')).toMatchObject([
      { value: 'two', requests: 60 },
      { value: 'one', requests: 40 },
    ]);
    expect((await two.totals({ since: 0, server: 'one' })).requests).toBe(40);
    const words = { since: 0, search: [{ word: 'TWO' }], terms: [{ field: 'server' as const, is: ['two'] }] };
    expect((await one.totals(words)).requests).toBe(60);
    expect(await one.servers()).toEqual(['one', 'two']);
    const [newest] = await one.records({ since: 0, server: 'two' }, 1);
    expect(newest).toMatchObject({ server: 'two', model: 'own' });
    expect(one.priced(makeRecord()).server).toBe('one');
  });

  test('has the refused requests of each server', async () => {
    const at = await newDatabase();
    const one = await makeStore({ shared: at('one') });
    const two = await makeStore({ shared: at('two') });
    for (const store of [one, two, two]) store.refused('203.0.113.5', 'wrong key', noon);
    const row = { address: '203.0.113.5', reason: 'wrong key', lastAt: noon };
    await one.refusals({ since: 0 }, 1);
    expect(await two.refusals({ since: 0 }, 10)).toEqual([
      { ...row, requests: 2, server: 'two' },
      { ...row, requests: 1, server: 'one' },
    ]);
    expect(await one.refusals({ since: 0, server: 'one' }, 10)).toEqual([
      { ...row, requests: 1, server: 'one' },
    ]);
  });

  test('counts for the limits of a client key what this server had', async () => {
    const at = await newDatabase();
    const one = await makeStore({ shared: at('one') });
    const two = await makeStore({ shared: at('two') });
    one.add(makeRecord());
    two.add(makeRecord());
    await Promise.all([one.flush(), two.flush()]);
    expect(await one.tokensByKey(0)).toEqual(new Map([[alpha, 1100]]));
  });

  test('takes the same combinations from several servers at once, and a record twice only once', async () => {
    const at = await newDatabase();
    const stores = await Promise.all(['one', 'two', 'three'].map((name) => makeStore({ shared: at(name) })));
    const models = Array.from({ length: 40 }, (_, count) => ({ model: `model-${count}` }));
    const records = models.flatMap((request) => many(10, request));
    for (const store of stores) for (const record of records) store.add(record);
    await Promise.all(stores.map((store) => store.flush()));
    const [store] = stores;
    expect((await store?.totals({ since: 0 }))?.requests).toBe(records.length);
    const groups = (await store?.groups({ since: 0 }, 'model')) ?? [];
    expect(groups.map(({ requests }) => requests)).toEqual(models.map(() => 10));
    expect(stores.flatMap(({ problems }) => problems)).toEqual([]);
  });

  test('stores what a client may send in names, and finds it again', async () => {
    const store = await makeStore({ shared: (await newDatabase())('one') });
    const odd = {
      model: 'm\u0000\u0001\ud800',
      application: "'; drop table requests; --",
      error: 'a\u0000b',
    };
    store.add(makeRecord({ ...odd, failed: true, tokens: { input: 1e300, total: 1e300 }, cost: 1e300 }));
    store.add(makeRecord());
    await store.flush();
    expect(store.problems).toEqual([]);
    expect((await store.totals({ since: 0, model: odd.model })).requests).toBe(1);
    expect((await store.totals({ since: 0, application: odd.application })).requests).toBe(1);
  });

  test('is read by a console without a server; before anything was stored there is nothing', async () => {
    const at = await newDatabase();
    const folder = await makeFolder();
    const read = () => openUsageToRead({ folder, shared: at('console'), now: () => noon });
    expect(await read()).toEqual({ ok: true, value: undefined });
    const store = await makeStore({ shared: at('one') });
    store.add(makeRecord());
    await store.flush();
    const opened = await read();
    if (!opened.ok || !opened.value) throw new Error('not opened');
    onTestFinished(() => opened.value?.close());
    expect((await opened.value.totals({ since: 0 })).requests).toBe(1);
    expect(await opened.value.servers()).toEqual(['one']);
    expect(await readdir(folder)).toEqual([]);
  });

  test('gets the requests of the file that it takes the place of, once, and the file is kept', async () => {
    const at = await newDatabase();
    const folder = await makeFolder();
    const inFile = async (count: number) => {
      const file = await makeStore({ folder });
      for (const record of many(count, { model: 'of the file' })) file.add(record);
      file.refused('203.0.113.5', 'wrong key', noon);
      await file.close();
    };
    await inFile(1_200);
    const said: string[] = [];
    const open = () => makeStore({ folder, shared: at('one'), onProblem: (sentence) => said.push(sentence) });
    const store = await open();
    store.add(makeRecord({ model: 'new' }));
    await expect
      .poll(() => said, { timeout: 15_000 })
      .toEqual(['The requests of usage.db are in the database now; the file is kept.']);
    expect(await store.groups({ since: 0, server: 'one' }, 'model')).toMatchObject([
      { value: 'of the file', requests: 1_200, tokens: { total: 1_320_000 } },
      { value: 'new', requests: 1 },
    ]);
    expect(await store.refusals({ since: 0 }, 9)).toMatchObject([{ requests: 1, server: 'one' }]);
    expect(store.problems).toEqual([]);
    await store.close();
    expect(await readdir(folder)).toContain('usage.db');

    // Of a time without the database, only what is new follows.
    await inFile(3);
    const again = await open();
    await expect.poll(() => said, { timeout: 15_000 }).toHaveLength(2);
    expect((await again.totals({ since: 0 })).requests).toBe(1_204);
    await again.close();
    const last = await open();
    await last.totals({ since: 0 });
    expect(said).toHaveLength(2);
  });

  test('that does not answer at its first start gets the requests of the file later', async () => {
    const database = await startPostgres();
    onTestFinished(() => database.remove());
    const folder = await makeFolder();
    const file = await makeStore({ folder });
    for (const record of many(700)) file.add(record);
    await file.close();
    await database.kill();
    const store = await makeStore({ folder, shared: { url: database.url, server: 'one' } });
    await expect.poll(() => store.problems.join(), { timeout: 15_000 }).toContain('0 % is there; it waits (');
    await database.start();
    await expect.poll(() => store.problems, { timeout: 15_000 }).toEqual([]);
    expect((await store.totals({ since: 0 })).requests).toBe(700);
    expect(await store.groups({ since: 0 }, 'address')).toMatchObject([{ value: '10.0.3.7', requests: 700 }]);
  });

  test('gets refused requests as well, also if the file has nothing else', async () => {
    const database = await startPostgres();
    onTestFinished(() => database.remove());
    const folder = await makeFolder();
    const refuse = async (address: string) => {
      const file = await makeStore({ folder });
      file.refused(address, 'wrong key', noon);
      await file.close();
    };
    const open = () => makeStore({ folder, shared: { url: database.url, server: 'one' } });
    await refuse('203.0.113.5');
    await database.kill();
    const store = await open();
    await expect
      .poll(() => store.problems.join(), { timeout: 15_000 })
      .toContain('Refused requests of usage.db are copied into the database; it waits (');
    await database.start();
    await expect.poll(() => store.problems, { timeout: 15_000 }).toEqual([]);
    const row = { address: '203.0.113.5', reason: 'wrong key', requests: 1, lastAt: noon, server: 'one' };
    expect(await store.refusals({ since: 0 }, 9)).toEqual([row]);
    await store.close();

    await refuse('203.0.113.6');
    const again = await open();
    await expect
      .poll(() => again.refusals({ since: 0 }, 9), { timeout: 15_000 })
      .toEqual([row, { ...row, address: '203.0.113.6' }]);
  });

  describe('that does not answer', () => {
    test('records wait on the disk, over a restart, and follow once each when it answers again', async () => {
      const database = await startPostgres();
      onTestFinished(() => database.remove());
      const shared = { url: database.url, server: 'one' };
      const folder = await makeFolder();
      const said: string[] = [];
      const onProblem = (sentence: string) => said.push(sentence);
      const store = await makeStore({ folder, shared, onProblem });
      const records = many(3_000);
      for (const record of records.slice(0, 1_000)) store.add(record);
      await store.flush();
      await database.kill();
      for (const record of records.slice(1_000, 2_000)) store.add(record);
      await store.flush();
      // Not as if there were none.
      const wish = { query: { since: 0 }, by: ['model' as const], records: 5 };
      expect(await answerUsageRequest(store, wish, { labels: new Map(), recording: true })).toMatchObject({
        ok: false,
        message: expect.stringMatching(/^Usage cannot be read now: .+\. The database .+: 1000 requests wait/),
      });
      expect(await store.tokensByKey(0)).toBeUndefined();
      expect(store.problems).toEqual([
        expect.stringMatching(
          /^The database 127.0.0.1:\d+\/postgres does not take usage \(.+\): 1000 requests wait/,
        ),
      ]);
      expect(await readdir(folder)).toEqual(['usage-waiting.db']);
      await store.close();
      expect(said.at(-1)).toBe('1000 requests wait on this disk for the next start.');

      const again = await makeStore({ folder, shared, onProblem });
      // One of them was stored although its answer never came.
      for (const record of [...records.slice(2_000), ...records.slice(0, 5)]) again.add(record);
      await again.flush();
      await database.start();
      await expect.poll(() => again.problems).toEqual([]);
      expect((await again.totals({ since: 0 })).requests).toBe(3_000);
      const ids = (await again.records({ since: 0 }, 5_000)).map(({ id }) => id);
      expect(ids.reverse()).toEqual(records.map(({ id }) => id));
      expect(await again.groups({ since: 0 }, 'address')).toMatchObject([
        { value: '10.0.3.7', requests: 3_000 },
      ]);
      expect(said.at(-1)).toBe('Usage is stored again; 2005 requests that waited have followed.');
      expect(said.join()).not.toContain('fake-password');
    });

    test('and is unknown is no reason not to start', async () => {
      const store = await makeStore({ shared: { url: 'postgres://me@127.0.0.1:1/own', server: 'one' } });
      store.add(makeRecord());
      await store.flush();
      expect(store.problems[0]).toContain('the connection is refused');
    });
  });

  test('of an earlier version gets what it lacks, and who only reads says that it lacks something', async () => {
    const at = await newDatabase();
    const shared = at('one');
    const store = await makeStore({ shared });
    store.add(makeRecord());
    await store.close();
    await postgres.query(
      shared.url,
      `alter table requests drop column address; drop table addresses; delete from usage_migration where name = '2'`,
    );
    const read = await openUsageToRead({ folder: await makeFolder(), shared });
    if (!read.ok || !read.value) throw new Error('it was not opened');
    await expect(read.value.records({ since: 0 }, 9)).rejects.toThrow('its tables are of an earlier version');
    await read.value.close();
    const again = await makeStore({ shared });
    again.add(makeRecord({ at: noon + 1 }));
    await again.flush();
    const found = await again.records({ since: 0 }, 9);
    expect(found.map(({ address }) => address)).toEqual(['10.0.3.7', undefined]);
  });

  test('of a newer version is left alone, and its requests wait', async () => {
    const at = await newDatabase();
    const store = await makeStore({ shared: at('one') });
    store.add(makeRecord());
    await store.flush();
    await postgres.query(at('one').url, "insert into usage_migration values ('3', now()::text)");
    const older = await makeStore({ shared: at('one') });
    older.add(makeRecord());
    await older.flush();
    expect(older.problems[0]).toContain('its tables are of a newer version of this program');
  });

  test('needs no rights but those that are documented', async () => {
    const at = await newDatabase();
    const store = await makeStore({ shared: at('owner') });
    store.add(makeRecord());
    await store.flush();
    const { url } = at('owner');
    await postgres.query(
      url,
      `create role writer_${number} login password 'fake-password';
       create role reader_${number} login password 'fake-password';
       grant select, insert, update, delete on all tables in schema public to writer_${number};
       grant select on all tables in schema public to reader_${number}`,
    );
    const as = (role: string) => url.replace('owner:', `${role}_${number}:`);
    const writer = await makeStore({ shared: { url: as('writer'), server: 'two' } });
    writer.add(makeRecord());
    await writer.flush();
    expect(writer.problems).toEqual([]);
    const reader = await openUsageToRead({
      folder: await makeFolder(),
      shared: { url: as('reader'), server: '' },
    });
    if (!reader.ok || !reader.value) throw new Error('not opened');
    onTestFinished(() => reader.value?.close());
    expect((await reader.value.totals({ since: 0 })).requests).toBe(2);
  });
});
