import { type UsageDimension, type UsageQuery, usageDimensions } from '../../src/contract/usage-figures.ts';
import type { UsageRecord } from '../../src/contract/usage-record.ts';
import { noon } from './make-record.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The same numbers in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const statuses = [200, 200, 200, 200, 200, 200, 429, 500, 499, 0] as const;
const errors = ['Too busy, try again.', 'The provider broke off.', undefined] as const;

/** Requests of forty days, half of them of the last three: of every outcome, and with all that may be unknown. */
export function manyRecords(count = 900): UsageRecord[] {
  const random = numbers(20_260_310);
  const one = <T>(values: readonly T[]): T => values[random(values.length)] as T;
  return Array.from({ length: count }, (_, number) => {
    const ago = number % 2 ? random(3 * dayMs) : random(40 * dayMs);
    const status = one(statuses);
    const failed = status !== 200 || random(30) === 0;
    const [input, output] = [random(9_000), random(900)];
    const told = {
      input,
      ...(random(9) > 0 && { output }),
      ...(random(3) === 0 && { cached: random(input + 1) }),
      ...(random(4) === 0 && { reasoning: random(100) }),
      ...(random(5) > 0 && { total: random(6) ? input + output : input + output + 17 }),
    };
    const record = {
      id: `r${number}`,
      at: noon - ago,
      latencyMs: random(8) ? 200 + random(9_000) : random(700_000),
      firstByteMs: random(5) ? 50 + random(900) : undefined,
      clientKey: one(['a1a1a1a1a1a1a1a1', 'b2b2b2b2b2b2b2b2', 'c3c3c3c3c3c3c3c3', undefined]),
      provider: one(['openai', 'claude', undefined]),
      account: one(['sk-…0001', 'me@example.org', undefined]),
      model: one(['gpt-4o', 'claude-sonnet-4-6', 'Own-Model', 'gemini-2.5-pro', undefined]),
      alias: random(9) ? undefined : 'fast',
      endpoint: one(['POST /v1/chat/completions', 'POST /v1/messages']),
      application: one(['Cline', 'editor', 'Редактор', undefined]),
      userAgent: one(['client/1.0', undefined]),
      status,
      failed,
      error: failed ? one(errors) : undefined,
      attempts: random(6) ? undefined : 2,
      cost: random(12) ? undefined : random(1_000) / 10_000,
      tokens: failed || random(10) === 0 ? undefined : told,
    };
    return JSON.parse(JSON.stringify(record)) as UsageRecord;
  });
}

export interface Asked {
  readonly query: UsageQuery;
  readonly by: UsageDimension;
  /** ms of a bar and of a step. */
  readonly step: number;
}

const short = noon - hourMs;
const day = noon - dayMs;
const month = noon - 30 * dayMs;

/** Filters of none to four dimensions, searches and terms, in spans of an hour to a month that begin at full ones. */
export const questions: readonly Asked[] = [
  ...usageDimensions
    .filter((by) => by !== 'server' && by !== 'address')
    .map((by) => ({ query: { since: month }, by, step: 3 * dayMs })),
  { query: { since: short }, by: 'key', step: 5 * minuteMs },
  { query: { since: noon - 5 * minuteMs }, by: 'model', step: minuteMs },
  { query: { since: day }, by: 'model', step: hourMs },
  { query: { since: noon - 7 * dayMs, until: noon - 2 * dayMs }, by: 'account', step: 6 * hourMs },
  { query: { since: day + 20 * minuteMs, until: day + 200 * minuteMs }, by: 'status', step: 10 * minuteMs },
  { query: { since: month, clientKey: 'a1a1a1a1a1a1a1a1' }, by: 'model', step: dayMs },
  { query: { since: month, status: 'failed' }, by: 'provider', step: 5 * dayMs },
  { query: { since: month, status: 200 }, by: 'key', step: 5 * dayMs },
  { query: { since: month, status: 'ok', model: 'gpt-4o' }, by: 'application', step: 12 * hourMs },
  {
    query: {
      since: noon - 3 * dayMs,
      clientKey: 'b2b2b2b2b2b2b2b2',
      provider: 'openai',
      application: 'editor',
    },
    by: 'model',
    step: 4 * hourMs,
  },
  {
    query: { since: month, provider: 'claude', account: 'sk-…0001', model: 'Own-Model', status: 'ok' },
    by: 'key',
    step: 12 * hourMs,
  },
  { query: { since: month, application: 'nobody' }, by: 'key', step: 12 * hourMs },
  { query: { since: month, search: [{ word: 'SONNET' }] }, by: 'key', step: 12 * hourMs },
  { query: { since: day, search: [{ word: 'редактор' }, { word: 'fail' }] }, by: 'status', step: 4 * hourMs },
  {
    query: {
      since: month,
      search: [
        { word: 'team', keys: ['c3c3c3c3c3c3c3c3'] },
        { word: 'gpt', not: true },
      ],
    },
    by: 'model',
    step: 12 * hourMs,
  },
  { query: { since: month, search: [{ word: '42' }] }, by: 'status', step: 12 * hourMs },
  { query: { since: month, terms: [{ field: 'model', has: 'OWN' }] }, by: 'model', step: 12 * hourMs },
  {
    query: {
      since: month,
      terms: [
        { field: 'status', is: ['4xx', 'failed'] },
        { field: 'key', is: ['a1a1a1a1a1a1a1a1'], not: true },
      ],
    },
    by: 'key',
    step: 12 * hourMs,
  },
  { query: { since: month, terms: [{ field: 'error', has: 'BROKE' }] }, by: 'account', step: 12 * hourMs },
  {
    query: { since: day, model: 'gpt-4o', terms: [{ field: 'error', has: 'busy', not: true }] },
    by: 'status',
    step: 6 * hourMs,
  },
];
