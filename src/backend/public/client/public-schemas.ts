import * as v from 'valibot';

/** A list that these servers give as `null` when it is empty (recorded config.json, models.json). */
export const list = <T extends v.GenericSchema>(item: T) => v.nullish(v.array(item), () => []);
/** The same for a mapping. */
export const mapping = <T extends v.GenericSchema>(item: T) =>
  v.nullish(v.record(v.string(), item), () => ({}) as Record<string, never>);

export const text = v.string();
/** Bodies that go out as they are: text, or bytes with the content type given beside them. */
export const rawBody = v.union([v.string(), v.instance(Buffer)]);

export const nothing = v.undefined();
export const done = v.looseObject({ status: v.literal('ok') });
export const anything = v.record(v.string(), v.unknown());

/** 10 minutes of a credential; `time` is `08:00-08:10` on the server's clock, without a date. */
const bucket = v.looseObject({ time: text, success: v.number(), failed: v.number() });

export const authFile = v.looseObject({
  id: v.optional(text),
  name: text,
  auth_index: v.optional(text),
  type: v.optional(text),
  provider: v.optional(text),
  label: v.optional(text),
  status: v.optional(text),
  status_message: v.optional(text),
  disabled: v.optional(v.boolean()),
  unavailable: v.optional(v.boolean()),
  source: v.optional(text),
  size: v.optional(v.number()),
  success: v.optional(v.number()),
  failed: v.optional(v.number()),
  recent_requests: v.optional(list(bucket)),
  email: v.optional(text),
  account: v.optional(text),
  path: v.optional(text),
  modtime: v.optional(text),
  created_at: v.optional(text),
  runtime_only: v.optional(v.boolean()),
});

/** One try of a client's request at a provider: of the queue, and of the feed. */
export const usageRecord = v.looseObject({
  timestamp: text,
  latency_ms: v.optional(v.number()),
  source: v.optional(text),
  auth_index: v.optional(text),
  tokens: v.optional(v.record(v.string(), v.unknown())),
  failed: v.optional(v.boolean()),
  provider: v.optional(text),
  model: v.optional(text),
  alias: v.optional(text),
  endpoint: v.optional(text),
  /** The client key, in plain. */
  api_key: v.optional(text),
  request_id: v.optional(text),
});
export type UsageRecord = v.InferOutput<typeof usageRecord>;

const counts = { total_requests: v.number(), total_tokens: v.number() };
/** v6: everything since its start, by client key in plain and upstream model. */
export const usageSnapshot = v.looseObject({
  ...counts,
  success_count: v.number(),
  failure_count: v.number(),
  apis: mapping(
    v.looseObject({
      ...counts,
      models: mapping(v.looseObject({ ...counts, details: list(usageRecord) })),
    }),
  ),
});

export const upstreamUsage = mapping(
  mapping(v.looseObject({ success: v.number(), failed: v.number(), recent_requests: list(bucket) })),
);

export const signInUrl = v.looseObject({
  status: v.literal('ok'),
  url: text,
  state: text,
  flow: v.optional(text),
  user_code: v.optional(text),
  expires_in: v.optional(v.number()),
});

export const signInStatus = v.looseObject({
  status: v.picklist(['wait', 'ok', 'error']),
  error: v.optional(text),
});

export const modelEntry = v.looseObject({
  id: text,
  display_name: v.optional(text),
  owned_by: v.optional(text),
});
