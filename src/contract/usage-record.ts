import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Token counts as the provider reported them; a field that it did not report is absent: unknown, not zero. */
export const usageTokensSchema = v.object({
  input: v.optional(count),
  output: v.optional(count),
  reasoning: v.optional(count),
  /** Of the input, read from the provider's cache. */
  cached: v.optional(count),
  /** Of the input, written to that cache, for minutes or for an hour; some providers charge more for it. */
  written: v.optional(count),
  writtenLong: v.optional(count),
  total: v.optional(count),
});
export type UsageTokens = v.InferOutput<typeof usageTokensSchema>;

/** An attempt at a provider that another one followed. */
const usageTrySchema = v.object({
  /** Of its own record, from before its successor was known: that record is no request of its own. */
  id: v.optional(v.string()),
  provider: v.string(),
  account: v.optional(v.string()),
  /** As the client would have got it. */
  status: v.pipe(v.number(), v.integer()),
  error: v.string(),
  ms: count,
});
export type UsageTry = v.InferOutput<typeof usageTrySchema>;

/** Why a cost is not known: what the provider did not report, or what the price list lacks. */
export const costGaps = [
  'tokens',
  'input tokens',
  'model',
  'price',
  'price of the cache',
  'price of long prompts',
] as const;

/**
 * One request through a gateway, as it ended (H1, H3). No secret: the client key by fingerprint, the upstream
 * credential by mask or account. What is not known is absent.
 */
export const usageRecordSchema = v.object({
  /** Unique; a record that is reported twice is stored once. */
  id: v.string(),
  /** When the request arrived, ms since the epoch. */
  at: count,
  latencyMs: count,
  /** To the first byte of the answer's body. */
  firstByteMs: v.optional(count),
  /** Name of the server that stored it, where several share a database. */
  server: v.optional(v.string()),
  /** Fingerprint of the client key; absent: let in without one. */
  clientKey: v.optional(v.string()),
  /** `gemini`, `claude`, `codex`, the name of an openai-compatibility entry, `amp` …; absent: none was reached. */
  provider: v.optional(v.string()),
  /** Mask of the provider key, or the account of a session. */
  account: v.optional(v.string()),
  /** As the provider knows it. */
  model: v.optional(v.string()),
  /** As the client asked for it. */
  alias: v.optional(v.string()),
  /** `POST /v1/chat/completions` */
  endpoint: v.string(),
  /** HTTP status that the client got; 499: the client went away. 0: not reported, as by v6, only whether it failed. */
  status: v.pipe(v.number(), v.integer()),
  failed: v.boolean(),
  /** One sentence on a failure, without secrets. */
  error: v.optional(v.string()),
  /** How many upstream attempts it took. */
  attempts: v.optional(count),
  /** The attempts before the last, in their order; absent: there were none, or they were not reported. */
  tries: v.optional(v.array(usageTrySchema)),
  /** ms until the first credential's cooldown ended: all were cooling down, and no request was sent. */
  restingMs: v.optional(count),
  /** US dollars as the provider reported them, else at list prices, added where the record is stored. Absent: unknown. */
  cost: v.optional(v.number()),
  costGap: v.optional(v.picklist(costGaps)),
  tokens: v.optional(usageTokensSchema),
  /** X-Title, HTTP-Referer, X-Task-ID, User-Agent of the client. */
  application: v.optional(v.string()),
  referer: v.optional(v.string()),
  task: v.optional(v.string()),
  userAgent: v.optional(v.string()),
  /** IP address of the client, as in the request log. Absent: not known, as behind a proxy that reports none. */
  address: v.optional(v.string()),
});
export type UsageRecord = v.InferOutput<typeof usageRecordSchema>;

/** The result of a request in the room of a status: the status, else the outcome. */
export const statusText = ({ status, failed }: Pick<UsageRecord, 'status' | 'failed'>): string =>
  status > 0 ? String(status) : failed ? 'fail' : 'ok';
