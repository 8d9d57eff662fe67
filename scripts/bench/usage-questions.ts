import { type UsageQuery, usageDimensions } from '../../src/contract/usage-figures.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';

export interface Question {
  readonly name: string;
  readonly ask: () => Promise<unknown>;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const spans: readonly (readonly [string, number])[] = [
  ['1 h', hourMs],
  ['24 h', dayMs],
  ['30 d', 30 * dayMs],
];

/** Of key and account a value that few requests have, else one that many have: both kinds of question are hard. */
const measured = usageDimensions.filter((it) => it !== 'server' && it !== 'address');
const values: Readonly<Record<(typeof measured)[number], Partial<UsageQuery>>> = {
  key: { clientKey: '3'.padStart(16, '0') },
  provider: { provider: 'provider-0' },
  account: { account: 'account-1' },
  model: { model: 'gpt-4o' },
  application: { application: 'application-3' },
  status: { status: 'ok' },
};

/** Every choice of dimensions as filters, each in each span: totals, a graph, the newest, and rows by every dimension. */
export function* usageQuestions(store: UsageStore, now: number): Generator<Question> {
  for (const [span, ms] of spans) {
    for (const dimensions of choices(measured)) {
      const filter = Object.assign(
        {},
        ...dimensions.map((dimension) => values[dimension]),
      ) as Partial<UsageQuery>;
      const query: UsageQuery = { since: now - ms, ...filter };
      const what = `${span}, ${Object.values(filter).join(' ') || 'all'}`;
      const part = (parts: number) => Math.max(60_000, Math.ceil(ms / parts));
      yield { name: `totals ${what}`, ask: () => store.totals(query) };
      yield { name: `graph ${what}`, ask: () => store.series(query, part(60)) };
      yield { name: `newest 100 ${what}`, ask: () => store.records(query, 100) };
      for (const by of measured) {
        yield { name: `by ${by} ${what}`, ask: () => store.groups(query, by) };
        if (dimensions.length < 2)
          yield { name: `by ${by} with bars ${what}`, ask: () => store.groups(query, by, part(10)) };
      }
    }
  }
}

/** None, each, each pair … all of them. */
function choices<T>([first, ...rest]: readonly T[]): T[][] {
  if (first === undefined) return [[]];
  const others = choices(rest);
  return [...others, ...others.map((choice) => [first, ...choice])];
}
