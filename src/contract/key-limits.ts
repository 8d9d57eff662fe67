import * as v from 'valibot';

const most = v.pipe(v.number(), v.integer(), v.minValue(1));

/** What a key may use at most (held by our gateway); an absent field is no limit. */
export const keyLimitsSchema = v.object({
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
export const keySpendingSchema = v.object({
  requestsPerMinute: v.optional(spentSchema),
  tokensPerDay: v.optional(spentSchema),
  tokensPerMonth: v.optional(spentSchema),
});
export type KeySpending = v.InferOutput<typeof keySpendingSchema>;

export interface ReachedLimit {
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
