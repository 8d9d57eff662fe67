import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/usage/database/usage-file.ts';
import { openUsageStore, type UsageStoreOptions } from '../../src/usage/open-usage-store.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';
import { alpha, beta, makeFolder, makeRecord, makeStore } from './make-record.ts';

const thread = new URL('../helpers/usage-thread.mjs', import.meta.url);
const recently = () => Date.now() - 300_000;
const now = (request = {}) => makeRecord({ at: Date.now(), ...request });

const javascript = (text: string) => new URL(`data:text/javascript,${encodeURIComponent(text)}`);

async function threaded(options: Partial<UsageStoreOptions> = {}): Promise<UsageStore> {
  const folder = options.folder ?? (await makeFolder());
  const opened = await openUsageStore({ thread, ...options, folder });
  if (!opened.ok) throw new Error(opened.message);
  onTestFinished(() => opened.value.close());
  return opened.value;
}

describe('a store in a thread of its own', () => {
  test('answers with every record that was added before', async () => {
    const store = await threaded();
    for (let count = 0; count < 450; count += 1) store.add(now());
    store.add(now({ clientKey: beta, status: 429, failed: true }));
    expect(await store.totals({ since: recently() })).toMatchObject({ requests: 451, failed: 1 });
    expect((await store.groups({ since: recently() }, 'key')).map(({ value }) => value)).toEqual([
      alpha,
      beta,
    ]);
    expect(await store.records({ since: recently(), clientKey: beta }, 10)).toMatchObject([{ status: 429 }]);
    expect(
      (await store.series({ since: recently() }, 60_000)).reduce((sum, { requests }) => sum + requests, 0),
    ).toBe(451);
    expect(store.problems).toEqual([]);
  });

  test('keeps everything over a close, for a store of any kind', async () => {
    const folder = await makeFolder();
    const store = await threaded({ folder });
    for (let count = 0; count < 1_000; count += 1) store.add(now());
    await store.close();
    const plain = await makeStore({ folder, now: Date.now });
    expect((await plain.totals({ since: recently() })).requests).toBe(1_000);
  });

  test('names and finds keys in exports and imports', async () => {
    const [one, other] = [await threaded(), await threaded()];
    one.add(now());
    one.add(now({ clientKey: beta }));
    const names = new Map([alpha, beta].map((print) => [print, `name of ${print}`]));
    const exported = await one.exportV6({ names });
    expect(Object.keys(exported.usage.apis).sort()).toEqual([`name of ${alpha}`, `name of ${beta}`]);
    expect((await one.exportV6({ names })).usage).toEqual(exported.usage);
    const imported = await other.importV6(
      exported,
      new Map([...names].map(([print, name]) => [name, print])),
    );
    expect(imported).toMatchObject({ ok: true, value: { added: 2, skipped: 0 } });
    expect((await other.totals({ since: recently(), clientKey: beta })).requests).toBe(1);
    expect(await other.importV6('nonsense')).toMatchObject({ ok: false, message: 'invalid json' });
  });

  test('prices that change count from the next record on', async () => {
    let prices = [{ model: 'own', input: 1, output: 1 }];
    const store = await threaded({ prices: () => prices });
    const cost = async () => (await store.totals({ since: recently() })).cost;
    const record = () => now({ model: 'own', tokens: { input: 1_000_000, output: 0, total: 1_000_000 } });
    store.add(record());
    expect(await cost()).toBeCloseTo(1);
    prices = [{ model: 'own', input: 5, output: 5 }];
    store.add(record());
    expect(await cost()).toBeCloseTo(6);
    expect(store.priced(record()).cost).toBeCloseTo(5);
  });

  test('a folder that cannot be made is said, and is no exception', async () => {
    const opened = await openUsageStore({ thread, folder: '/dev/null/usage' });
    expect(opened).toMatchObject({ ok: false });
    if (!opened.ok) expect(opened.message).toContain('/dev/null/usage');
  });

  test('a thread that never gets there is a failure with its reason', async () => {
    const folder = await makeFolder();
    const opened = await openUsageStore({ thread: javascript('throw new Error("fake fault")'), folder });
    expect(opened).toMatchObject({ ok: false, message: expect.stringContaining('fake fault') });
  });

  test('a thread that ends is said once; what is asked is unknown then, and nobody waits for it', async () => {
    const said: string[] = [];
    const store = await threaded({
      thread: javascript(`
        import { parentPort } from 'node:worker_threads';
        parentPort.postMessage({ type: 'opened', outcome: { ok: true } });
        parentPort.on('message', () => process.exit(3));
      `),
      onProblem: (sentence) => said.push(sentence),
    });
    store.add(now());
    const lost = expect.stringContaining('its thread has ended (code 3)');
    await store.flush();
    await expect.poll(() => said).toEqual([lost, '1 requests could not be stored and are not in the usage.']);
    store.add(now());
    await expect(store.totals({ since: recently() })).rejects.toThrow('its thread has ended');
    expect(store.problems).toEqual([lost]);
    await expect(store.exportV6()).rejects.toThrow('its thread has ended');
    expect(await store.tokensByKey(0)).toBeUndefined();
    await store.flush();
    await store.close();
    expect(said).toHaveLength(2);
  });

  test('a thread that ends while it closes is said, and nobody waits for it', async () => {
    const said: string[] = [];
    const store = await threaded({
      thread: javascript(`
        import { parentPort } from 'node:worker_threads';
        parentPort.postMessage({ type: 'opened', outcome: { ok: true } });
        parentPort.on('message', ({ id, method }) => {
          if (method === 'close') process.exit(3);
          parentPort.postMessage({ type: 'answer', id });
        });
      `),
      onProblem: (sentence) => said.push(sentence),
    });
    store.add(now());
    await store.close();
    expect(said).toEqual([expect.stringContaining('its thread has ended too early (code 3)')]);
    await expect(store.exportV6()).rejects.toThrow('its thread has ended');
    expect(await store.importV6({})).toMatchObject({ ok: false });
  });

  test('a closed one says nothing, and does not answer as if it were empty', async () => {
    const said: string[] = [];
    const store = await threaded({ onProblem: (sentence) => said.push(sentence) });
    store.add(now());
    await store.close();
    store.add(now());
    await expect(store.totals({ since: 0 })).rejects.toThrow('its thread has ended');
    await expect(store.exportV6()).rejects.toThrow('its thread has ended');
    expect(said).toEqual([]);
  });

  test('keeps all of a burst over a close', async () => {
    const folder = await makeFolder();
    const store = await threaded({ folder });
    for (let count = 0; count < 30_000; count += 1) store.add(now());
    expect(store.problems).toEqual([]);
    await store.close();
    const plain = await makeStore({ folder, now: Date.now });
    expect((await plain.totals({ since: recently() })).requests).toBe(30_000);
  }, 60_000);

  test('what a thread does not take at the end is told with its number', async () => {
    const said: string[] = [];
    const store = await threaded({
      thread: javascript(`
        import { parentPort } from 'node:worker_threads';
        parentPort.postMessage({ type: 'opened', outcome: { ok: true } });
        parentPort.on('message', ({ id, method }) => {
          parentPort.postMessage({ type: 'answer', id, ...(method === 'write' && { error: 'the disk is full' }) });
        });
      `),
      onProblem: (sentence) => said.push(sentence),
    });
    for (let count = 0; count < 100; count += 1) store.add(now());
    await store.close();
    expect(said.at(-1)).toBe('100 requests could not be stored and are not in the usage.');
  });

  test('while the disk takes nothing: what has no room is counted at once, and the rest is kept', async () => {
    const folder = await makeFolder();
    const said: string[] = [];
    const store = await threaded({ folder, onProblem: (sentence) => said.push(sentence) });
    const other = await connect(join(folder, 'usage.db'), 'write');
    if (!other.ok) throw new Error(other.message);
    onTestFinished(() => void other.value.connection.close());
    other.value.connection.exec('BEGIN IMMEDIATE');
    for (let count = 0; count < 45_000; count += 1) store.add(now());
    const lost = Number(/; (\d+) requests are not in it/.exec(store.problems.join())?.[1]);
    expect(lost).toBeGreaterThan(3_000);
    expect(lost).toBeLessThanOrEqual(5_000);
    expect(said[0]).toMatch(/^Usage could not be stored as fast as it came/);
    await expect.poll(() => said.at(-1), { timeout: 10_000 }).toContain('another program holds it');
    other.value.connection.exec('ROLLBACK');
    await store.flush();
    expect((await store.totals({ since: recently() })).requests).toBe(45_000 - lost);
    expect(said.at(-1)).toContain(`stored again; ${lost} requests were dropped`);
  }, 60_000);
});
