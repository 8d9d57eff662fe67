import { commas } from '../../base/text/commas.ts';
import { formatDuration } from '../../base/text/duration.ts';
import { timeText } from '../../base/text/time-text.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import type {
  UsageFigures,
  UsageGroup,
  UsageQuery,
  UsageRequest,
  UsageTotals,
} from '../../contract/usage-figures.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import { words } from './words.ts';

type Figures = Omit<UsageTotals, 'since'>;

/** What is known of many requests together. */
export interface UsageEvidence {
  readonly totals: Figures;
  readonly byStatus: readonly UsageGroup[];
  readonly byModel: readonly UsageGroup[];
  /** The newest that failed, and the newest of all. */
  readonly failures: readonly UsageRecord[];
  readonly newest: readonly UsageRecord[];
  /** ms since the epoch. */
  readonly now: number;
}

/** Requests that are looked at for what went wrong with many. */
const looked = 200;

/** The same of all requests of a query. @param ask for usage @param now ms since the epoch */
export async function askWhy(
  ask: (request: UsageRequest) => Promise<Outcome<UsageFigures>>,
  query: UsageQuery,
  now: number,
): Promise<Outcome<string[]>> {
  const all = await ask({ query, by: ['status', 'model'], records: looked });
  if (!all.ok) return all;
  const { totals, groups, records: newest } = all.value;
  const alike = totals.failed === 0 || totals.failed === totals.requests;
  const failing = { ...query, status: query.status ?? 'failed' };
  const bad = alike ? all : await ask({ query: failing, records: looked });
  if (!bad.ok) return bad;
  const failures = bad.value.records.filter(({ failed }) => failed);
  const { status: byStatus = [], model: byModel = [] } = groups;
  return success(whyUsage({ totals, byStatus, byModel, failures, newest, now }));
}

const most = 3;

/** Why requests failed, were retried, were slow or have no cost, in sentences made from their records. */
export function whyUsage(evidence: UsageEvidence): string[] {
  if (evidence.totals.requests === 0) return [words().usage.none];
  return [...failed(evidence), ...retried(evidence), ...slow(evidence), ...costs(evidence)];
}

function failed({ totals, byStatus, failures, now }: UsageEvidence): string[] {
  if (totals.failed === 0) {
    return [
      totals.requests === 1
        ? words().usage.oneSucceeded
        : words().usage.allSucceeded(countOf(totals.requests)),
    ];
  }
  const by = byStatus
    .filter((group) => group.failed > 0)
    .map((group) => words().usage.withStatus(group.failed, group.value));
  const share = ((totals.failed / totals.requests) * 100).toPrecision(2);
  const known = failures.length < totals.failed ? words().usage.ofNewest(failures.length) : '';
  return [
    words().usage.failed(totals.failed, countOf(totals.requests), Number(share), by.join(commas().items)),
    ...commonest(failures.map((record) => ({ at: record.at, text: reasonOf(record) }))).map(
      ({ count, text, last }) =>
        words().usage.reason(count, known, formatDuration(Math.max(0, now - last)), text),
    ),
  ];
}

function reasonOf({ error, status, restingMs }: UsageRecord): string {
  if (status === 499) return words().usage.disconnected;
  if (restingMs !== undefined) return words().usage.cooling;
  return error ?? (status > 0 ? words().usage.noReason(status) : words().usage.nothing);
}

function retried({ newest }: UsageEvidence): string[] {
  const again = newest.filter(({ attempts = 1 }) => attempts > 1);
  if (again.length === 0) return [];
  const why = commonest(
    again.flatMap(({ at, tries = [] }) =>
      tries.map(({ account, error }) => ({
        at,
        text: `${account === undefined ? '' : `${account}: `}${error}`,
      })),
    ),
  );
  return [
    words().usage.retried(again.length, newest.length, why.length > 0),
    ...why.map(({ count, text }) => `${count}× ${text}`),
  ];
}

function slow({ totals, byModel }: UsageEvidence): string[] {
  const { latency, firstByte } = totals;
  if (!latency) return [];
  const first = firstByte ? words().usage.firstByte(timeText(firstByte.p50)) : '';
  const [slowest] = byModel
    .filter((group) => group.latency)
    .toSorted((a, b) => (b.latency?.p95 ?? 0) - (a.latency?.p95 ?? 0));
  const worst =
    byModel.length > 1 && slowest?.latency
      ? [words().usage.slowest(slowest.value, timeText(slowest.latency.p95), countOf(slowest.requests))]
      : [];
  return [words().usage.latency(timeText(latency.p50), timeText(latency.p95), first), ...worst];
}

function costs({ totals, byModel }: UsageEvidence): string[] {
  const missing = totals.requests - totals.costKnown;
  if (missing <= 0) return [words().usage.costsKnown];
  const gaps = byModel.map((group) => ({ group, ...gapsOf(group) }));
  const unreported = gaps.reduce((sum, { unreported: count }) => sum + count, 0);
  const unpriced = gaps.filter(({ unpriced: count }) => count > 0);
  return [
    words().usage.costsUnknown(missing, countOf(totals.requests)),
    ...(unreported > 0 ? [words().usage.noTokens(unreported)] : []),
    ...unpriced
      .slice(0, most)
      .map(({ group, unpriced: count }) =>
        group.value === null ? words().usage.noModel(count) : words().usage.noPrice(count, group.value),
      ),
  ];
}

/** Successful requests without reported tokens, and those with tokens but without a cost. */
function gapsOf({ requests, failed: bad, tokensKnown, costKnown }: UsageGroup) {
  const missing = Math.max(0, requests - costKnown);
  const unreported = Math.min(missing, Math.max(0, requests - bad - tokensKnown));
  return { unreported, unpriced: missing - unreported };
}

function commonest(texts: readonly { readonly at: number; readonly text: string }[]) {
  const counts = new Map<string, { text: string; count: number; last: number }>();
  for (const { at, text } of texts) {
    const known = counts.get(text) ?? { text, count: 0, last: 0 };
    counts.set(text, { text, count: known.count + 1, last: Math.max(known.last, at) });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || b.last - a.last).slice(0, most);
}

const countOf = (requests: number): string => words().usage.requests(requests);
