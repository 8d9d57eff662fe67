import { describe, expect, test } from 'vitest';
import { recordOf } from '../../src/backend/public/usage/record-of.ts';
import { groupsAsCsv, groupsAsTable, withNulls } from '../../src/cli/print/usage-table.ts';
import type { UsageTokens } from '../../src/contract/usage-record.ts';
import { alpha, beta, makeRecord, makeStore, noon } from './make-record.ts';

async function groupsOf(...told: readonly UsageTokens[]) {
  const store = await makeStore();
  for (const tokens of told) store.add(makeRecord({ tokens }));
  return await store.groups({ since: noon }, 'key');
}

describe('a kind of token that a provider does not report', () => {
  test('is unknown when no request of the group tells it, and 0 when one does', async () => {
    const [untold] = await groupsOf({ input: 100, output: 5, total: 105 });
    expect(untold?.tokens).toEqual({ input: 100, output: 5, total: 105 });
    expect(untold?.tokensReported).toEqual({ input: 1, output: 1, reasoning: 0, cached: 0 });
    const [told] = await groupsOf({ input: 100, output: 5, total: 105, cached: 0, reasoning: 0 });
    expect(told?.tokens).toMatchObject({ cached: 0, reasoning: 0 });
  });

  test('is counted by how many report it, also where the records themselves are read', async () => {
    const store = await makeStore();
    const plain = { input: 100, output: 5, total: 105 };
    store.add(makeRecord({ tokens: { ...plain, cached: 40 } }));
    store.add(makeRecord({ tokens: plain }));
    store.add(makeRecord({ tokens: undefined as never }));
    const wanted = {
      requests: 3,
      tokensKnown: 2,
      tokens: { input: 200, output: 10, total: 210, cached: 40 },
      tokensReported: { input: 2, output: 2, reasoning: 0, cached: 1 },
    };
    expect(await store.totals({ since: noon })).toMatchObject(wanted);
    const three = { since: noon, provider: 'openai', model: 'gpt-4o', application: 'editor' };
    expect(await store.totals(three)).toMatchObject(wanted);
    expect((await store.totals(three)).tokens).not.toHaveProperty('reasoning');
  });

  test('is a dash in the table, an empty field in CSV and null in JSON; "+" where only some told it', async () => {
    const [group] = await groupsOf({ input: 100, output: 5, total: 105 }, { input: 1, output: 1, cached: 1 });
    const view = { by: 'key' as const, rows: [group as never], labels: {} };
    expect(groupsAsTable(view)).toMatch(/ 101 +6 +1\+ /);
    expect(groupsAsCsv(view).split('\r\n')[1]).toMatch(/,101,6,1,,2,1,0,/);
    expect(withNulls(group as never)).toMatchObject({ tokens: { cached: 1, reasoning: null } });
    const [none] = await groupsOf({ output: 5 });
    expect(groupsAsTable({ ...view, rows: [none as never] })).toMatch(/ – +5 +– /);
  });

  test('says nothing about another group', async () => {
    const store = await makeStore();
    store.add(makeRecord({ clientKey: alpha, tokens: { input: 10, cached: 5 } }));
    store.add(makeRecord({ clientKey: beta, tokens: { input: 10 } }));
    const cached = Object.fromEntries(
      (await store.groups({ since: noon }, 'key')).map(({ value, tokens }) => [value, tokens?.cached]),
    );
    expect(cached).toEqual({ [alpha]: 5, [beta]: undefined });
  });

  test('is what a zero of a public server means, as it writes one where nothing was told', () => {
    const tokens = {
      input_tokens: 9,
      output_tokens: 4,
      reasoning_tokens: 0,
      cached_tokens: 0,
      total_tokens: 13,
    };
    const record = recordOf({ timestamp: '2026-03-10T12:00:00Z', latency_ms: 5, tokens, failed: false });
    expect(record?.tokens).toEqual({ input: 9, output: 4, total: 13 });
    const token_breakdown = { input: { total_tokens: 30, uncached_tokens: 9, cache_write_tokens: 21 } };
    const told = recordOf({ timestamp: '2026-03-10T12:00:00Z', tokens, failed: false, token_breakdown });
    expect(told?.tokens).toEqual({ input: 30, written: 21, output: 4, total: 13 });
  });
});

describe('the last use of a group', () => {
  test('is the arrival of its last request, to the millisecond, whichever way it is found', async () => {
    const store = await makeStore();
    for (const ago of [90_000_000, 7_000, 1_234]) store.add(makeRecord({ at: noon - ago }));
    for (const since of [noon - 60_000, noon - 7_200_000, noon - 29 * 86_400_000]) {
      expect((await store.groups({ since }, 'model'))[0]?.lastAt).toBe(noon - 1_234);
      const two = { since, provider: 'openai', application: 'editor' };
      expect((await store.groups(two, 'model'))[0]?.lastAt).toBe(noon - 1_234);
    }
    const until = noon - 3_600_000;
    expect((await store.groups({ since: noon - 30 * 3_600_000, until }, 'key'))[0]?.lastAt).toBe(
      noon - 90_000_000,
    );
  });
});
