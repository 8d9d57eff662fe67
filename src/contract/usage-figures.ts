import * as v from 'valibot';
import { catalogue } from '../base/text/language.ts';
import { usageRecordSchema, usageTokensSchema } from './usage-record.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const ms = v.pipe(v.number(), v.minValue(0));

/** The dimensions by which requests are grouped (H2). */
export const usageDimensions = [
  'key',
  'provider',
  'account',
  'model',
  'application',
  'status',
  'server',
  'address',
] as const;
export type UsageDimension = (typeof usageDimensions)[number];

/** One condition on one field of a request; case does not matter. An unknown value matches only a condition with `not`. */
const usageTermSchema = v.object({
  /** `error`: the sentence of a failed request. */
  field: v.picklist([...usageDimensions, 'error']),
  /** It is one of these: fingerprints for `key`; for `status` numbers, `4xx`, `ok`, `failed`. */
  is: v.optional(v.pipe(v.array(v.string()), v.maxLength(1000))),
  /** Or it contains this; not for `key`. */
  has: v.optional(v.string()),
  /** The other requests. */
  not: v.optional(v.boolean()),
});
export type UsageTerm = v.InferOutput<typeof usageTermSchema>;

/** Whether a request's status is the one of a term: `429`, `4xx`, `ok`, `failed`. */
export function isStatus(wanted: string, status: number, failed: boolean): boolean {
  const wantedStatus = wanted.toLowerCase();
  if (wantedStatus === 'ok' || wantedStatus === 'failed') return failed === (wantedStatus === 'failed');
  return (
    wantedStatus === String(status) || (status >= 100 && wantedStatus === `${Math.floor(status / 100)}xx`)
  );
}

/** Which requests; an absent filter matches all. */
const usageQuerySchema = v.object({
  /** ms since the epoch, of the arrival of the request. */
  since: ms,
  /** Exclusive; absent: all that came since. */
  until: v.optional(ms),
  /** Fingerprint. */
  clientKey: v.optional(v.string()),
  provider: v.optional(v.string()),
  account: v.optional(v.string()),
  model: v.optional(v.string()),
  application: v.optional(v.string()),
  /** One of those that share a database. */
  server: v.optional(v.string()),
  status: v.optional(v.union([v.picklist(['ok', 'failed']), v.pipe(v.number(), v.integer())])),
  /**
   * Words, each of which must be part of the key's fingerprint, the provider, account, model, application, status or
   * outcome (`ok`, `failed`), in any case; `keys`: fingerprints of the client keys that the caller knows by that word.
   */
  search: v.optional(
    v.pipe(
      v.array(
        v.object({
          word: v.string(),
          keys: v.optional(v.array(v.string())),
          /** The requests that do not contain this word. */
          not: v.optional(v.boolean()),
        }),
      ),
      v.maxLength(10),
    ),
  ),
  /** All must match. */
  terms: v.optional(v.pipe(v.array(usageTermSchema), v.maxLength(10))),
});
export type UsageQuery = v.InferOutput<typeof usageQuerySchema>;

/** Requests that reported this kind of token. */
const tokensReportedSchema = v.object({ input: count, output: count, reasoning: count, cached: count });
export type TokensReported = v.InferOutput<typeof tokensReportedSchema>;

const figures = {
  requests: count,
  failed: count,
  /** Of the failed ones: the client left (499). Absent: none, or they are not counted. */
  aborted: v.optional(count),
  /** Of the failed ones: the answer was cut short after it had begun. */
  cut: v.optional(count),
  /** Attempts that failed and that another one followed; they are no requests of their own. */
  retries: v.optional(count),
  /** ms, read from a histogram of ratio 1.66: at most that factor off, usually less than a fifth. Absent: no requests. */
  latency: v.optional(v.object({ p50: ms, p95: ms })),
  /** ms to the first byte of the body, of those requests where it is known. */
  firstByte: v.optional(v.object({ p50: ms })),
  /** Sums of what was reported; absent, as a whole or in part, if no request reported it: unknown, not zero. */
  tokens: v.optional(usageTokensSchema),
  /** How many requests each sum of `tokens` covers: where fewer than `tokensKnown`, the real sum is higher. */
  tokensReported: v.optional(tokensReportedSchema),
  /** Requests whose tokens are in `tokens`. */
  tokensKnown: count,
  /** US dollars at list prices, of those requests where tokens and price are known; absent: of none. */
  cost: v.optional(v.number()),
  /** Requests whose cost is in `cost`; a failed request without tokens counts as known. */
  costKnown: count,
};

export const usageTotalsSchema = v.object({
  ...figures,
  /** `since` of the query. */
  since: ms,
});
export type UsageTotals = v.InferOutput<typeof usageTotalsSchema>;

/** The figures of one key, model …; `value` null: requests where it is not known. */
export const usageGroupSchema = v.object({
  ...figures,
  value: v.nullable(v.string()),
  /** Arrival of its last request, ms since the epoch; absent: not known. */
  lastAt: v.optional(ms),
  /** Its requests over time, oldest first, the current step last; only if `bars` was requested. */
  bars: v.optional(v.array(count)),
});
export type UsageGroup = v.InferOutput<typeof usageGroupSchema>;

/** One step of a graph, from `at` (ms since the epoch); steps without requests are there too. */
const usageBucketSchema = v.object({
  at: ms,
  requests: count,
  failed: count,
  tokens: v.optional(usageTokensSchema),
});
export type UsageBucket = v.InferOutput<typeof usageBucketSchema>;

/** Requests that were refused for want of a valid client key, of one address and reason. */
export const usageRefusalSchema = v.object({
  /** Of the client; `others`: of further addresses, where too many to count each were refused in an hour. */
  address: v.string(),
  /** `no key`, `wrong key`, `expired key` … */
  reason: v.string(),
  requests: count,
  /** Of the last one, ms since the epoch. */
  lastAt: ms,
  server: v.optional(v.string()),
});
export type UsageRefusal = v.InferOutput<typeof usageRefusalSchema>;

/** What one request asks for; only what is named is answered. */
export const usageRequestSchema = v.object({
  query: usageQuerySchema,
  /** Further windows of the same filters, for totals side by side: their `since`. */
  windows: v.optional(v.pipe(v.array(ms), v.maxLength(12))),
  by: v.optional(v.pipe(v.array(v.picklist(usageDimensions)), v.maxLength(8))),
  /**
   * Groups by `address` of the requests since this instant (ms), or of the whole span if there are none since then. Not
   * in `by`, which a server that does not know addresses would refuse.
   */
  addresses: v.optional(ms),
  /** ms of one bar of the small graph of each group. */
  bars: v.optional(v.pipe(v.number(), v.integer(), v.minValue(60_000))),
  /** ms of one step of the graph. */
  step: v.optional(v.pipe(v.number(), v.integer(), v.minValue(60_000))),
  /** Newest records, at most. */
  records: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000))),
  /** Only records that arrived before this instant (ms), to page on. */
  before: v.optional(ms),
  /** How many requests there are in the span without any filter. */
  whole: v.optional(v.boolean()),
  /** Addresses whose requests were refused, at most; in full hours, whatever the other filters are. */
  refusals: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000))),
});
export type UsageRequest = v.InferOutput<typeof usageRequestSchema>;

/** Answer to `console/usage`. */
export const usageFiguresSchema = v.object({
  totals: usageTotalsSchema,
  /** Requests of the span without any filter, if it was requested. */
  whole: v.optional(count),
  windows: v.array(usageTotalsSchema),
  groups: v.record(v.string(), v.array(usageGroupSchema)),
  series: v.array(usageBucketSchema),
  /** Newest first. */
  records: v.array(usageRecordSchema),
  /** Most requests first; absent: not asked for, or not counted by this server. */
  refusals: v.optional(v.array(usageRefusalSchema)),
  /** Labels of the client keys that are named above, by fingerprint. */
  labels: v.record(v.string(), v.string()),
  /** Names of the servers that share this history; absent: it is of one server. */
  servers: v.optional(v.array(v.string())),
  /** Sentences: the disk is full, a damaged file was set aside … */
  problems: v.array(v.string()),
  /** That one of them which passes by itself: earlier usage is being copied. */
  underWay: v.optional(v.string()),
  /** false: requests that end now are not recorded. */
  recording: v.boolean(),
  /** ms since the epoch: none that came before are counted, or not all; absent: all are. */
  countedSince: v.optional(ms),
  /** There may have been requests before `countedSince`; absent: this server served none. */
  missedBefore: v.optional(v.boolean()),
  /** Why not, one sentence; absent: `usage-statistics-enabled` is off. */
  reason: v.optional(v.string()),
});
export type UsageFigures = v.InferOutput<typeof usageFiguresSchema>;

/** Why nothing new is recorded; undefined: it is. */
export const whyNotRecording = ({
  recording,
  reason = notRecording(),
}: Pick<UsageFigures, 'recording' | 'reason'>): string | undefined => (recording ? undefined : reason);

const notRecording = catalogue('Nothing new is recorded: usage-statistics-enabled is off.', async () => ({
  zhCN: '未记录新数据：usage-statistics-enabled 已关闭。',
}));

/** Of an answer with `addresses`: those that are known, the last one to send a request first. */
export const addressesOf = ({ groups }: Pick<UsageFigures, 'groups'>): readonly UsageGroup[] =>
  (groups.address ?? [])
    .filter(({ value }) => value !== null)
    .sort((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0));

const mostNamed = 3;

/** `10.0.3.7 · 10.0.3.9`, `… +2`; undefined if none is known. */
export function addressesText(figures: Pick<UsageFigures, 'groups'> | undefined): string | undefined {
  const all = figures ? addressesOf(figures) : [];
  if (all.length === 0) return undefined;
  const named = all.slice(0, mostNamed).map(({ value }) => value);
  return `${named.join(' · ')}${all.length > mostNamed ? ` +${all.length - mostNamed}` : ''}`;
}

/** From when on figures since `since` are complete, ms since the epoch; undefined: they are, or nothing is recorded. */
export const completeFrom = (
  { recording, countedSince = 0 }: Pick<UsageFigures, 'recording' | 'countedSince'>,
  since: number,
): number | undefined => (recording && countedSince > since ? countedSince : undefined);

/**
 * undefined where no requests are recorded and some may be missing, as nothing is recorded or counting began later: how
 * many there were is unknown then, and not 0.
 */
export const countedIn = (figures: UsageFigures | undefined): UsageFigures | undefined =>
  figures && isCounted(figures, figures.totals) ? figures : undefined;

/** The totals of each window, undefined in the same way. */
export const windowsIn = (figures: UsageFigures | undefined): readonly (UsageTotals | undefined)[] =>
  figures?.windows.map((window) => (isCounted(figures, window) ? window : undefined)) ?? [];

/** Nothing that matches a filter is 0 where something was recorded. */
const isCounted = (figures: UsageFigures, { requests, since }: UsageTotals): boolean => {
  const { recording, missedBefore, whole = 0, totals } = figures;
  if (recording && !(missedBefore && completeFrom(figures, since) !== undefined)) return true;
  return requests > 0 || (whole > 0 && since <= totals.since);
};
