import { describe, expect, onTestFinished, test } from 'vitest';
import { openUsageStore } from '../../src/usage/open-usage-store.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';
import type { ExportedUsage } from '../../src/usage/v6/v6-shape.ts';
import { makeFolder, makeRecord, makeStore } from './make-record.ts';

/** Names that every plain object seems to have. */
const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'prototype'];

async function inThread(): Promise<UsageStore> {
  const thread = new URL('../helpers/usage-thread.mjs', import.meta.url);
  const opened = await openUsageStore({ thread, folder: await makeFolder() });
  if (!opened.ok) throw new Error(opened.message);
  onTestFinished(() => opened.value.close());
  return opened.value;
}

const places = [
  { place: 'in this thread', open: () => makeStore({ now: Date.now }) },
  { place: 'in a thread of its own', open: inThread },
];

/** Each of the names as client key, model, application, provider and account of two records. */
function fill(store: UsageStore): void {
  for (const [place, name] of [...names, ...names].entries())
    store.add(
      makeRecord({
        at: Date.now(),
        latencyMs: place,
        clientKey: name,
        model: name,
        application: name,
        provider: name,
        account: name,
      }),
    );
}

/** What a client sees of it. */
const asJson = (exported: ExportedUsage): ExportedUsage => JSON.parse(JSON.stringify(exported));
/** An import hides what may be a key of a provider. */
const withoutSource = (value: unknown): string =>
  JSON.stringify(value, (name, inner) => (name === 'source' ? undefined : inner));

describe.each(places)('names that objects have by themselves, in a store $place', ({ open }) => {
  test('are data of an export', async () => {
    const store = await open();
    fill(store);
    {
      const { apis } = asJson(await store.exportV6()).usage;
      expect(Object.keys(apis).sort()).toEqual([...names].sort());
      for (const [name, api] of Object.entries(apis)) {
        expect(api).toMatchObject({ total_requests: 2, total_tokens: 2_200 });
        expect(Object.keys(api.models)).toEqual([name]);
        for (const model of Object.values(api.models)) expect(model.details).toHaveLength(2);
      }
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(Object.keys(Object)).toEqual([]);
  });

  test('come back with an import', async () => {
    const [store, other] = [await open(), await open()];
    fill(store);
    const exported = asJson(await store.exportV6());
    const imported = await other.importV6(exported, new Map(names.map((name) => [name, name])));
    expect(imported).toMatchObject({ ok: true, value: { added: 10, skipped: 0 } });
    for (const name of names) {
      expect((await other.totals({ since: 0, model: name, clientKey: name })).requests).toBe(2);
      expect(await other.records({ since: 0, clientKey: name }, 10)).toMatchObject([
        { model: name },
        { model: name },
      ]);
    }
    const again = await other.exportV6();
    expect(withoutSource(again.usage.apis)).toBe(withoutSource(exported.usage.apis));
  });

  test('are groups like all others', async () => {
    const store = await open();
    fill(store);
    for (const by of ['key', 'model', 'application', 'provider', 'account'] as const) {
      const groups = await store.groups({ since: Date.now() - 60_000 }, by, 60_000);
      expect(groups.map(({ value }) => value).sort()).toEqual([...names].sort());
      expect(groups.map(({ requests }) => requests)).toEqual(names.map(() => 2));
    }
    expect(await store.records({ since: 0, model: 'constructor' }, 5)).toMatchObject([
      { costGap: 'price' },
      { costGap: 'price' },
    ]);
  });
});

test('an import whose names are no objects is refused, and nothing of it is kept', async () => {
  const store = await makeStore();
  for (const apis of [
    'text',
    { name: 'text' },
    { name: { models: 7 } },
    { name: { models: { model: [] } } },
  ]) {
    const outcome = await store.importV6({ version: 1, usage: { apis } });
    if (outcome.ok) expect(outcome.value.added).toBe(0);
    else expect(outcome.message).toBe('invalid json');
  }
  expect(await store.importV6({ version: 1, usage: { apis: 'text' } })).toMatchObject({ ok: false });
  expect((await store.totals({ since: 0 })).requests).toBe(0);
});
