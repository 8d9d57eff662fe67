import * as v from 'valibot';
import type { Fingerprint } from '../base/secrets/fingerprint.ts';
import type { Secret } from '../base/secrets/secret.ts';

const most = v.pipe(v.number(), v.integer(), v.minValue(1));

/** What a key may use at most (held by our gateway); an absent field is no limit. */
const keyLimitsSchema = v.object({
  requestsPerMinute: v.optional(most),
  /** Since local midnight of the server. */
  tokensPerDay: v.optional(most),
  /** Since the first of the month. */
  tokensPerMonth: v.optional(most),
  /** The only models that it may ask for, by the name it asks with or the provider's; `*` stands for any text. */
  models: v.optional(v.array(v.string())),
});
export type KeyLimits = v.InferOutput<typeof keyLimitsSchema>;

/** The limits that are used up, and then count anew. */
export const countedLimits = ['requestsPerMinute', 'tokensPerDay', 'tokensPerMonth'] as const;
export type CountedLimit = (typeof countedLimits)[number];

/** What they are called, on the screen and in answers to clients. */
export const limitWords: Readonly<Record<CountedLimit, string>> = {
  requestsPerMinute: 'requests per minute',
  tokensPerDay: 'tokens per day',
  tokensPerMonth: 'tokens per month',
};

const spentSchema = v.object({
  used: v.number(),
  /** From then on nothing of it is used any more, ms since the epoch. */
  resetsAt: v.number(),
  /** Set while requests are refused for it: until then. */
  refusedUntil: v.optional(v.number()),
});
export type Spent = v.InferOutput<typeof spentSchema>;

/** How much of its limits a key has used, of those that it has; told by the server that holds them. */
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

/** The limit that stops the key for the longest; undefined: none does, or nobody counts. @param now ms since the epoch */
export function reachedLimit(
  limits: KeyLimits | undefined,
  spending: KeySpending | undefined,
  now: number,
): ReachedLimit | undefined {
  let longest: ReachedLimit | undefined;
  for (const limit of countedLimits) {
    const until = spending?.[limit]?.refusedUntil;
    // A limit that was raised or taken away since it was told stops nobody.
    const stops = until !== undefined && (spending?.[limit]?.used ?? 0) >= (limits?.[limit] ?? Infinity);
    if (stops && until > (longest?.until ?? now)) longest = { limit, until };
  }
  return longest;
}

/** What is used of a limit, `now` may be later than when it was told. */
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
 * RFC 3339 in UTC, as `Date.prototype.toISOString` writes it. By hand people write `2027-01-31` and other zones:
 * taken as well, since a record that is passed over would let an expired key in (A7).
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
  /** The last 24 hours, oldest first; the last one is the hour that is running. */
  hours: v.array(v.number()),
  /** Absent: it has no limits that are used up, or this server holds none. */
  spending: v.optional(keySpendingSchema),
});
export type KeyActivity = v.InferOutput<typeof keyActivitySchema>;

/** One entry of `api-keys` with all that is known of it. */
export interface ClientKey {
  /** Stable over reloads: the fingerprint, with `#2` … behind it for a repeated key. */
  readonly id: string;
  readonly fingerprint: Fingerprint;
  readonly key: Secret;
  readonly record: KeyRecord | undefined;
  /** undefined: no server counts, or it cannot be asked: unknown, not zero. */
  readonly activity: KeyActivity | undefined;
  readonly duplicate: boolean;
  /** From the published examples (`your-api-key-1` …): the embedded server refuses it (A4). */
  readonly sample: boolean;
  /** Shorter than 32 characters (A4). */
  readonly weak: boolean;
}

/** SCREENS, names of states; the first that fits. `expired` covers a deadline that has passed. */
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

/** The instant a key stops by expiry or by the deadline of its rotation, ms since the epoch; Infinity: never. */
export function stopsAt(record: KeyRecord | undefined): number {
  const instants = [record?.expiresAt, record?.retiring?.deadline].filter((at) => at !== undefined);
  return Math.min(Number.POSITIVE_INFINITY, ...instants.map((at) => Date.parse(at)));
}

/** The limit for which its requests are refused at the moment, as far as the server tells. */
export function limitOver({ record, activity }: ClientKey, now: number): ReachedLimit | undefined {
  return reachedLimit(record?.limits, activity?.spending, now);
}
