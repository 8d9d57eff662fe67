import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, test } from 'vitest';
import { addressesText } from '../../src/contract/usage-figures.ts';
import type { UsageRecord } from '../../src/contract/usage-record.ts';
import { answerUsageRequest } from '../../src/usage/answer-usage-request.ts';
import { sweep } from '../../src/usage/database/sweep.ts';
import { openUsageFile } from '../../src/usage/database/usage-file.ts';
import { openUsageToRead } from '../../src/usage/open-usage-store.ts';
import { alpha, beta, makeFolder, makeRecord, makeStore, noon } from './make-record.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** With these requests, all on disk. */
async function storeOf(requests: readonly Partial<UsageRecord>[]) {
  const store = await makeStore({ retentionDays: 0 });
  for (const request of requests) store.add(makeRecord(request));
  await store.flush();
  return store;
}

describe('the addresses of clients', () => {
  test('are kept with each request over a restart; an unknown one stays unknown', async () => {
    const folder = await makeFolder();
    const store = await makeStore({ folder });
    const long = '2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff';
    for (const address of ['10.0.3.7', long, '10.0.3.7', undefined]) store.add(makeRecord({ address }));
    await store.close();
    const again = await makeStore({ folder });
    const found = (await again.records({ since: 0 }, 9)).map(({ address }) => address);
    expect(found).toEqual([undefined, '10.0.3.7', long, '10.0.3.7']);
  });

  test('group requests, and are a condition that unknown ones meet only when it is turned round', async () => {
    const store = await storeOf([
      { address: '10.0.3.7', at: noon - hour },
      { address: '10.0.3.7', status: 429, failed: true },
      { address: '2001:db8::A' },
      { address: undefined, at: noon - 40 * day },
    ]);
    expect(await store.groups({ since: 0 }, 'address', 10 * day)).toMatchObject([
      { value: '10.0.3.7', requests: 2, failed: 1, lastAt: noon },
      { value: null, requests: 1 },
      { value: '2001:db8::A', requests: 1, bars: expect.arrayContaining([1]) },
    ]);
    const matching = async (term: { is?: string[]; has?: string; not?: boolean }) => {
      const query = { since: 0, terms: [{ field: 'address' as const, ...term }] };
      const { requests } = await store.totals(query);
      expect(await store.records(query, 9)).toHaveLength(requests);
      return requests;
    };
    expect(await matching({ is: ['10.0.3.7'] })).toBe(2);
    expect(await matching({ is: ['10.0.3.7'], not: true })).toBe(2);
    expect(await matching({ has: 'DB8' })).toBe(1);
    expect(await matching({ is: ['2001:DB8::a', '10.0.3.9'] })).toBe(1);
    expect(await matching({ is: [''] })).toBe(0);
  });

  test('of a key are those of the last hour, or else of the last day, the last one first', async () => {
    const store = await storeOf([
      { address: '10.0.3.7', at: noon - 3 * hour },
      { address: '10.0.3.8', at: noon - 20 * 60_000 },
      { address: '10.0.3.9', at: noon - 10 * 60_000 },
      { address: '10.0.3.8', at: noon - 5 * 60_000 },
      { address: '10.0.3.1', clientKey: beta, at: noon - 3 * hour },
      { address: '10.0.3.2', clientKey: 'c3c3c3c3c3c3c3c3', at: noon - 3 * hour },
      { address: undefined, clientKey: 'c3c3c3c3c3c3c3c3', at: noon - 1 },
    ]);
    const of = async (clientKey: string, addresses = noon - hour) => {
      const request = { query: { since: noon - day, clientKey }, addresses };
      const answer = await answerUsageRequest(store, request, { labels: new Map(), recording: true });
      return answer.ok ? addressesText(answer.value) : answer.message;
    };
    expect(await of(alpha)).toBe('10.0.3.8 · 10.0.3.9');
    expect(await of(alpha, 0)).toBe('10.0.3.8 · 10.0.3.9 · 10.0.3.7');
    expect(await of(beta)).toBe('10.0.3.1');
    // It was used in this hour, from where nobody knows.
    expect(await of('c3c3c3c3c3c3c3c3')).toBeUndefined();
    expect(await of('unknown')).toBeUndefined();
  });

  test('are named up to the third, and the others counted', () => {
    const group = (value: string, lastAt: number) => ({
      ...{ value, lastAt, requests: 1, failed: 0, tokensKnown: 0, costKnown: 0 },
    });
    const address = [5, 3, 1, 4, 2].map((last) => group(`10.0.3.${last}`, last));
    expect(addressesText({ groups: { address } })).toBe('10.0.3.5 · 10.0.3.4 · 10.0.3.3 +2');
  });

  test('go with the last request that has them, and a number is never that of another one', async () => {
    const opened = await openUsageFile(await makeFolder(), () => {});
    if (!opened.ok) throw new Error(opened.message);
    const { database } = opened.value;
    const { openRecordWriter } = await import('../../src/usage/database/write-records.ts');
    const writer = openRecordWriter(database);
    const write = (address: string, at: number) =>
      writer.write([{ record: makeRecord({ address, at }), cost: undefined }]);
    const kept = async () => {
      await sweep({ database, writer, now: () => noon, retentionDays: () => 30 });
      return database.selectFrom('addresses').select(['id', 'address']).orderBy('id').execute();
    };
    await write('10.0.3.7', noon - 40 * day);
    await write('10.0.3.7', noon - 20 * day);
    await write('10.0.3.9', noon - 31 * day);
    const all = await database.selectFrom('addresses').select('id').execute();
    expect(await kept()).toMatchObject([{ address: '10.0.3.7' }]);
    await write('10.0.3.8', noon);
    await write('10.0.3.9', noon);
    const [first, ...added] = await kept();
    expect([first, ...added].map((row) => row?.address)).toEqual(['10.0.3.7', '10.0.3.8', '10.0.3.9']);
    for (const { id } of added) expect(all).not.toContainEqual({ id });
    await opened.value.close();
  });

  test('are added to a file of version 7, also where it is only read', async () => {
    const folder = await makeFolder();
    const asVersion7 = async () => {
      const file = new Database(join(folder, 'usage.db'));
      file.exec('alter table requests drop column address; drop table addresses; pragma user_version = 7');
      file.close();
    };
    const store = await makeStore({ folder });
    store.add(makeRecord());
    await store.close();
    await asVersion7();
    const read = await openUsageToRead({ folder, now: () => noon });
    if (!read.ok || !read.value) throw new Error('it was not opened');
    expect((await read.value.records({ since: 0 }, 9)).map(({ address }) => address)).toEqual([undefined]);
    await read.value.close();
    await asVersion7();
    const again = await makeStore({ folder });
    again.add(makeRecord({ address: '10.0.3.9' }));
    await again.flush();
    const found = (await again.records({ since: 0 }, 9)).map(({ address }) => address);
    expect(found).toEqual(['10.0.3.9', undefined]);
  });
});
