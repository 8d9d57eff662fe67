import { isIP } from 'node:net';
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
const senderSchema = v.object({ client_ip: v.string(), x_forwarded_for: v.optional(v.string(), '') });
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

/**
 * v7 reports the other end of the connection, and unchecked the header that any client can forge: that counts only from
 * a proxy on the server's own machine, and of it what that proxy wrote, the last.
 */
function addressIn(data: unknown): string | undefined {
  const sender = v.safeParse(senderSchema, data);
  if (!sender.success) return undefined;
  const { client_ip: socket, x_forwarded_for: forwarded } = sender.output;
  const isHere = socket === '::1' || socket.startsWith('127.');
  const address = isHere && forwarded !== '' ? forwarded.split(',').at(-1)?.trim() : socket;
  return address !== undefined && isIP(address) > 0 ? address : undefined;
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
  const address = addressIn(data);
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
    ...(address !== undefined && { address }),
  };
  return { id: detailId(parsed.output.timestamp, record), ...record };
}
