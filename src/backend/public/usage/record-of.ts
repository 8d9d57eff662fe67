import * as v from 'valibot';
import { fingerprint } from '../../../base/secrets/fingerprint.ts';
import { maskOf } from '../../../base/secrets/secret.ts';
import type { UsageRecord } from '../../../contract/usage-record.ts';
import { detailId } from '../../../usage/detail-id.ts';
import { reportedTokens } from '../../../usage/tokens.ts';
import { usageRecord } from '../client/public-schemas.ts';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const failSchema = v.object({ fail: v.object({ status_code: v.pipe(v.number(), v.integer()) }) });
const timeSchema = v.object({ ttft_ms: v.pipe(v.number(), v.integer(), v.minValue(0)) });
const agentSchema = v.object({ user_agent: v.pipe(v.string(), v.minLength(1)) });

/** v7 reports the parts of the input as well; some providers count cached input separately. */
const breakdownSchema = v.object({
  token_breakdown: v.object({
    input: v.object({ total_tokens: whole, cache_write_tokens: v.optional(whole, 0) }),
  }),
});

function partsOf(input: { readonly total_tokens: number; readonly cache_write_tokens: number }) {
  const { total_tokens: all, cache_write_tokens: written } = input;
  return { ...(all > 0 && { input: all }), ...(written > 0 && { written }) };
}

/** A record from the wire as ours; undefined if it is invalid. Keys become fingerprint and mask. */
export function recordOf(data: unknown): UsageRecord | undefined {
  const parsed = v.safeParse(usageRecord, data);
  const at = parsed.success ? Date.parse(parsed.output.timestamp) : Number.NaN;
  if (!parsed.success || !(at >= 0)) return undefined;
  const {
    source,
    tokens,
    failed = false,
    provider,
    model,
    alias,
    endpoint = '',
    api_key: key,
  } = parsed.output;
  const { total, ...counts } = reportedTokens((name) => tokens?.[name]);
  const parts = v.safeParse(breakdownSchema, data);
  const fail = v.safeParse(failSchema, data);
  const time = v.safeParse(timeSchema, data);
  const agent = v.safeParse(agentSchema, data);
  const record: Omit<UsageRecord, 'id'> = {
    at,
    latencyMs: Math.max(0, Math.round(parsed.output.latency_ms ?? 0)),
    ...(time.success && { firstByteMs: time.output.ttft_ms }),
    ...(key && { clientKey: fingerprint(key) }),
    ...(provider && { provider: provider.replace(/^openai-compatible-/, '') }),
    ...(source && { account: source.includes('@') ? source : maskOf(source) }),
    ...(model && { model }),
    ...(alias && { alias }),
    endpoint,
    // v6 reports none.
    status: fail.success ? fail.output.fail.status_code : 0,
    failed,
    ...(total !== undefined && {
      tokens: { ...counts, ...(parts.success && partsOf(parts.output.token_breakdown.input)), total },
    }),
    ...(agent.success && { userAgent: agent.output.user_agent }),
  };
  return { id: detailId(parsed.output.timestamp, record), ...record };
}
