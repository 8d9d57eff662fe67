import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { countUsage } from '../../../../src/backend/public/usage/count-usage.ts';
import { keepUsage } from '../../../../src/backend/public/usage/keep-usage.ts';
import { recordOf } from '../../../../src/backend/public/usage/record-of.ts';
import { fingerprint } from '../../../../src/base/secrets/fingerprint.ts';
import { consoleFolderAt } from '../../../../src/config/console-folder/console-folder.ts';
import type { Change } from '../../../../src/contract/change.ts';

const recorded = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/contract/${name}`, import.meta.url), 'utf8'));
const [wire] = recorded('v7/usage.json').find(({ name }: { name: string }) => /one full record/.test(name))
  .response.body;
const key = 'fake-client-key-alpha-0000000000000001';

async function makeFolder(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'keeper-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return home;
}

async function keeper(home?: string, now = Date.now, v6 = false) {
  const remembers = () => v6;
  home ??= await makeFolder();
  const told: Change[] = [];
  const made = keepUsage({
    folder: consoleFolderAt(home),
    now,
    emit: (change) => told.push(change),
    catchUp: async () => undefined,
    remembers,
  });
  onTestFinished(() => made.close());
  return { home, made, told, counts: made.around(countUsage(now, remembers)) };
}

describe('usage that a public server tells', () => {
  test('a record of v7 is kept and told, with keys as fingerprint and mask', async () => {
    const { made, told, counts } = await keeper();
    expect(counts.take(wire)).toBe(fingerprint(key));
    await expect
      .poll(() => told)
      .toMatchObject([
        { type: 'usage', records: [{ clientKey: fingerprint(key), status: 200, provider: 'fakeup' }] },
      ]);
    const kept = await made.usage.records({ since: 0 }, 10);
    expect(kept).toMatchObject({
      ok: true,
      value: [{ model: 'fake-model-1', alias: 'fake-chat', tokens: { input: 120, cached: 32, total: 165 } }],
    });
    const text = JSON.stringify([told, kept]);
    for (const secret of [key, wire.source]) expect(text).not.toContain(secret);
  });

  test('is counted for its key in the next run as well', async () => {
    const noon = () => new Date(2026, 10, 29, 12, 30).getTime();
    const timestamp = new Date(noon()).toISOString();
    const first = await keeper(undefined, noon);
    first.counts.begin();
    first.counts.take({ ...wire, timestamp });
    await expect.poll(() => first.told).toHaveLength(1);
    await first.made.close();
    const { told, counts } = await keeper(first.home, noon);
    counts.begin();
    counts.take({ ...wire, timestamp, request_id: 'another' });
    const print = fingerprint(key);
    const activity = { lastHour: 2, today: 2, lastUsedAt: expect.any(Number) };
    await expect.poll(() => told.at(0)).toMatchObject({ type: 'activity', keys: { [print]: activity } });
    expect(counts.of([print])[print]?.hours.at(-1)).toBe(2);
    counts.begin();
    await expect.poll(() => told).toHaveLength(2);
    expect(counts.of([print])[print]).toMatchObject(activity);
  });

  test('is complete since it is read, and on v6, which remembers it, always', async () => {
    let now = 1_000_000;
    const clock = () => now;
    const { made, counts } = await keeper(undefined, clock);
    const since = async (of = made) => {
      const answer = await of.usage.figures({ query: { since: 0 } });
      return answer.ok && answer.value.missedBefore && answer.value.countedSince;
    };
    expect(await since()).toBe(now);
    counts.begin();
    now += 5_000;
    expect(await since()).toBe(1_000_000);
    counts.end();
    now += 5_000;
    expect(await since()).toBe(now);
    const v6 = await keeper(undefined, clock, true);
    expect(await since(v6.made)).toBeUndefined();
  });

  test.each([false, true])(
    'recorded since it was turned on, but no longer read (remembered: %s)',
    async (v6) => {
      let now = 1_000_000;
      const { made, counts } = await keeper(undefined, () => now, v6);
      counts.begin();
      counts.record(false);
      counts.record(true);
      counts.end();
      now += 5_000;
      const answer = await made.usage.figures({ query: { since: 0 } });
      expect(answer).toMatchObject({ value: { countedSince: v6 ? 1_000_000 : now } });
    },
  );

  test('is counted for its day, however early in it', async () => {
    const at = (hour: number, minute: number) => () => new Date(2026, 10, 29, hour, minute).getTime();
    const early = at(0, 10);
    const first = await keeper(undefined, early);
    first.counts.begin();
    first.counts.take({ ...wire, timestamp: new Date(early()).toISOString() });
    await expect.poll(() => first.told).toHaveLength(1);
    await first.made.close();
    const { told, counts } = await keeper(first.home, at(23, 50));
    counts.begin();
    await expect.poll(() => told).toHaveLength(1);
    expect(counts.of([fingerprint(key)])[fingerprint(key)]).toMatchObject({
      today: 1,
      lastHour: 0,
      lastUsedAt: early(),
    });
  });

  test('is kept although it arrives while the console leaves', async () => {
    const { home, made, counts } = await keeper();
    let arrive = () => {};
    const underWay = new Promise<void>((resolve) => {
      arrive = resolve;
    }).then(() => void counts.take(wire));
    counts.end(underWay);
    const closed = made.close();
    arrive();
    await closed;
    const again = await keeper(home);
    expect(await again.made.usage.figures({ query: { since: 0 } })).toMatchObject({
      value: { totals: { requests: 1 } },
    });
  });

  test('is kept once, whichever way it is told and however often', async () => {
    const { made, counts } = await keeper();
    const { usage } = recorded('v6/usage.json').find(({ name }: { name: string }) => name === 'usage-export')
      .response.body;
    made.takeSnapshot(usage);
    made.takeSnapshot({ ...usage, total_requests: usage.total_requests + 1 });
    const apis = usage.apis as Record<string, { models: Record<string, { details: object[] }> }>;
    for (const [client, { models }] of Object.entries(apis)) {
      for (const [model, { details }] of Object.entries(models)) {
        for (const detail of details)
          counts.take({ ...detail, model, api_key: client, provider: 'fakeprov' });
      }
    }
    await expect
      .poll(async () => {
        const answer = await made.usage.figures({ query: { since: 0 } });
        return answer.ok && answer.value.totals.requests;
      })
      .toBe(22);
  });

  test('a snapshot of v6 is told as soon as it is kept, so that screens show what the keys show', async () => {
    const { made, told } = await keeper();
    const { usage } = recorded('v6/usage.json').find(({ name }: { name: string }) => name === 'usage-export')
      .response.body;
    made.takeSnapshot(usage);
    const answer = await made.usage.figures({ query: { since: 0 } });
    expect(answer).toMatchObject({ ok: true, value: { totals: { requests: 22 } } });
    expect(told).toHaveLength(1);
    const [change] = told;
    expect(change?.type === 'usage' && change.records.map(({ status }) => status)).toEqual(Array(22).fill(0));
    made.takeSnapshot(usage);
    await made.usage.figures({ query: { since: 0 } });
    expect(told).toHaveLength(1);
  });

  test.each([
    ['10.0.3.7', '', '10.0.3.7'],
    ['10.0.3.7', '203.0.113.9', '10.0.3.7'],
    ['127.0.0.1', '6.6.6.6, 203.0.113.9', '203.0.113.9'],
    ['::1', '2001:db8::7', '2001:db8::7'],
    ['127.0.0.1', 'unknown', undefined],
    ['', '', undefined],
    ['\u001b[31m', '', undefined],
  ])('v7 reports the address %s with the header "%s": it is %s', (client_ip, x_forwarded_for, address) => {
    expect(recordOf({ ...wire, client_ip, x_forwarded_for })?.address).toBe(address);
  });

  test('what is no record is none', () => {
    for (const data of [undefined, 'x', {}, { timestamp: 'never' }]) expect(recordOf(data)).toBeUndefined();
  });
});

describe('a request that the server tried again', () => {
  const began = Date.now() - 60_000;
  const time = (ms: number) => new Date(began + ms).toISOString().replace('Z', '123Z');
  const bad = 'fake-upstream-key-bad-000000000001';
  const good = 'fake-upstream-key-good-00000000002';
  const none = { input_tokens: 0, output_tokens: 0, reasoning_tokens: 0, cached_tokens: 0, total_tokens: 0 };
  const some = { ...none, input_tokens: 12, output_tokens: 3, total_tokens: 15 };
  const detail = (at: number, ms: number, source: string, failed: boolean) => ({
    ...{
      timestamp: time(at),
      latency_ms: ms,
      source,
      auth_index: fingerprint(source),
      tokens: failed ? none : some,
      failed,
    },
  });
  const tries = [detail(0, 12, bad, true), detail(13, 900, good, false)];
  const wireOf = (it: object, request = 'f00dfeed') => ({
    ...{
      provider: 'openai-compatible-local',
      model: 'm1',
      alias: 'm-one',
      api_key: key,
      request_id: request,
    },
    ...{ endpoint: 'POST /v1/chat/completions', ...it },
  });
  const snapshot = (details: readonly object[]) => ({
    total_requests: details.length,
    apis: { [key]: { models: { m1: { details } } } },
  });
  const attempt = { attempts: 2, status: 0, failed: false, latencyMs: 900, tokens: { input: 12, total: 15 } };
  const one = {
    ...attempt,
    tries: [{ account: expect.stringMatching(/…/), error: expect.any(String), ms: 12 }],
  };
  const kept = async (made: Awaited<ReturnType<typeof keeper>>['made']) => {
    const [records, figures] = [
      await made.usage.records({ since: 0 }, 10),
      await made.usage.figures({ query: { since: 0 }, by: ['account'] }),
    ];
    if (!records.ok || !figures.ok) throw new Error('no answer');
    const { requests, failed } = figures.value.totals;
    return { records: records.value, requests, failed, accounts: figures.value.groups.account?.length };
  };
  const once = { records: [one], requests: 1, failed: 0, accounts: 1 };

  test('is one request of the feed, first failed and then as it ended, and counts once', async () => {
    const { made, told, counts } = await keeper();
    expect(counts.take(wireOf(tries[0] ?? {}))).toBe(fingerprint(key));
    expect(await kept(made)).toMatchObject({ requests: 1, failed: 1, records: [{ failed: true }] });
    // The id decides, however long the server waited.
    expect(counts.take(wireOf({ ...tries[1], timestamp: time(25_000) }))).toBeUndefined();
    expect(await kept(made)).toMatchObject(once);
    expect(told).toMatchObject([
      { records: [{ failed: true }] },
      { records: [{ ...one, tries: [{ id: expect.stringMatching(/^go-/) }] }] },
    ]);
    expect(JSON.stringify(told)).not.toContain(bad);
    expect(counts.of([fingerprint(key)])).toMatchObject({ [fingerprint(key)]: { lastHour: 1 } });
  });

  test('is one request when this program was started anew between two of its tries', async () => {
    const { home, made, counts } = await keeper();
    counts.take(wireOf(tries[0] ?? {}));
    await made.close();
    const again = await keeper(home);
    again.counts.take(wireOf(tries[1] ?? {}));
    expect(await kept(again.made)).toMatchObject(once);
  });

  test('is one request of the statistics of v6, whenever they are read, and stays one', async () => {
    const { home, made } = await keeper();
    made.takeSnapshot(snapshot(tries.slice(0, 1)));
    expect(await kept(made)).toMatchObject({ requests: 1, failed: 1 });
    made.takeSnapshot(snapshot(tries));
    expect(await kept(made)).toMatchObject(once);
    await made.close();
    const again = await keeper(home);
    again.made.takeSnapshot(snapshot(tries));
    expect(await kept(again.made)).toMatchObject(once);
  });

  test('mends what was kept as two requests', async () => {
    const { made } = await keeper();
    made.takeSnapshot(snapshot(tries.slice(1)));
    made.takeSnapshot({ ...snapshot(tries.slice(0, 1)), total_requests: 7 });
    expect(await kept(made)).toMatchObject({ requests: 2, failed: 1 });
    made.takeSnapshot(snapshot(tries));
    expect(await kept(made)).toMatchObject(once);
  });

  test('three tries are one request, and the last says how it ended', async () => {
    const { made } = await keeper();
    // Two keys that look alike as a mask.
    const alike = bad.replace('bad', 'old');
    const three = [tries[0] as object, detail(13, 900, alike, true), detail(913, 5, good, true)];
    for (const count of [2, 3]) made.takeSnapshot(snapshot(three.slice(0, count)));
    expect(await kept(made)).toMatchObject({
      ...{ requests: 1, failed: 1, accounts: 1 },
      records: [{ attempts: 3, failed: true, latencyMs: 5, tries: [{ ms: 12 }, { ms: 900 }] }],
    });
  });

  test.each([
    ['begins later', detail(30, 900, good, false)],
    ['is of the same credential', detail(13, 900, bad, false)],
    ['follows one that went well', detail(914, 900, bad, false)],
  ])('a request that %s is one of its own', async (_, other) => {
    const { made } = await keeper();
    const first = other.timestamp === time(914) ? tries[1] : tries[0];
    made.takeSnapshot(snapshot([first as object, other]));
    expect(await kept(made)).toMatchObject({ requests: 2 });
  });

  test('answers on one WebSocket are requests of their own', async () => {
    const { made, counts } = await keeper();
    const socket = { endpoint: 'GET /v1/responses' };
    counts.take(wireOf({ ...tries[0], ...socket }));
    counts.take(wireOf({ ...tries[1], ...socket, timestamp: time(5_000) }));
    expect(await kept(made)).toMatchObject({ requests: 2, failed: 1 });
    expect(counts.of([fingerprint(key)])).toMatchObject({ [fingerprint(key)]: { lastHour: 2 } });
  });
});
