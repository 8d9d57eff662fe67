import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type UsageQuery, usageDimensions } from '../src/contract/usage-figures.ts';
import type { UsageRecord } from '../src/contract/usage-record.ts';
import { openUsageStore } from '../src/usage/open-usage-store.ts';

/**
 * What the usage store costs, on a million records (or as many as the first argument says) over 30 days: how long
 * a record takes to be written, and each kind of question to be answered. `tsx scripts/bench-usage.ts [records]`
 */
const wanted = Number(process.argv[2] ?? 1_000_000);
const dayMs = 86_400_000;
const now = Date.now();
const sizes = { key: 50, provider: 5, account: 10, model: 20, application: 12 };
const statuses = [200, 200, 200, 200, 200, 200, 200, 400, 429, 500];

let state = 42;
const random = (below: number): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state % below;
};

function record(at: number, number: number): UsageRecord {
  const status = statuses[random(10)] ?? 200;
  const input = 100 + random(4_000);
  const output = 20 + random(900);
  return {
    id: `bench-${number.toString(36)}-${random(1e9).toString(36)}`,
    at,
    latencyMs: 200 + random(9_000),
    firstByteMs: 50 + random(900),
    clientKey: random(sizes.key).toString(16).padStart(16, '0'),
    provider: `provider-${random(sizes.provider)}`,
    account: `account-${random(sizes.account)}`,
    model: random(2) ? 'gpt-4o' : `model-${random(sizes.model)}`,
    application: `application-${random(sizes.application)}`,
    endpoint: 'POST /v1/chat/completions',
    status,
    failed: status !== 200,
    ...(status === 200 && {
      tokens: { input, output, cached: random(100), reasoning: 0, total: input + output },
    }),
    userAgent: 'bench/1.0',
  };
}

const folder = await mkdtemp(join(tmpdir(), 'usage-bench-'));
const opened = await openUsageStore({ folder, onProblem: (sentence) => console.log(sentence) });
if (!opened.ok) throw new Error(opened.message);
const store = opened.value;
const line = (name: string, value: string) => console.log(`${name.padEnd(58)} ${value}`);

const started = performance.now();
for (let number = 0; number < wanted; number++) {
  store.add(record(now - 30 * dayMs + Math.floor((number / wanted) * 30 * dayMs), number));
  if (number % 10_000 === 9_999) await store.flush();
}
await store.flush();
const seconds = (performance.now() - started) / 1000;
const { size } = await stat(join(folder, 'usage.db'));
line(
  `${wanted} records written`,
  `${seconds.toFixed(1)} s, ${(wanted / seconds).toFixed(0)}/s, ${(size / 2 ** 20).toFixed(0)} MiB`,
);

const live = performance.now();
for (let number = 0; number < 20_000; number++) {
  store.add({
    ...record(Date.now(), wanted + number),
    clientKey: 'a'.repeat(16),
    provider: 'one',
    account: 'one',
    model: 'gpt-4o',
    application: 'one',
  });
  if (number % 5_000 === 4_999) await store.flush();
}
line('20,000 records of one key and model, now', `${((performance.now() - live) / 20).toFixed(1)} µs each`);

const windows: [string, number][] = [
  ['5 min', 300_000],
  ['1 h', 3_600_000],
  ['24 h', dayMs],
  ['7 d', 7 * dayMs],
  ['30 d', 30 * dayMs],
];
const filters: [string, Partial<UsageQuery>][] = [
  ['all', {}],
  ['one key', { clientKey: '3'.padStart(16, '0') }],
  ['one model', { model: 'model-3' }],
  ['failed', { status: 'failed' }],
  ['status 429', { status: 429 }],
  ['key and model', { clientKey: '3'.padStart(16, '0'), model: 'model-3' }],
];
const worst = { ms: 0, name: '' };
const time = (name: string, work: () => unknown): void => {
  const times = Array.from({ length: 5 }, () => {
    const begin = performance.now();
    work();
    return performance.now() - begin;
  });
  const [, , middle = 0] = [...times].sort((a, b) => a - b);
  const most = Math.max(...times);
  if (most > worst.ms) Object.assign(worst, { ms: most, name });
  line(name, `${middle.toFixed(1)} ms (first ${(times[0] ?? 0).toFixed(1)}, worst ${most.toFixed(1)})`);
};
for (const [window, ms] of windows) {
  for (const [filter, query] of filters) {
    const asked = { since: now - ms, ...query };
    time(`totals ${window}, ${filter}`, () => store.totals(asked));
    time(`series ${window}, ${filter}`, () => store.series(asked, Math.max(60_000, ms / 60)));
    time(`newest 100 ${window}, ${filter}`, () => store.records(asked, 100));
    if (Object.keys(query).length > 1) continue;
    for (const by of usageDimensions) time(`by ${by} ${window}, ${filter}`, () => store.groups(asked, by));
  }
}
line('worst of all', `${worst.ms.toFixed(1)} ms: ${worst.name}`);
await store.close();
await rm(folder, { recursive: true });
