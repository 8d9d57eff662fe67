import type { UsageFigures, UsageTotals, UsageWish } from '../contract/usage-figures.ts';
import type { UsageQueries } from './usage-store.ts';

/**
 * All that a screen or command asks, from one store. @param store undefined: nothing was ever kept
 * @param labels of the client keys, by fingerprint; only those that are in the answer go with it
 */
export function answerWish(
  store: UsageQueries | undefined,
  { query, windows = [], by = [], step, records = 0, before }: UsageWish,
  { labels, recording }: { readonly labels: ReadonlyMap<string, string>; readonly recording: boolean },
): UsageFigures {
  const totals = (since: number) => store?.totals({ ...query, since }) ?? none(since);
  const found = store?.records(query, records, before) ?? [];
  const groups = Object.fromEntries(
    by.map((dimension) => [dimension, store?.groups(query, dimension) ?? []]),
  );
  const named = new Set([
    ...found.map(({ clientKey }) => clientKey),
    ...(groups.key ?? []).map(({ value }) => value),
  ]);
  return {
    totals: totals(query.since),
    windows: windows.map(totals),
    groups,
    series: step === undefined ? [] : (store?.series(query, step) ?? []),
    records: found,
    labels: Object.fromEntries([...labels].filter(([print]) => named.has(print))),
    problems: [...(store?.problems ?? [])],
    recording,
  };
}

const none = (since: number): UsageTotals => ({
  since,
  requests: 0,
  failed: 0,
  tokensKnown: 0,
  costKnown: 0,
});
