import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UsageRecord } from '../../src/contract/usage-record.ts';
import { openDatabase } from '../../src/usage/database.ts';
import { openUsageStore } from '../../src/usage/open-usage-store.ts';
import { packSize } from '../../src/usage/pack-columns.ts';
import { countUnpacked } from '../../src/usage/pack-requests.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';
import { type Figure, median, percentile, single, timing } from './figures.ts';
import { type Question, usageQuestions } from './usage-questions.ts';

const dayMs = 86_400_000;
/** What is asked may take this long, p50. */
const goalMs = 50;
const repeats = 5;
const sizes = { key: 50, provider: 5, model: 20, application: 12 };
const statuses = [200, 200, 200, 200, 200, 200, 200, 400, 429, 500];

/** @param tell gets a line for each question */
export async function measureUsage({
  records,
  tell = () => {},
}: {
  readonly records: number;
  readonly tell?: (line: string) => void;
}): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'usage-bench-'));
  const opened = await openUsageStore({ folder, onProblem: (sentence) => console.log(sentence) });
  if (!opened.ok) throw new Error(opened.message);
  const store = opened.value;
  const now = Date.now();
  const count = records.toLocaleString('en-US');
  try {
    const each = await writeMonth(store, records, now);
    const { size } = await stat(join(folder, 'usage.db'));
    const alike = await writeAlike(store, records);
    // A server packs between its requests; here nothing else would let it.
    await untilPacked(folder);
    const groups = [...askAll(store, now, tell)];
    return [
      single('usage record of another key, model … than those around it: write', `${each.toFixed(0)} µs`),
      single('usage record as those around it: write', `${alike.toFixed(0)} µs`),
      single(`usage file, ${count} records`, `${(size / 2 ** 20).toFixed(0)} MiB`),
      ...groups.map(([name, times]) => figureOf(`${name}, ${count} records`, times)),
    ];
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}

/** The slowest question of a kind stands for it. */
function figureOf(name: string, questions: readonly (readonly number[])[]): Figure {
  const slowest = questions.toSorted((a, b) => median(b) - median(a))[0] ?? [];
  return timing(`${name}: slowest of ${questions.length} questions`, slowest, `p50 ${goalMs} ms`);
}

/** Times by kind of question. */
function askAll(
  store: UsageStore,
  now: number,
  tell: (line: string) => void,
): Map<string, (readonly number[])[]> {
  const kinds = new Map<string, (readonly number[])[]>();
  for (const { kind, name, ask } of usageQuestions(store, now)) {
    const times = Array.from({ length: repeats }, () => timeOf(ask));
    tell(`${name.padEnd(76)} ${median(times).toFixed(1)} ms, worst ${percentile(times, 1).toFixed(1)}`);
    kinds.set(kind, [...(kinds.get(kind) ?? []), times]);
  }
  return kinds;
}

function timeOf(ask: Question['ask']): number {
  const begin = performance.now();
  ask();
  return performance.now() - begin;
}

/** @returns µs a record */
async function writeMonth(store: UsageStore, records: number, now: number): Promise<number> {
  const started = performance.now();
  for (let number = 0; number < records; number++) {
    store.add(makeRecord(now - 30 * dayMs + Math.floor((number / records) * 30 * dayMs), number));
    if (number % 10_000 === 9_999) await store.flush();
  }
  await store.flush();
  return ((performance.now() - started) / records) * 1000;
}

/** As a busy server has them. @returns µs a record */
async function writeAlike(store: UsageStore, from: number): Promise<number> {
  const alike = {
    clientKey: 'a'.repeat(16),
    provider: 'one',
    account: 'one',
    model: 'gpt-4o',
    application: 'one',
  };
  const started = performance.now();
  for (let number = 0; number < 20_000; number++) {
    store.add({ ...makeRecord(Date.now(), from + number), ...alike });
    if (number % 5_000 === 4_999) await store.flush();
  }
  return ((performance.now() - started) / 20_000) * 1000;
}

/** The store packs on the side, between what else there is to do. */
async function untilPacked(folder: string): Promise<void> {
  const opened = await openDatabase(join(folder, 'usage.db'), 'read');
  if (!opened.ok) throw new Error(opened.message);
  while (countUnpacked(opened.value) >= packSize) await new Promise((resolve) => setTimeout(resolve, 50));
  opened.value.close();
}

let state = 42;
/** Spread evenly and the same in each run. */
const random = (below: number): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return (state >>> 8) % below;
};

function makeRecord(at: number, number: number): UsageRecord {
  const status = statuses[random(10)] ?? 200;
  const input = 100 + random(4_000);
  const output = 20 + random(900);
  const key = random(sizes.key);
  // Half of all want the same model; each has its provider, which has two accounts; most keys have an application.
  const model = random(2) ? 0 : random(sizes.model);
  const provider = model % sizes.provider;
  const application = random(4) ? key % sizes.application : random(sizes.application);
  return {
    id: `bench-${number.toString(36)}-${random(1e7).toString(36)}`,
    at,
    latencyMs: 200 + random(9_000),
    firstByteMs: 50 + random(900),
    clientKey: key.toString(16).padStart(16, '0'),
    provider: `provider-${provider}`,
    account: `account-${provider * 2 + random(2)}`,
    model: model === 0 ? 'gpt-4o' : `model-${model}`,
    application: `application-${application}`,
    endpoint: 'POST /v1/chat/completions',
    status,
    failed: status !== 200,
    ...(status === 200 && {
      tokens: { input, output, cached: random(100), reasoning: 0, total: input + output },
    }),
    userAgent: 'bench/1.0',
  };
}
