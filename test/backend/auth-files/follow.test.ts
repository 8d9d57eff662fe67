import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Backend } from '../../../src/backend/backend.ts';
import type { BackendEvent } from '../../../src/contract/change.ts';
import { exampleConfig, good } from '../conformance.ts';
import { type Files, makeFiles, openDisk } from '../make-subject.ts';
import { claudeFile, secret } from './disk-world.ts';

let files: Files;
let backend: Backend;
beforeEach(() => {
  files = makeFiles(exampleConfig);
  backend = openDisk(files);
});
afterEach(async () => {
  await backend.close();
  files.remove();
});

const path = (name: string) => join(files.folder, 'auth', name);
const put = (name: string, file: object) => writeFileSync(path(name), JSON.stringify(file), { mode: 0o600 });
const sessions = () => {
  if (!backend.sessions) throw new Error('a disk backend has sessions');
  return backend.sessions;
};

/** Listens, and gives a wait for the next change of auth files. */
function listening() {
  const events: BackendEvent[] = [];
  let wake = () => {};
  const leave = backend.subscribe((event) => {
    events.push(event);
    wake();
  });
  const told = () => events.filter(({ type }) => type === 'auth-files').length;
  async function until(change: () => unknown): Promise<number> {
    const before = told();
    await change();
    const start = performance.now();
    while (told() === before) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return performance.now() - start;
  }
  return { told, until, leave };
}

describe('a disk backend', () => {
  test('tells of files that others make, change, rename and remove, once they were asked for', async () => {
    const { until, told } = listening();
    expect(good(await sessions().list())).toEqual([]);
    await until(() => put('claude-a.json', claudeFile('a@example.com')));
    expect(good(await sessions().list())).toMatchObject([{ account: 'a@example.com' }]);
    await until(() => put('claude-a.json', { ...claudeFile('a@example.com'), note: 'by hand' }));
    expect(good(await sessions().list())).toMatchObject([{ note: 'by hand' }]);
    await until(() => renameSync(path('claude-a.json'), path('claude-b.json')));
    expect(good(await sessions().list())).toMatchObject([{ name: 'claude-b.json' }]);
    await until(() => rmSync(path('claude-b.json')));
    expect(good(await sessions().list())).toEqual([]);
    expect(told()).toBeGreaterThanOrEqual(4);
  });

  test('tells a write of its own once, and before the writer goes on', async () => {
    const { told, until } = listening();
    good(await sessions().list());
    good(await sessions().upload('claude-a.json', secret(claudeFile()), { overwrite: false }));
    expect(told()).toBe(1);
    good(await sessions().setDisabled(['claude-a.json'], true));
    expect(told()).toBe(2);
    // What the watcher says of it comes before what it says of a later change.
    await until(() => put('claude-b.json', claudeFile('b@example.com')));
    expect(told()).toBe(3);
  });

  test('tells a batch of its own once, however many files it changes', async () => {
    const names = Array.from({ length: 40 }, (_, nth) => `claude-${nth}.json`);
    for (const name of names) put(name, claudeFile(`${name}@example.com`));
    const { told, until } = listening();
    good(await sessions().list());
    expect(good(await sessions().setDisabled(names, true)).done).toEqual(names);
    expect(told()).toBe(1);
    await until(() => put('claude-b.json', claudeFile('b@example.com')));
    expect(told()).toBe(2);
  });

  test('tells what another program learns of an account', async () => {
    put('claude-a.json', claudeFile());
    const { until } = listening();
    good(await sessions().list());
    const other = openDisk(files);
    await until(() => other.sessions?.tokens?.note('claude-a.json', { trouble: 'failing' }));
    expect(good(await sessions().list())).toMatchObject([{ trouble: 'failing' }]);
    await other.close();
  });

  test('follows auth-dir to another folder', async () => {
    put('claude-a.json', claudeFile());
    const { until } = listening();
    expect(good(await sessions().list())).toHaveLength(1);
    await until(() =>
      backend.editConfig([{ op: 'set', path: ['auth-dir'], value: './elsewhere' }]).then(good),
    );
    expect(good(await sessions().list())).toEqual([]);
    good(await sessions().upload('claude-c.json', secret(claudeFile('c@example.com')), { overwrite: false }));
    expect(good(await sessions().list())).toMatchObject([
      { path: join(files.folder, 'elsewhere', 'claude-c.json') },
    ]);
  });

  test('watches nothing for who does not ask, and tells nobody who has left', async () => {
    const { told, leave } = listening();
    put('claude-a.json', claudeFile());
    good(await sessions().list());
    leave();
    const { until } = listening();
    await until(() => put('claude-b.json', claudeFile('b@example.com')));
    expect(told()).toBe(0);
  });

  test('of a thousand files the changed one is told within 150 ms', async () => {
    for (let nth = 0; nth < 1_000; nth += 1) put(`claude-${nth}.json`, claudeFile(`t${nth}@example.com`));
    const { until } = listening();
    expect(good(await sessions().list())).toHaveLength(1_000);
    let best = Number.POSITIVE_INFINITY;
    // Others may keep the machine busy.
    for (let nth = 0; nth < 25 && best >= 150; nth += 1) {
      const one = await until(() => put('claude-7.json', { ...claudeFile('t7@example.com'), nth }));
      best = Math.min(best, one);
    }
    expect(best).toBeLessThan(150);
  });
});
