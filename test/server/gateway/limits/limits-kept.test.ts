import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../../src/base/secrets/fingerprint.ts';
import type { KeyLimits } from '../../../../src/contract/client-key.ts';
import { KeyLimiter, type LimitSource } from '../../../../src/server/gateway/limits/key-limits.ts';
import { makeRecord, makeStore } from '../../../usage/make-record.ts';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, chat, compatible, completion, runGateway } from '../gateway-world.ts';

const key = fingerprint(alpha);
const noon = Date.parse('2026-03-04T12:00:00.000Z');
const unreadable = 'could not read what client keys have used';

function limited(limits: KeyLimits, source: Partial<LimitSource>) {
  const clock = { now: noon };
  const warnings: string[] = [];
  const limiter = new KeyLimiter(
    { of: () => limits, inUse: (limit) => limits[limit] !== undefined, ...source },
    () => clock.now,
    (sentence) => warnings.push(sentence),
  );
  return { limiter, clock, warnings, used: () => limiter.spending(key)?.tokensPerDay?.used };
}

/** A question to the store is answered by then. */
const answered = () => new Promise((resolve) => setImmediate(resolve));

describe('what was used before a start', () => {
  test('that cannot be read is warned of once, and asked again every ten seconds until it can', async () => {
    let asked = 0;
    let kept: Map<string, number> | undefined;
    const { limiter, clock, warnings, used } = limited(
      { tokensPerDay: 1_000 },
      {
        async tokensSince() {
          asked += 1;
          return kept;
        },
      },
    );
    expect(limiter.admit(key)).toBeUndefined();
    for (let turn = 0; turn < 3; turn++) expect(limiter.admit(key)).toBeUndefined();
    await answered();
    expect(asked).toBe(1);
    limiter.used(key, { total: 30 });
    expect(used()).toBe(30);
    clock.now += 9_999;
    expect(used()).toBe(30);
    expect(asked).toBe(1);
    clock.now += 1;
    expect(used()).toBe(30);
    expect(asked).toBe(2);
    await answered();
    expect(warnings).toEqual([expect.stringContaining(unreadable)]);

    // The store has it all by now, what was used meanwhile too.
    kept = new Map([[key, 1_030]]);
    clock.now += 10_000;
    used();
    await answered();
    expect(limiter.admit(key)?.code).toBe('client_key_limit');
    limiter.used(key, { total: 5 });
    expect(used()).toBe(1_035);
    clock.now += 60_000;
    expect(used()).toBe(1_035);
    expect(asked).toBe(3);
    expect(warnings).toHaveLength(1);
  });

  test('stays counted as far as it was, where the store that can be read again has less', async () => {
    let kept: Map<string, number> | undefined;
    const { limiter, clock, used } = limited({ tokensPerDay: 1_000 }, { tokensSince: async () => kept });
    limiter.admit(key);
    await answered();
    limiter.used(key, { total: 300 });
    kept = new Map([['another', 7]]);
    clock.now += 10_000;
    used();
    await answered();
    expect(used()).toBe(300);
    expect(limiter.spending(key)?.tokensPerDay?.used).toBe(300);
  });

  test('and what is used while the store is asked count both', async () => {
    let answer: (kept: Map<string, number>) => void = () => {};
    const { limiter, used } = limited(
      { tokensPerDay: 1_000 },
      {
        tokensSince: () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      },
    );
    limiter.admit(key);
    limiter.used(key, { total: 30 });
    answer(new Map([[key, 500]]));
    await answered();
    expect(used()).toBe(530);
  });

  test('that can be read no more at midnight begins with nothing, and is read then', async () => {
    const answers = [new Map([[key, 500]]), undefined, new Map([[key, 20]])];
    const { limiter, clock, used, warnings } = limited(
      { tokensPerDay: 1_000 },
      { tokensSince: async () => answers.shift() },
    );
    await limiter.restore();
    expect(used()).toBe(500);
    clock.now = new Date(clock.now).setHours(24, 0, 0, 0);
    expect(used()).toBe(0);
    await answered();
    clock.now += 10_000;
    used();
    await answered();
    expect(used()).toBe(20);
    expect(warnings).toHaveLength(1);
  });

  test('a server whose store fails at first lets the key go on, and refuses it once the store tells', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const store = await makeStore({ now: () => Date.parse('2026-03-04T10:00:30.000Z') });
    store.add(makeRecord({ clientKey: key, at: Date.parse('2026-03-04T10:00:00.000Z') }));
    let fails = true;
    const world = await runGateway(compatible(upstream.url), {
      records: [{ fingerprint: key, limits: { tokensPerDay: 1_200 } }],
      usage: {
        ...store,
        problems: [],
        tokensByKey: async (since) => (fails ? undefined : store.tokensByKey(since)),
      },
    });
    const ask = () => world.post('/v1/chat/completions', chat);
    expect((await ask()).status).toBe(200);
    await world.record(0);
    fails = false;
    expect((await ask()).status).toBe(200);
    await world.record(1);
    world.clock.now += 10_000;
    await expect.poll(async () => (await ask()).status).toBe(429);
    expect(world.lines.filter((line) => line.includes(unreadable))).toHaveLength(1);
  });

  test('with usage-statistics-enabled off is not known from start to start, which is said', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const usage = await makeStore();
    const run = (more: object) =>
      runGateway(
        { ...compatible(upstream.url), ...more },
        { usage, records: [{ fingerprint: key, limits: { tokensPerDay: 165 } }] },
      );
    const warned = async (more: object) => {
      const world = await run(more);
      await world.post('/v1/chat/completions', chat);
      await world.record(0);
      expect((await world.post('/v1/chat/completions', chat)).status).toBe(429);
      return world.lines.filter((line) => line.includes('count from this start')).length;
    };
    expect(await warned({ 'usage-statistics-enabled': false })).toBe(1);
    expect(await warned({})).toBe(0);
  });
});

describe('tokens whose total is told as none', () => {
  const tokens = { input: 100, output: 50, total: 0 };

  test('are counted from input and output, by the limit as by the store', async () => {
    const { limiter, used } = limited({ tokensPerDay: 1_000 }, { tokensSince: async () => new Map() });
    limiter.admit(key);
    limiter.used(key, tokens);
    const store = await makeStore();
    store.add(makeRecord({ clientKey: key, tokens }));
    expect(used()).toBe(150);
    expect((await store.tokensByKey(0))?.get(key)).toBe(150);
  });
});
