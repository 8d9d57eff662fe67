import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/usage/database.ts';
import { openStoreInThread, type ThreadedStoreOptions } from '../../src/usage/open-store-in-thread.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';
import { alpha, beta, makeFolder, makeRecord, makeStore } from './make-record.ts';

const script = new URL('../helpers/usage-thread.mjs', import.meta.url);
const recently = () => Date.now() - 60_000;
const now = (wish = {}) => makeRecord({ at: Date.now(), ...wish });

const javascript = (text: string) => new URL(`data:text/javascript,${encodeURIComponent(text)}`);

async function threaded(options: Partial<ThreadedStoreOptions> = {}): Promise<UsageStore> {
  const folder = options.folder ?? (await makeFolder());
  const opened = await openStoreInThread({ script, ...options, folder });
  if (!opened.ok) throw new Error(opened.message);
  onTestFinished(() => opened.value.close());
  return opened.value;
}

describe('a store in a thread of its own', () => {
  test('answers at once, with every record that was added before', async () => {
    const store = await threaded();
    for (let count = 0; count < 450; count += 1) store.add(now());
    store.add(now({ clientKey: beta, status: 429, failed: true }));
    expect(store.totals({ since: recently() })).toMatchObject({ requests: 451, failed: 1 });
    expect(store.groups({ since: recently() }, 'key').map(({ value }) => value)).toEqual([alpha, beta]);
    expect(store.records({ since: recently(), clientKey: beta }, 10)).toMatchObject([{ status: 429 }]);
    expect(store.series({ since: recently() }, 60_000).reduce((sum, { requests }) => sum + requests, 0)).toBe(
      451,
    );
    expect(store.problems).toEqual([]);
  });

  test('keeps everything over a close, for a store of any kind', async () => {
    const folder = await makeFolder();
    const store = await threaded({ folder });
    for (let count = 0; count < 1_000; count += 1) store.add(now());
    await store.close();
    const plain = await makeStore({ folder, now: Date.now });
    expect(plain.totals({ since: recently() }).requests).toBe(1_000);
  });

  test('names and finds keys in exports and imports, though no function goes along', async () => {
    const [one, other] = [await threaded(), await threaded()];
    one.add(now());
    one.add(now({ clientKey: beta }));
    const exported = await one.exportInTurns({ keyName: (print) => `name of ${print}` });
    expect(Object.keys(exported.usage.apis).sort()).toEqual([`name of ${alpha}`, `name of ${beta}`]);
    expect(one.exportV6({ keyName: (print) => `name of ${print}` }).usage).toEqual(exported.usage);
    const imported = await other.importInTurns(exported, (name) => name.replace('name of ', ''));
    expect(imported).toMatchObject({ ok: true, value: { added: 2, skipped: 0 } });
    expect(other.totals({ since: recently(), clientKey: beta }).requests).toBe(1);
    expect(other.importV6('nonsense')).toMatchObject({ ok: false, message: 'invalid json' });
  });

  test('prices that change count from the next record on', async () => {
    let prices = [{ model: 'own', input: 1, output: 1 }];
    const store = await threaded({ prices: () => prices });
    const cost = () => store.totals({ since: recently() }).cost;
    const record = () => now({ model: 'own', tokens: { input: 1_000_000, output: 0, total: 1_000_000 } });
    store.add(record());
    expect(cost()).toBeCloseTo(1);
    prices = [{ model: 'own', input: 5, output: 5 }];
    store.add(record());
    expect(cost()).toBeCloseTo(6);
    expect(store.priced(record()).cost).toBeCloseTo(5);
  });

  test('a folder that cannot be made is said, and is no exception', async () => {
    const opened = await openStoreInThread({ script, folder: '/dev/null/usage' });
    expect(opened).toMatchObject({ ok: false });
    if (!opened.ok) expect(opened.message).toContain('/dev/null/usage');
  });

  test('a thread that never gets there is a failure with its reason', async () => {
    const folder = await makeFolder();
    const opened = await openStoreInThread({ script: javascript('throw new Error("fake fault")'), folder });
    expect(opened).toMatchObject({ ok: false, message: expect.stringContaining('fake fault') });
  });

  test('a thread that ends is said once; what is asked is empty then, and nobody waits for it', async () => {
    const said: string[] = [];
    const store = await threaded({
      script: javascript(`
        import { parentPort } from 'node:worker_threads';
        parentPort.postMessage({ type: 'opened', outcome: { ok: true } });
        parentPort.on('message', () => process.exit(3));
      `),
      onProblem: (sentence) => said.push(sentence),
    });
    store.add(now());
    await expect.poll(() => said).toEqual([expect.stringContaining('its thread has ended (code 3)')]);
    store.add(now());
    expect(store.totals({ since: recently() }).requests).toBe(0);
    expect(store.problems).toEqual(said);
    expect((await store.exportInTurns()).usage.total_requests).toBe(0);
    await store.flush();
    await store.close();
    expect(said).toHaveLength(1);
  });

  test('a thread that ends while it closes is said, and nobody waits for it', async () => {
    const said: string[] = [];
    const store = await threaded({
      script: javascript(`
        import { parentPort } from 'node:worker_threads';
        parentPort.postMessage({ type: 'opened', outcome: { ok: true } });
        parentPort.on('message', ({ question }) => question?.method === 'close' && process.exit(3));
      `),
      onProblem: (sentence) => said.push(sentence),
    });
    store.add(now());
    await store.close();
    expect(said).toEqual([expect.stringContaining('its thread has ended too early (code 3)')]);
    expect((await store.exportInTurns()).usage.total_requests).toBe(0);
    expect(await store.importInTurns({})).toMatchObject({ ok: false });
  });

  test('a closed one says nothing, and answers as an empty one', async () => {
    const said: string[] = [];
    const store = await threaded({ onProblem: (sentence) => said.push(sentence) });
    store.add(now());
    await store.close();
    store.add(now());
    expect(store.totals({ since: 0 }).requests).toBe(0);
    expect((await store.exportInTurns()).usage.total_requests).toBe(0);
    expect(said).toEqual([]);
  });

  test('keeps all of a burst over a close, also what the thread had no room for yet', async () => {
    const folder = await makeFolder();
    const store = await threaded({ folder });
    for (let count = 0; count < 30_000; count += 1) store.add(now());
    expect(store.problems).toEqual([]);
    await store.close();
    const plain = await makeStore({ folder, now: Date.now });
    expect(plain.totals({ since: recently() }).requests).toBe(30_000);
  });

  test('sends all at the end to a thread that takes nothing, which knows then how many are lost', async () => {
    const said: string[] = [];
    const store = await threaded({
      script: javascript(`
        import { parentPort } from 'node:worker_threads';
        let came = 0;
        parentPort.postMessage({ type: 'opened', outcome: { ok: true } });
        parentPort.on('message', ({ type, packet, question }) => {
          if (type === 'add') came += packet.count;
          if (type !== 'ask') return;
          if (question.method === 'close') parentPort.postMessage({ type: 'problem', sentence: came + ' came' });
          parentPort.postMessage({ type: 'answer', answer: { id: question.id } });
        });
      `),
      onProblem: (sentence) => said.push(sentence),
    });
    for (let count = 0; count < 40_100; count += 1) store.add(now());
    await store.close();
    expect(said).toEqual(['40100 came']);
  });

  test('while the disk takes nothing: what has no room is counted at once, and the rest is kept', async () => {
    const folder = await makeFolder();
    const said: string[] = [];
    const store = await threaded({ folder, onProblem: (sentence) => said.push(sentence) });
    const other = await openDatabase(join(folder, 'usage.db'), 'write');
    if (!other.ok) throw new Error(other.message);
    onTestFinished(() => void other.value.close());
    other.value.exec('BEGIN IMMEDIATE');
    for (let count = 0; count < 45_000; count += 1) store.add(now());
    const lost = Number(/; (\d+) requests are not in it/.exec(store.problems.join())?.[1]);
    expect(lost).toBeGreaterThan(4_000);
    expect(lost).toBeLessThanOrEqual(5_000);
    expect(said[0]).toMatch(/^Usage could not be stored as fast as it came/);
    await expect.poll(() => said.at(-1), { timeout: 10_000 }).toContain('another program holds it');
    other.value.exec('ROLLBACK');
    await store.flush();
    expect(store.totals({ since: recently() }).requests).toBe(45_000 - lost);
    expect(said.at(-1)).toContain(`stored again; ${lost} requests came and went`);
  });
});
