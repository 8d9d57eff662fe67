import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { UsageTerm } from '../../src/contract/usage-figures.ts';
import { answerUsageRequest } from '../../src/usage/answer-usage-request.ts';
import { openUsageStore, openUsageToRead } from '../../src/usage/open-usage-store.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';
import { alpha, beta, makeFolder, makeRecord, makeStore, noon } from './make-record.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe('a search', () => {
  const search = (...words: { word: string; keys?: string[] }[]) => ({ since: 0, search: words });

  test('looks in every dimension of every request, and all figures are of what it finds', async () => {
    const store = await makeStore();
    for (let i = 0; i < 700; i++) store.add(makeRecord({ at: noon + i, clientKey: alpha, model: 'gpt-4o' }));
    const rare = { clientKey: beta, model: 'Claude-Sonnet', application: 'Cline', failed: true, status: 429 };
    store.add(makeRecord({ at: noon, ...rare }));
    const found = async (...words: { word: string; keys?: string[] }[]) =>
      (await store.totals(search(...words))).requests;
    expect(await found({ word: 'sonnet' })).toBe(1);
    expect(await found({ word: 'CLINE' }, { word: '42' })).toBe(1);
    expect(await found({ word: 'failed' })).toBe(1);
    expect(await found({ word: 'sonnet' }, { word: 'gpt' })).toBe(0);
    expect(await found({ word: 'nonesuch' })).toBe(0);
    expect(await found({ word: 'team-b', keys: [beta] })).toBe(1);
    expect(await found({ word: alpha.slice(0, 8) })).toBe(700);
    expect(await store.groups(search({ word: 'gpt' }), 'key', 3_600_000)).toMatchObject([
      { value: alpha, requests: 700 },
    ]);
    expect(await store.records(search({ word: 'sonnet' }), 10)).toHaveLength(1);
    const steps = await store.series(
      { ...search({ word: 'sonnet' }), since: noon, until: noon + 60_000 },
      60_000,
    );
    expect(steps.reduce((sum, { requests }) => sum + requests, 0)).toBe(1);
    const narrowed = { ...search({ word: 'gpt' }), clientKey: beta };
    expect((await store.totals(narrowed)).requests).toBe(0);
  });
});

describe('terms', () => {
  const records = [
    makeRecord({ at: noon, clientKey: alpha, model: 'GPT-4o', application: 'Cline', status: 200 }),
    makeRecord({
      at: noon,
      clientKey: beta,
      model: 'gpt-4o-mini',
      status: 429,
      failed: true,
      error: 'Too busy.',
    }),
    makeRecord({
      at: noon,
      clientKey: beta,
      model: 'sonnet',
      status: 500,
      failed: true,
      error: 'It broke off.',
    }),
    makeRecord({ at: noon, clientKey: undefined, model: 'sonnet', status: 200, failed: true }),
  ];

  test.each<[string, UsageTerm[], number[]]>([
    ['one field is that, in any case', [{ field: 'model', is: ['gpt-4o'] }], [0]],
    ['has that in it', [{ field: 'model', has: 'GPT' }], [0, 1]],
    ['is not that', [{ field: 'model', is: ['gpt-4o'], not: true }], [1, 2, 3]],
    ['what is unknown fits no condition', [{ field: 'key', is: [alpha, beta] }], [0, 1, 2]],
    ['but that it is something else', [{ field: 'key', is: [alpha, beta], not: true }], [3]],
    ['no value fits nothing', [{ field: 'key', is: [] }], []],
    ['a status', [{ field: 'status', is: ['429'] }], [1]],
    ['a kind of status', [{ field: 'status', is: ['5XX', '4xx'] }], [1, 2]],
    ['an outcome', [{ field: 'status', is: ['ok'] }], [0]],
    ['the other outcome', [{ field: 'status', is: ['ok'], not: true }], [1, 2, 3]],
    ['a part of a status', [{ field: 'status', has: '0' }], [0, 2, 3]],
    ['the words of an error', [{ field: 'error', has: 'BROKE' }], [2]],
    ['no such error', [{ field: 'error', has: 'broke', not: true }], [0, 1, 3]],
    [
      'all of several',
      [
        { field: 'key', is: [beta] },
        { field: 'error', has: 'busy' },
      ],
      [1],
    ],
  ])('%s', async (_, terms, places) => {
    const store = await makeStore();
    for (const record of records) store.add(record);
    const query = { since: 0, terms };
    expect((await store.totals(query)).requests).toBe(places.length);
    const found = new Set((await store.records(query, 10)).map(({ id }) => id));
    expect(found).toEqual(new Set(places.map((place) => records[place]?.id)));
  });

  test('a word can be one that must not be there', async () => {
    const store = await makeStore();
    for (const record of records) store.add(record);
    expect((await store.totals({ since: 0, search: [{ word: 'gpt', not: true }] })).requests).toBe(2);
  });

  test('the whole span is counted beside them', async () => {
    const store = await makeStore();
    for (const record of records) store.add(record);
    const query = { since: 0, terms: [{ field: 'model' as const, has: 'gpt' }] };
    const options = { labels: new Map<string, string>(), recording: true };
    expect(await answerUsageRequest(store, { query, whole: true }, options)).toMatchObject({
      value: { totals: { requests: 2 }, whole: 4 },
    });
    expect(await answerUsageRequest(store, { query }, options)).not.toHaveProperty('value.whole');
  });
});

describe('what is kept', () => {
  test('a record comes back as it was added, over a restart', async () => {
    const folder = await makeFolder();
    const record = makeRecord({
      alias: 'fast',
      tokens: {
        input: 1000,
        output: 100,
        cached: 10,
        written: 20,
        writtenLong: 30,
        reasoning: 0,
        total: 1100,
      },
      attempts: 2,
      tries: [{ provider: 'openai', account: 'sk-…0001', status: 429, error: 'It is busy.', ms: 40 }],
      restingMs: 5_000,
      error: 'The provider broke off.',
      referer: 'https://example.org/',
      task: 'task-1',
      userAgent: 'client/1.0',
      failed: true,
    });
    const first = await makeStore({ folder });
    first.add(record);
    await first.close();
    const second = await makeStore({ folder });
    // The list has no price for what is written to a cache of this model.
    expect(await second.records({ since: 0 }, 10)).toEqual([{ ...record, costGap: 'price of the cache' }]);
  });

  test('what is not known stays not known', async () => {
    const store = await makeStore();
    const bare = {
      id: 'bare',
      at: noon,
      latencyMs: 5,
      endpoint: 'POST /v1/messages',
      status: 502,
      failed: true,
    };
    store.add(bare);
    expect(await store.records({ since: 0 }, 1)).toEqual([{ ...bare, cost: 0 }]);
    const totals = await store.totals({ since: noon });
    expect(totals).toMatchObject({ requests: 1, failed: 1, tokensKnown: 0 });
    expect(totals).not.toHaveProperty('tokens');
    expect(totals).not.toHaveProperty('firstByte');
    expect(await store.groups({ since: noon }, 'model')).toMatchObject([{ value: null, requests: 1 }]);
  });

  test('what a provider itself says that it takes goes before all prices', async () => {
    const store = await makeStore();
    const told = makeRecord({ cost: 0.00123 });
    store.add(told);
    store.add(makeRecord({ model: 'nobody-knows', cost: 0.5 }));
    expect(store.priced(told).cost).toBe(0.00123);
    expect((await store.records({ since: 0 }, 10)).map(({ cost }) => cost)).toEqual([0.5, 0.00123]);
    expect((await store.totals({ since: 0 })).cost).toBeCloseTo(0.50123, 9);
  });

  test('what an answer cost that was broken off is unknown, unless no provider was at work', async () => {
    const store = await makeStore();
    const left = { tokens: undefined as never, failed: true, status: 499, firstByteMs: undefined as never };
    const gaps = [
      { ...left, firstByteMs: 20 },
      left,
      { ...left, status: 502, firstByteMs: 20 },
      { ...left, firstByteMs: 20, tokens: { input: 170 } },
      { ...left, attempts: 0 },
      { ...left, status: 502 },
    ].map((request) => store.priced(makeRecord(request)));
    expect(gaps.map(({ cost, costGap }) => costGap ?? cost)).toEqual([
      'tokens',
      'tokens',
      'tokens',
      'tokens',
      0,
      0,
    ]);
  });

  test('a request is told with what it cost, or with what stands in the way of a cost', async () => {
    let prices = [{ model: 'own', input: 1, output: 1 }];
    const store = await makeStore({ prices: () => prices });
    const tokens = { input: 1_000_000, output: 0, total: 1_000_000 };
    const told = [
      makeRecord({ model: 'own', tokens }),
      makeRecord({ model: 'nobody-knows', tokens }),
      makeRecord({ model: 'own', tokens: { ...tokens, cached: 5 } }),
      makeRecord({ tokens: { output: 5 } }),
      makeRecord({ tokens: undefined as never }),
      makeRecord({ tokens: undefined as never, failed: true, status: 503, firstByteMs: undefined as never }),
      makeRecord({ model: 'gemini-2.5-pro', tokens }),
    ].map((record, number) => ({ ...record, at: noon + number }));
    for (const record of told) store.add(record);
    const gaps = ['price', 'price of the cache', 'input tokens', 'tokens', 0, 'price of long prompts'];
    const answers = (await store.records({ since: 0 }, 10)).toReversed();
    expect(answers.map(({ cost, costGap }) => costGap ?? cost)).toEqual([1, ...gaps]);
    expect(answers.map((record) => store.priced(record).costGap)).toEqual(
      answers.map(({ costGap }) => costGap),
    );
    // The cost of its time stays, whatever the list says later.
    prices = [{ model: 'own', input: 3, output: 1 }];
    expect((await store.records({ since: 0 }, 10)).at(-1)?.cost).toBe(1);
    expect(told[0] && store.priced(told[0]).cost).toBe(3);
  });

  test('a record that is told twice counts once', async () => {
    const store = await makeStore();
    const record = makeRecord();
    store.add(record);
    store.add(record);
    await store.flush();
    store.add(record);
    expect((await store.totals({ since: 0 })).requests).toBe(1);
  });

  test('the file is readable by its owner alone', async () => {
    const folder = join(await makeFolder(), '.console');
    const store = await makeStore({ folder });
    store.add(makeRecord());
    await store.flush();
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(folder))
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  test('is on disk soon, without anyone asking', async () => {
    const folder = await makeFolder();
    const store = await makeStore({ folder });
    store.add(makeRecord());
    await expect.poll(() => countBeside(folder), { interval: 10 }).toBe(1);
  });

  async function countBeside(folder: string): Promise<number | undefined> {
    const beside = await openUsageToRead({ folder, now: () => noon });
    if (!beside.ok || !beside.value) return undefined;
    const { requests } = await beside.value.totals({ since: 0 });
    await beside.value.close();
    return requests;
  }
});

describe('questions', () => {
  test('totals of a span count what arrived in it', async () => {
    const store = await makeStore();
    for (const ago of [0, 2, 4, 10, 70, 23 * 60, 25 * 60, 6 * 1440, 29 * 1440]) {
      store.add(makeRecord({ at: noon - ago * 60_000 }));
    }
    const since = async (ms: number) => (await store.totals({ since: noon - ms })).requests;
    expect(await Promise.all([300_000, hourMs, dayMs, 7 * dayMs, 30 * dayMs].map(since))).toEqual([
      3, 4, 6, 8, 9,
    ]);
    expect((await store.totals({ since: noon - 7 * dayMs, until: noon - dayMs })).requests).toBe(2);
  });

  test('groups have requests, failures, tokens and percentiles, most requests first', async () => {
    const store = await makeStore();
    for (let number = 1; number <= 100; number++) store.add(makeRecord({ latencyMs: number * 10 }));
    store.add(makeRecord({ clientKey: beta, failed: true, status: 500, tokens: undefined as never }));
    const [most, least] = await store.groups({ since: noon - hourMs }, 'key');
    expect(most).toMatchObject({ value: alpha, requests: 100, failed: 0, tokensKnown: 100 });
    expect(most?.tokens).toMatchObject({ input: 100_000, output: 10_000, total: 110_000 });
    expect(most?.latency?.p50).toBeGreaterThan(500 / 1.66);
    expect(most?.latency?.p50).toBeLessThan(500 * 1.66);
    expect(most?.latency?.p95).toBeGreaterThan(950 / 1.66);
    expect(most?.latency?.p95).toBeLessThan(950 * 1.66);
    expect(least).toMatchObject({ value: beta, requests: 1, failed: 1, tokensKnown: 0 });
  });

  test('filters of one, two and three dimensions agree with each other', async () => {
    const store = await makeStore();
    for (let number = 0; number < 240; number++) {
      store.add(
        makeRecord({
          at: noon - number * 400_000,
          clientKey: number % 2 ? alpha : beta,
          model: `model-${number % 3}`,
          application: `application-${number % 5}`,
          status: number % 4 ? 200 : 429,
          failed: number % 4 === 0,
        }),
      );
    }
    const since = noon - 30 * hourMs;
    const one = await store.totals({ since, clientKey: alpha });
    const two = await store.groups({ since, clientKey: alpha }, 'model');
    const three = await store.groups({ since, clientKey: alpha, application: 'application-1' }, 'model');
    expect(one.requests).toBe(120);
    expect(two.map(({ requests }) => requests)).toEqual([40, 40, 40]);
    expect(three.reduce((sum, { requests }) => sum + requests, 0)).toBe(24);
    expect(three[0]?.latency?.p50).toBe((await store.totals({ since, model: 'model-0' })).latency?.p50);
    expect((await store.totals({ since, status: 'failed' })).requests).toBe(60);
    expect((await store.totals({ since, status: 429 })).requests).toBe(60);
    expect((await store.groups({ since }, 'status')).map(({ value }) => value)).toEqual(['200', '429']);
    expect(await store.records({ since, clientKey: beta, status: 429 }, 1000)).toHaveLength(60);
    expect(await store.records({ since, status: 'ok', model: 'model-1' }, 5)).toHaveLength(5);
    expect((await store.totals({ since, clientKey: 'never-seen' })).requests).toBe(0);
  });

  test('a series has every step, empty ones too, and adds up', async () => {
    const store = await makeStore();
    for (const minutes of [0, 1, 1, 30]) store.add(makeRecord({ at: noon - minutes * 60_000 }));
    const series = await store.series({ since: noon - hourMs }, 60_000);
    expect(series).toHaveLength(61);
    expect(
      series.filter(({ requests }) => requests > 0).map(({ at, requests }) => [noon - at, requests]),
    ).toEqual([
      [1_800_000, 1],
      [60_000, 2],
      [0, 1],
    ]);
  });

  test('records are paged backwards by time', async () => {
    const store = await makeStore();
    for (let number = 0; number < 30; number++) store.add(makeRecord({ at: noon - number * 1000 }));
    const first = await store.records({ since: 0, clientKey: alpha }, 10);
    const second = await store.records({ since: 0, clientKey: alpha }, 10, first.at(-1)?.at);
    expect(first.map(({ at }) => (noon - at) / 1000)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(second.map(({ at }) => (noon - at) / 1000)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });
});

describe('what goes wrong', () => {
  test('a damaged file is set aside, told once, and a new one begun', async () => {
    const folder = await makeFolder();
    await writeFile(
      join(folder, 'usage.db'),
      'this is no database, and long enough to be read as one '.repeat(80),
    );
    const told: string[] = [];
    const store = await makeStore({ folder, onProblem: (sentence) => told.push(sentence) });
    store.add(makeRecord());
    expect((await store.totals({ since: 0 })).requests).toBe(1);
    expect(await readdir(folder)).toContain('usage.db.damaged');
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('usage.db.damaged');
    expect(store.problems).toEqual(told);
  });

  test('a problem that a question finds is told with its answer', async () => {
    const store = await makeStore();
    let problems: readonly string[] = [];
    const finding: UsageStore = {
      ...store,
      get problems() {
        return problems;
      },
      totals(query) {
        problems = ['usage.db was damaged.'];
        return store.totals(query);
      },
    };
    const options = { labels: new Map<string, string>(), recording: true };
    expect(await answerUsageRequest(finding, { query: { since: 0 } }, options)).toMatchObject({
      value: { problems: ['usage.db was damaged.'] },
    });
  });

  test('says since when it counts, but not of a history that several servers share', async () => {
    const store = await makeStore();
    const options = { labels: new Map<string, string>(), recording: true, countedSince: noon };
    const request = { query: { since: 0 } };
    expect(await answerUsageRequest(store, request, options)).toHaveProperty('value.countedSince', noon);
    const shared = { ...store, servers: async () => ['one', 'two'] };
    expect(await answerUsageRequest(shared, request, options)).not.toHaveProperty('value.countedSince');
  });

  test('a folder in the place of the file is a sentence', async () => {
    const folder = await makeFolder();
    await mkdir(join(folder, 'usage.db'));
    const opened = await openUsageStore({ folder });
    expect(!opened.ok && opened.message).toMatch(
      /usage\.db could not be opened: it is a folder, or you do not have permission/,
    );
  });

  test('a folder that cannot be made is a sentence', async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, 'file'), '');
    const opened = await openUsageStore({ folder: join(folder, 'file', 'sub') });
    expect(opened).toMatchObject({ ok: false, kind: 'failed' });
  });

  test('reading where nothing was kept makes nothing', async () => {
    const folder = join(await makeFolder(), 'none');
    await mkdir(folder);
    expect(await openUsageToRead({ folder })).toEqual({ ok: true, value: undefined });
    expect(await readdir(folder)).toEqual([]);
  });

  test('reading in the moment between the making of the file and of its tables finds nothing', async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, 'usage.db'), '');
    expect(await openUsageToRead({ folder })).toEqual({ ok: true, value: undefined });
  });
});

describe('a file that disappears while it is used', () => {
  test.each<readonly [string, (folder: string) => Promise<unknown>]>([
    ['the file is removed', (folder) => rm(join(folder, 'usage.db'))],
    ['the whole folder is', (folder) => rm(folder, { recursive: true })],
  ])('%s: a new one is begun and said', async (_, remove) => {
    const folder = await makeFolder();
    const said: string[] = [];
    const store = await makeStore({ folder, onProblem: (sentence) => said.push(sentence) });
    store.add(makeRecord());
    await store.flush();
    await remove(folder);
    store.add(makeRecord({ id: 'later' }));
    await store.flush();
    await expect
      .poll(async () => (await store.records({ since: 0 }, 10)).map(({ id }) => id))
      .toEqual(['later']);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/usage\.db was removed or replaced while it was in use/);
    await store.close();
    const again = await makeStore({ folder });
    expect((await again.records({ since: 0 }, 10)).map(({ id }) => id)).toEqual(['later']);
  });

  test('where none can be made it is said, and the records wait until one can', async () => {
    const folder = await makeFolder();
    const said: string[] = [];
    const store = await makeStore({ folder, onProblem: (sentence) => said.push(sentence) });
    await rm(folder, { recursive: true });
    await writeFile(folder, '');
    store.add(makeRecord({ id: 'later' }));
    await expect
      .poll(() => said.join(), { timeout: 5_000 })
      .toMatch(/Usage cannot be stored \(its file is gone\)/);
    await rm(folder);
    await expect.poll(() => said.join(), { timeout: 10_000 }).toMatch(/stored again, and nothing was lost/);
    expect((await store.records({ since: 0 }, 10)).map(({ id }) => id)).toEqual(['later']);
  }, 20_000);
});
