import type { UsageFigures, UsageTotals } from '../../contract/usage-figures.ts';
import type { UsageRecord, UsageTokens } from '../../contract/usage-record.ts';

/** Unknown values are null, not absent. */
export function withNulls<Figures extends Omit<UsageTotals, 'since'>>(figures: Figures) {
  const { tokens, latency, firstByte, cost, ...rest } = figures;
  return {
    ...rest,
    latency: latency ?? null,
    firstByte: firstByte ?? null,
    tokens: tokensWithNulls(tokens),
    cost: cost ?? null,
  };
}

/** One request in the same way, under the label of its key. */
export function requestWithNulls(
  { tokens, cost, ...rest }: UsageRecord,
  labels: Readonly<Record<string, string>>,
) {
  const label = rest.clientKey === undefined ? undefined : labels[rest.clientKey];
  return { ...rest, label: label ?? null, tokens: tokensWithNulls(tokens), cost: cost ?? null };
}

const tokensWithNulls = ({ input, output, reasoning, cached, total }: UsageTokens = {}) => ({
  input: input ?? null,
  output: output ?? null,
  reasoning: reasoning ?? null,
  cached: cached ?? null,
  total: total ?? null,
});

/** Everything that a usage screen shows, for a file. @param about the query: since when, for which clients */
export function usageAsJson(
  { totals, groups, labels }: UsageFigures,
  records: readonly UsageRecord[],
  about: Readonly<Record<string, unknown>>,
): string {
  const rows = Object.fromEntries(Object.entries(groups).map(([by, all]) => [by, all.map(withNulls)]));
  const requests = records.map((record) => requestWithNulls(record, labels));
  return JSON.stringify({ ...about, totals: withNulls(totals), groups: rows, labels, requests }, null, 2);
}
