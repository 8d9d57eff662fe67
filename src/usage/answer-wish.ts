import type { UsageFigures, UsageQuery, UsageTotals, UsageWish } from '../contract/usage-figures.ts';
import { noTotals } from './figures.ts';
import type { UsageQueries } from './usage-store.ts';

/**
 * All that a screen or command asks, from one store, a question at a time: each takes milliseconds, and between two of
 * them the requests of a server go on. @param store undefined: nothing was ever kept
 * @param labels of the client keys, by fingerprint; only those that are in the answer go with it
 */
export async function answerWish(
  store: UsageQueries | undefined,
  { query, windows = [], by = [], bars, step, records = 0, before, whole }: UsageWish,
  { labels, recording }: { readonly labels: ReadonlyMap<string, string>; readonly recording: boolean },
): Promise<UsageFigures> {
  const totalsOf = async (asked: UsageQuery): Promise<UsageTotals> => {
    await others();
    return store?.totals(asked) ?? noTotals(asked.since);
  };
  const found = store?.pricedRecords(query, records, before) ?? [];
  const groups: UsageFigures['groups'] = {};
  for (const dimension of by) {
    await others();
    groups[dimension] = store?.groups(query, dimension, bars) ?? [];
  }
  const totals = await totalsOf(query);
  const spans: UsageTotals[] = [];
  for (const since of windows) spans.push(await totalsOf({ ...query, since }));
  await others();
  const series = step === undefined ? [] : (store?.series(query, step) ?? []);
  const named = new Set([
    ...found.map(({ clientKey }) => clientKey),
    ...(groups.key ?? []).map(({ value }) => value),
  ]);
  const all = whole ? (await totalsOf({ since: query.since, until: query.until })).requests : undefined;
  return {
    totals,
    ...(all !== undefined && { whole: all }),
    windows: spans,
    groups,
    series,
    records: found,
    labels: Object.fromEntries([...labels].filter(([print]) => named.has(print))),
    problems: [...(store?.problems ?? [])],
    recording,
  };
}

const others = () => new Promise<void>((resolve) => setImmediate(resolve));
