import * as v from 'valibot';
import type { Fingerprint } from '../base/secrets/fingerprint.ts';
import type { Secret } from '../base/secrets/secret.ts';
import { hour } from '../base/text/duration.ts';
import { startOfDay } from '../base/text/start-of-day.ts';

const most = v.pipe(v.number(), v.integer(), v.minValue(1));

/** The limits of a key (enforced by our gateway); an absent field is no limit. */
const keyLimitsSchema = v.object({
  requestsPerMinute: v.optional(most),
  /** Since local midnight of the server. */
  tokensPerDay: v.optional(most),
  /** Since the first of the month. */
  tokensPerMonth: v.optional(most),
  /** The only models that it may ask for, by the name it asks with or the provider's; `*` matches any text. */
  models: v.optional(v.array(v.string())),
});
export type KeyLimits = v.InferOutput<typeof keyLimitsSchema>;

/** The limits that are used up and reset. */
export const countedLimits = ['requestsPerMinute', 'tokensPerDay', 'tokensPerMonth'] as const;
export type CountedLimit = (typeof countedLimits)[number];

/** Their names, on the screen and in answers to clients. */
export const limitWords: Readonly<Record<CountedLimit, string>> = {
  requestsPerMinute: 'requests per minute',
  tokensPerDay: 'tokens per day',
  tokensPerMonth: 'tokens per month',
};

const spentSchema = v.object({
  used: v.number(),
  /** When nothing of it will be used, ms since the epoch. */
  resetsAt: v.number(),
  /** Set while requests are refused because of it: when that ends. */
  refusedUntil: v.optional(v.number()),
});
export type Spent = v.InferOutput<typeof spentSchema>;

/** How much of its limits a key has used, of those that it has; reported by the server that enforces them. */
const keySpendingSchema = v.object({
  requestsPerMinute: v.optional(spentSchema),
  tokensPerDay: v.optional(spentSchema),
  tokensPerMonth: v.optional(spentSchema),
});
export type KeySpending = v.InferOutput<typeof keySpendingSchema>;

interface ReachedLimit {
  readonly limit: CountedLimit;
  /** ms since the epoch. */
  readonly until: number;
}

/** The limit that stops the key for the longest; undefined: none does, or they are not counted. @param now ms since the epoch */
export function reachedLimit(
  limits: KeyLimits | undefined,
  spending: KeySpending | undefined,
  now: number,
): ReachedLimit | undefined {
  let longest: ReachedLimit | undefined;
  for (const limit of countedLimits) {
    const until = spending?.[limit]?.refusedUntil;
    // A limit that was raised or removed since the report stops no request.
    const stops = until !== undefined && (spending?.[limit]?.used ?? 0) >= (limits?.[limit] ?? Infinity);
    if (stops && until > (longest?.until ?? now)) longest = { limit, until };
  }
  return longest;
}

/** How much of a limit is used; `now` may be later than the report. */
export function usedAt(spent: Spent | undefined, now: number): number | undefined {
  return spent && (spent.resetsAt <= now ? 0 : spent.used);
}

/** A5, K3. Free text is allowed in the file; these are what the console offers. */
export const purposes = ['production', 'development', 'ci/cd', 'team member'] as const;

export const fingerprintSchema = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{16}$/),
  v.transform((digits) => digits as Fingerprint),
);
/**
 * RFC 3339 in UTC, as `Date.prototype.toISOString` writes it. People also write `2027-01-31` and other zones by
 * hand: those are accepted, since a skipped record would let an expired key in (A7).
 */
const instant = v.pipe(
  v.string(),
  v.check((text) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text))),
  v.transform((text) => new Date(text).toISOString()),
);

/** What is known of a client key beside config.yaml, keyed by fingerprint (A5): never the key itself. */
export const keyRecordSchema = v.looseObject({
  fingerprint: fingerprintSchema,
  label: v.optional(v.string()),
  purpose: v.optional(v.string()),
  createdAt: v.optional(instant),
  rotatedAt: v.optional(instant),
  /** The key stops at this instant (A7). */
  expiresAt: v.optional(instant),
  /** On the old key of a running rotation (A8): it stops at `deadline`. */
  retiring: v.optional(v.object({ replacedBy: fingerprintSchema, deadline: instant })),
  /** On the new key of a running rotation. */
  replaces: v.optional(fingerprintSchema),
  limits: v.optional(keyLimitsSchema),
});
export type KeyRecord = v.InferOutput<typeof keyRecordSchema>;

/** `put` writes the whole record, `forget` removes it. */
export const keyRecordEditSchema = v.variant('op', [
  v.object({ op: v.literal('put'), record: keyRecordSchema }),
  v.object({ op: v.literal('forget'), fingerprint: fingerprintSchema }),
]);
export type KeyRecordEdit = v.InferOutput<typeof keyRecordEditSchema>;

/** Requests that a server let in with a key. */
export const keyActivitySchema = v.object({
  /** ms since the epoch; absent: not since `countedSince`. */
  lastUsedAt: v.optional(v.number()),
  /** ms since the epoch from which the counts below are complete. */
  countedSince: v.number(),
  lastHour: v.number(),
  /** Since local midnight of the server. */
  today: v.number(),
  /** The last 24 hours, oldest first; the last one is the current hour. */
  hours: v.array(v.number()),
  /** Absent: it has no limits that can be used up, or this server enforces none. */
  spending: v.optional(keySpendingSchema),
});
export type KeyActivity = v.InferOutput<typeof keyActivitySchema>;

/** One entry of `api-keys` with all that is known of it. */
export interface ClientKey {
  /** Stable over reloads: the fingerprint, followed by `#2` … for a repeated key. */
  readonly id: string;
  readonly fingerprint: Fingerprint;
  readonly key: Secret;
  readonly record: KeyRecord | undefined;
  /** What is stored, and edited, where `record` leaves out a retirement that is not in force. */
  readonly stored?: KeyRecord;
  /** undefined: not counted, or the server cannot be asked; unknown, not zero. */
  readonly activity: KeyActivity | undefined;
  readonly duplicate: boolean;
  /** From the published examples (`your-api-key-1` …): the embedded server refuses it (A4). */
  readonly sample: boolean;
  /** Shorter than 32 characters (A4). */
  readonly weak: boolean;
}

/**
 * Whether it is known that nothing used the key from then on: it was counted all the time.
 * @param instant ms since the epoch; undefined: not known
 */
export const isUnusedSince = ({ activity }: ClientKey, instant: number | undefined): boolean =>
  activity !== undefined &&
  instant !== undefined &&
  activity.countedSince <= instant &&
  (activity.lastUsedAt ?? Number.NEGATIVE_INFINITY) < instant;

/** Whether it is known that nothing has ever used the key. */
export const isNeverUsed = (key: ClientKey): boolean =>
  key.activity?.lastUsedAt === undefined && isWhollyCounted(key);

/** Whether all its requests are counted: it was made after counting began. */
const isWhollyCounted = ({ record, activity }: ClientKey): boolean =>
  record?.createdAt !== undefined && (activity?.countedSince ?? Infinity) <= Date.parse(record.createdAt);

/**
 * Requests of the last hour, or of the day; undefined if there were none since counting began in the middle of it.
 * @param now ms since the epoch
 */
export function requestsIn(key: ClientKey, span: 'lastHour' | 'today', now: number): number | undefined {
  const { activity } = key;
  if (!activity) return undefined;
  const from = span === 'today' ? startOfDay(now) : now - hour;
  const isWhole = activity.countedSince <= from || isWhollyCounted(key);
  return isWhole || activity[span] > 0 ? activity[span] : undefined;
}

/** Requests of the last 24 hours, the current one last; undefined instead of 0 if an hour began before counting did. */
export function hoursOf(key: ClientKey, now: number): readonly (number | undefined)[] | undefined {
  const { countedSince = 0, hours } = key.activity ?? {};
  if (isWhollyCounted(key)) return hours;
  const startOf = (place: number) => (Math.floor(now / hour) - 23 + place) * hour;
  return hours?.map((requests, place) =>
    requests === 0 && startOf(place) < countedSince ? undefined : requests,
  );
}

/** SCREENS, names of states; the first that applies. `expired` covers a deadline that has passed. */
export const clientKeyStates = ['expired', 'retiring', 'over limit', 'sample', 'weak', 'active'] as const;
export type ClientKeyState = (typeof clientKeyStates)[number];

/** @param now ms since the epoch */
export function clientKeyState(key: ClientKey, now: number): ClientKeyState {
  if (stopsAt(key.record) <= now) return 'expired';
  if (key.record?.retiring) return 'retiring';
  if (limitOver(key, now)) return 'over limit';
  if (key.sample) return 'sample';
  if (key.weak) return 'weak';
  return 'active';
}

/** The time at which a key stops by expiry or by the deadline of its rotation, ms since the epoch; Infinity: never. */
export function stopsAt(record: KeyRecord | undefined): number {
  const instants = [record?.expiresAt, record?.retiring?.deadline].filter((at) => at !== undefined);
  return Math.min(Number.POSITIVE_INFINITY, ...instants.map((at) => Date.parse(at)));
}

/** The limit for which its requests are refused at the moment, as far as the server reports it. */
export function limitOver({ record, activity }: ClientKey, now: number): ReachedLimit | undefined {
  return reachedLimit(record?.limits, activity?.spending, now);
}
