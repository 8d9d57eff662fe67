import * as v from 'valibot';

const whole = v.optional(v.number(), 0);

/** Entries of an object whose keys clients choose, as `v.record` omits `constructor` and the like. */
const byName = <Value extends v.GenericSchema>(value: Value) =>
  v.pipe(
    v.custom<object>((input) => typeof input === 'object' && input !== null),
    v.transform((input): [string, unknown][] => Object.entries(input)),
    v.array(v.tuple([v.string(), value])),
  );

/** One request in the format of the v6 server (recorded v6/usage.json). */
export const v6DetailSchema = v.object({
  timestamp: v.string(),
  latency_ms: whole,
  source: v.optional(v.string(), ''),
  auth_index: v.optional(v.string(), ''),
  tokens: v.optional(
    v.object({
      input_tokens: whole,
      output_tokens: whole,
      reasoning_tokens: whole,
      cached_tokens: whole,
      total_tokens: whole,
    }),
    {},
  ),
  failed: v.optional(v.boolean(), false),
});
export type V6Detail = v.InferOutput<typeof v6DetailSchema>;

/** The input of an import; its totals are not read, as recorded. */
export const v6ImportSchema = v.object({
  version: v.optional(v.number(), 0),
  usage: v.object({
    apis: v.nullish(
      byName(v.object({ models: v.nullish(byName(v.object({ details: v.nullish(v.array(v.unknown())) }))) })),
    ),
  }),
});

interface V6Sums {
  total_requests: number;
  total_tokens: number;
}
type V6Model = V6Sums & { details: V6Detail[] };
export type V6Api = V6Sums & { models: Record<string, V6Model> };
type Counts = Record<string, number>;

/** Name for requests without a client key, and for those without a model. */
export const noKey = 'no client key';
export const noModel = 'unknown';

/**
 * By name of the client key and of the model; without a prototype, as a name may be `constructor` or `__proto__`.
 * @param now ms since the epoch
 */
export const emptyExport = (now: number) => ({
  version: 1 as const,
  exported_at: new Date(now).toISOString(),
  usage: {
    total_requests: 0,
    success_count: 0,
    failure_count: 0,
    total_tokens: 0,
    apis: Object.create(null) as Record<string, V6Api>,
    requests_by_day: {} as Counts,
    requests_by_hour: {} as Counts,
    tokens_by_day: {} as Counts,
    tokens_by_hour: {} as Counts,
  },
});
export type ExportedUsage = ReturnType<typeof emptyExport>;
