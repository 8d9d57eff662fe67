import { commas } from '../base/text/commas.ts';
import { type Failure, failure, type Outcome, success } from '../contract/outcome.ts';
import type { UsageFigures, UsageRequest } from '../contract/usage-figures.ts';
import type { UsageQueries } from './usage-store.ts';
import { spoken, words } from './words.ts';

/**
 * Answers everything that a screen or command asks of one store; what cannot be read now is a failure, and never looks
 * like no requests. @param store undefined: nothing was ever stored
 * @param known `labels` of the client keys, by fingerprint: only those in the answer are returned
 */
export async function answerUsageRequest(
  store: UsageQueries | undefined,
  request: UsageRequest,
  known: Pick<UsageFigures, 'recording' | 'countedSince' | 'missedBefore'> & {
    readonly labels: ReadonlyMap<string, string>;
  },
): Promise<Outcome<UsageFigures>> {
  const queries = store ?? nothing;
  try {
    return success(await figuresOf(queries, request, known));
  } catch (error) {
    return usageUnread(queries, error as Error);
  }
}

/** @param error what a question of the store rejected with */
export function usageUnread({ problems }: Pick<UsageQueries, 'problems'>, { message }: Error): Failure {
  const sentence = words().unread(spoken(message));
  return failure('failed', [sentence, ...problems.map(spoken)].join(commas().sentences));
}

async function figuresOf(
  queries: typeof nothing,
  {
    query,
    windows = [],
    by = [],
    bars,
    step,
    addresses,
    records = 0,
    before,
    whole,
    refusals: most,
  }: UsageRequest,
  { labels, ...counted }: Parameters<typeof answerUsageRequest>[2],
): Promise<UsageFigures> {
  const { servers, refusals, totals, groups, series, records: newest } = queries;
  const names = await servers();
  const refused = most === undefined ? undefined : await refusals(query, most);
  const found = await newest(query, records, before);
  const grouped: UsageFigures['groups'] = {};
  for (const dimension of by) grouped[dimension] = await groups(query, dimension, bars);
  const own = await totals(query);
  if (addresses !== undefined && own.requests > 0) {
    const recent = await groups({ ...query, since: Math.max(query.since, addresses) }, 'address');
    grouped.address = recent.length > 0 ? recent : await groups(query, 'address');
  }
  const spans = [];
  for (const since of windows) spans.push(await totals({ ...query, since }));
  const steps = step === undefined ? [] : await series(query, step);
  const all = whole ? await totals({ since: query.since, until: query.until }) : undefined;
  const named = new Set([
    ...found.map(({ clientKey }) => clientKey),
    ...(grouped.key ?? []).map(({ value }) => value),
  ]);
  return {
    totals: own,
    ...(all && { whole: all.requests }),
    windows: spans,
    groups: grouped,
    series: steps,
    ...(names && { servers: names }),
    ...(refused && { refusals: refused }),
    records: found,
    labels: Object.fromEntries([...labels].filter(([print]) => named.has(print))),
    // A question may be what finds them.
    problems: queries.problems.map(spoken),
    ...(queries.underWay !== undefined && { underWay: spoken(queries.underWay) }),
    recording: counted.recording,
    // Of servers that share their history, each knows only since when it counts itself.
    ...(!names && counted),
  };
}

const nothing: Omit<UsageQueries, 'own' | 'exportV6' | 'close'> = {
  servers: async () => undefined,
  refusals: async () => undefined,
  totals: async ({ since }) => ({ since, requests: 0, failed: 0, tokensKnown: 0, costKnown: 0 }),
  groups: async () => [],
  series: async () => [],
  records: async () => [],
  problems: [],
};
