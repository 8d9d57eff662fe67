import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UsageRecord } from '../../src/contract/usage-record.ts';
import { sumHalfDays } from '../../src/usage/database/half-days.ts';
import { openUsageFile } from '../../src/usage/database/usage-file.ts';
import { openUsageStore } from '../../src/usage/open-usage-store.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';
import { type Figure, median, percentile, single, timing } from './figures.ts';
import { usageQuestions } from './usage-questions.ts';

const dayMs = 86_400_000;
const repeats = 5;

/** How the requests are spread over keys, models …, and what an answer may take, p50. */
const spreads = {
  /** As people use a server: few keys, models and programs make most of the requests. */
  realistic: { random: zipf, goalMs: 100 },
  /** The hardest: hardly two requests of an hour are alike. */
  'evenly spread': { random: even, goalMs: 700 },
} as const;
const sizes = { key: 50, model: 20, application: 12, address: 100 };
const statuses = [200, 200, 200, 200, 200, 200, 200, 400, 429, 500];

/** @param onLine gets a line for each query */
export async function measureUsage({
  records,
  onLine = () => {},
}: {
  readonly records: number;
  readonly onLine?: (line: string) => void;
}): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const spread of Object.keys(spreads) as (keyof typeof spreads)[])
    figures.push(...(await measureSpread(spread, records, onLine)));
  return figures;
}

async function measureSpread(
  spread: keyof typeof spreads,
  records: number,
  onLine: (line: string) => void,
): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'usage-bench-'));
  const opened = await openUsageStore({ folder, onProblem: (sentence) => console.log(sentence) });
  if (!opened.ok) throw new Error(opened.message);
  const store = opened.value;
  const now = Date.now();
  const what = `${records.toLocaleString('en-US')} records ${spread}`;
  const { random, goalMs } = spreads[spread];
  try {
    const each = await writeMonth(store, records, now, random);
    await store.close();
    const sums = await timeOfSums(folder, now);
    const { size } = await stat(join(folder, 'usage.db'));
    const again = await openUsageStore({ folder });
    if (!again.ok) throw new Error(again.message);
    const times = await askAll(again.value, now, onLine);
    await again.value.close();
    const slowest = times.toSorted((a, b) => median(b) - median(a))[0] ?? [];
    return [
      single(`usage, ${what}: write of one`, `${each.toFixed(0)} µs`),
      single(`usage, ${what}: sums of all half days`, `${sums.toFixed(0)} ms`),
      single(`usage, ${what}: file`, `${(size / 2 ** 20).toFixed(0)} MiB`),
      timing(`usage, ${what}: slowest of ${times.length} questions`, slowest, `p50 ${goalMs} ms`),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** As a server does for each half day an hour after its end. @returns ms */
async function timeOfSums(folder: string, now: number): Promise<number> {
  const file = await openUsageFile(folder, (sentence) => console.log(sentence));
  if (!file.ok) throw new Error(file.message);
  const started = performance.now();
  await sumHalfDays(file.value.database, now, () => false);
  const took = performance.now() - started;
  await file.value.close();
  return took;
}

async function askAll(
  store: UsageStore,
  now: number,
  onLine: (line: string) => void,
): Promise<(readonly number[])[]> {
  const all: number[][] = [];
  for (const { name, ask } of usageQuestions(store, now)) {
    const times: number[] = [];
    for (let turn = 0; turn < repeats; turn++) {
      const begin = performance.now();
      await ask();
      times.push(performance.now() - begin);
    }
    onLine(`${name.padEnd(76)} ${median(times).toFixed(1)} ms, worst ${percentile(times, 1).toFixed(1)}`);
    all.push(times);
  }
  return all;
}

/** @returns µs a record */
async function writeMonth(
  store: UsageStore,
  records: number,
  now: number,
  random: (below: number) => number,
): Promise<number> {
  const started = performance.now();
  for (let number = 0; number < records; number++) {
    const at = now - 30 * dayMs + Math.floor((number / records) * 30 * dayMs);
    store.add(makeRecord(at, number, random));
    if (number % 10_000 === 9_999) await store.flush();
  }
  await store.flush();
  return ((performance.now() - started) / records) * 1000;
}

let state = 42;
/** The same numbers in each run. */
function even(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return (state >>> 8) % below;
}

/** 0 most often, and each other number half as often as the one of half its size. */
function zipf(below: number): number {
  const share = (even(1_000_000) + 1) / 1_000_000;
  return Math.min(below - 1, Math.floor((below + 1) ** share) - 1);
}

function makeRecord(at: number, number: number, random: (below: number) => number): UsageRecord {
  const isReal = random === zipf;
  const status = isReal && even(10) < 8 ? 200 : (statuses[even(10)] ?? 200);
  const input = 100 + even(4_000);
  const output = 20 + even(900);
  const key = random(sizes.key);
  // Half of all want the same model; each has its provider, which has two accounts; most keys have an
  // application.
  const model = isReal ? (key + zipf(4)) % sizes.model : even(2) ? 0 : even(sizes.model);
  const provider = model % 5;
  const application = isReal || even(4) ? key % sizes.application : even(sizes.application);
  return {
    id: `bench-${number.toString(36)}-${even(1e7).toString(36)}`,
    at,
    latencyMs: 200 + even(9_000),
    firstByteMs: 50 + even(900),
    clientKey: key.toString(16).padStart(16, '0'),
    provider: `provider-${provider}`,
    account: `account-${provider * 2 + even(2)}`,
    model: model === 0 ? 'gpt-4o' : `model-${model}`,
    application: `application-${application}`,
    endpoint: 'POST /v1/chat/completions',
    status,
    failed: status !== 200,
    ...(status === 200 && {
      tokens: { input, output, cached: even(100), reasoning: 0, total: input + output },
    }),
    userAgent: 'bench/1.0',
    address: `10.0.3.${random(sizes.address)}`,
  };
}
