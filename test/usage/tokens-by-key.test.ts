import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/usage/database/usage-file.ts';
import { openUsageStore } from '../../src/usage/open-usage-store.ts';
import { alpha, beta, makeFolder, makeRecord, makeStore, noon } from './make-record.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Half past, ten days ago: only hours of then are summed up. */
const since = noon - 10 * dayMs + 30 * minuteMs;
const tokens = (total: number) => ({ total });

describe('the tokens of client keys since an instant', () => {
  test('begin with it, also in the middle of an hour that is long ago', async () => {
    const store = await makeStore();
    for (const [at, total, clientKey] of [
      [since - 29 * minuteMs, 1, alpha],
      [since - 1, 2, alpha],
      [since, 10, alpha],
      [since + 29 * minuteMs, 20, beta],
      [since + 30 * minuteMs, 40, alpha],
      [noon, 80, alpha],
    ] as const)
      store.add(makeRecord({ at, clientKey, tokens: tokens(total) }));
    expect([...((await store.tokensByKey(since)) ?? [])].sort()).toEqual([
      [alpha, 130],
      [beta, 20],
    ]);
    expect(await store.tokensByKey(since + 30 * minuteMs)).toEqual(new Map([[alpha, 120]]));
    expect(await store.tokensByKey(noon + 45 * minuteMs)).toEqual(new Map());
  });

  test('are those of half an hour when the month is no older', async () => {
    const store = await makeStore({ now: () => since + minuteMs });
    store.add(makeRecord({ at: since - 1, tokens: tokens(1) }));
    store.add(makeRecord({ at: since, tokens: tokens(10) }));
    expect(await store.tokensByKey(since)).toEqual(new Map([[alpha, 10]]));
  });

  test('have those that no key was needed for in no place', async () => {
    const store = await makeStore();
    store.add(makeRecord({ clientKey: undefined as never }));
    expect(await store.tokensByKey(0)).toEqual(new Map());
  });

  test('count what the disk does not take yet', async () => {
    const folder = await makeFolder();
    const store = await makeStore({ folder });
    const other = await connect(join(folder, 'usage.db'), 'write');
    if (!other.ok) throw new Error(other.message);
    onTestFinished(() => void other.value.connection.close());
    other.value.connection.exec('BEGIN IMMEDIATE');
    store.add(makeRecord({ tokens: tokens(10) }));
    store.add(makeRecord({ tokens: tokens(20), at: since - 1 }));
    expect(await store.tokensByKey(since)).toEqual(new Map([[alpha, 10]]));
    other.value.connection.exec('ROLLBACK');
    expect(await store.tokensByKey(since)).toEqual(new Map([[alpha, 10]]));
  });

  test('that cannot be read are none at all, which is not the same as nothing used', async () => {
    const store = await makeStore();
    store.add(makeRecord());
    await store.close();
    expect(await store.tokensByKey(0)).toBeUndefined();

    const thread = new URL('../helpers/usage-thread.mjs', import.meta.url);
    const opened = await openUsageStore({ thread, folder: await makeFolder() });
    if (!opened.ok) throw new Error(opened.message);
    onTestFinished(() => opened.value.close());
    opened.value.add(makeRecord({ at: Date.now() }));
    expect(await opened.value.tokensByKey(Date.now() - dayMs)).toEqual(new Map([[alpha, 1100]]));
    await opened.value.close();
    expect(await opened.value.tokensByKey(0)).toBeUndefined();
  });
});
