import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/usage/database.ts';
import { openUsageToRead } from '../../src/usage/open-usage-to-read.ts';
import { migrations } from '../../src/usage/schema.ts';
import { alpha, makeFolder, makeRecord, makeStore, noon } from './make-record.ts';

/** A file as version 1 left it: one record that told cached tokens, and one that did not. */
async function fileOfVersion1(): Promise<string> {
  const { default: Database } = await import('libsql');
  const folder = await makeFolder();
  const database = new Database(join(folder, 'usage.db'));
  database.exec(migrations[0] ?? '');
  database.exec('PRAGMA user_version = 1');
  database.exec(`
    INSERT INTO words VALUES (1, '${alpha}', 20000), (2, 'gpt-4o', 20000), (3, 'POST /v1/x', 20000);
    INSERT INTO requests VALUES
      (1, 'one', ${noon}, 1, 0, 0, 2, 0, 400, 3, 0, 0, 800, NULL, 100, 10, NULL, 40, 110, 5000, NULL),
      (2, 'two', ${noon}, 1, 0, 0, 2, 0, 400, 3, 0, 0, 800, NULL, 100, 10, NULL, NULL, 110, 5000, NULL);`);
  for (const [cube, size] of [
    [0, 60_000],
    [100, 3_600_000],
    [200, 86_400_000],
  ] as const)
    for (const [selection, a] of [
      [0, 0],
      [1, 1],
    ] as const)
      database.exec(
        `INSERT INTO rollup (cube, bucket, a, b, requests, input, output, cached, total, known, cost, priced, h10)
         VALUES (${cube + selection}, ${Math.floor(noon / size)}, ${a}, 0,
           2, 200, 20, 40, 220, 2, 10000, 2, 2)`,
      );
  database.close();
  return folder;
}

describe('a file of an earlier version', () => {
  test('is brought to this one with all that it holds, and says no more than it knows', async () => {
    const folder = await fileOfVersion1();
    const store = await makeStore({ folder });
    expect(store.problems).toEqual([]);
    expect(store.records({ since: 0 }, 10).map(({ id, tokens }) => [id, tokens?.cached])).toEqual([
      ['two', undefined],
      ['one', 40],
    ]);
    const totals = store.totals({ since: noon });
    expect(totals).toMatchObject({ requests: 2, tokens: { input: 200, output: 20, cached: 40, total: 220 } });
    // Nobody counted who told them, so 40 is the least that it was.
    expect(totals.tokensTold).toEqual({ input: 2, output: 2, reasoning: 0, cached: 1 });
    expect(totals.tokens).not.toHaveProperty('reasoning');
    expect(store.groups({ since: noon }, 'key')[0]).not.toHaveProperty('lastAt');
    store.add(makeRecord({ clientKey: alpha, at: noon + 5 }));
    expect(store.groups({ since: noon }, 'key')[0]).toMatchObject({ requests: 3, lastAt: noon + 5 });
  });

  test('is read as well where no server runs', async () => {
    const opened = await openUsageToRead({ folder: await fileOfVersion1(), now: () => noon });
    if (!opened.ok || !opened.value) throw new Error('it was not opened');
    const query = { since: noon, model: 'gpt-4o', clientKey: alpha, status: 'ok' } as const;
    expect(opened.value.totals(query)).toMatchObject({ requests: 2, tokens: { cached: 40 } });
    expect(opened.value.groups({ since: noon }, 'key')).toMatchObject([{ value: alpha, requests: 2 }]);
    await opened.value.close();
  });

  test('of version 3 has its packs made anew, as their columns have changed', async () => {
    const folder = await fileOfVersion1();
    const opened = await openDatabase(join(folder, 'usage.db'), 'write');
    if (!opened.ok) throw new Error(opened.message);
    const { value: database } = opened;
    database.exec("INSERT INTO packs VALUES (1, 1, 2, 0, 9); INSERT INTO pack_pieces VALUES (16, x'00')");
    database.exec('PRAGMA user_version = 3');
    database.close();
    const store = await makeStore({ folder });
    expect(store.totals({ since: noon, model: 'gpt-4o', clientKey: alpha, status: 200 }).requests).toBe(2);
    expect(store.problems).toEqual([]);
  });

  test('of a later version is left alone', async () => {
    const folder = await makeFolder();
    const store = await makeStore({ folder });
    await store.close();
    const opened = await openDatabase(join(folder, 'usage.db'), 'write');
    if (!opened.ok) throw new Error(opened.message);
    opened.value.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    opened.value.close();
    const again = await openDatabase(join(folder, 'usage.db'), 'write');
    expect(again).toMatchObject({ ok: false, kind: 'unsupported' });
    expect(again.ok ? '' : again.message).toContain('newer version');
  });
});
