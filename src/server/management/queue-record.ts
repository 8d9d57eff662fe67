import type { UsageRecord } from '../../contract/usage-record.ts';
import { totalOf } from '../../usage/tokens.ts';

/**
 * A record in the format of v7 (recorded usage.json), as far as known here: client key and credential as
 * masks, unknown numbers as 0, as the public server writes them.
 */
export function queueRecordOf(record: UsageRecord, keyName: (print: string) => string) {
  const { tokens, clientKey, account = '', provider = '', model = '', status } = record;
  return {
    timestamp: new Date(record.at).toISOString(),
    latency_ms: record.latencyMs,
    ttft_ms: record.firstByteMs ?? 0,
    source: account,
    auth_index: '',
    client_ip: '',
    x_forwarded_for: '',
    user_agent: record.userAgent ?? '',
    tokens: {
      input_tokens: tokens?.input ?? 0,
      output_tokens: tokens?.output ?? 0,
      reasoning_tokens: tokens?.reasoning ?? 0,
      cached_tokens: tokens?.cached ?? 0,
      total_tokens: totalOf(tokens) ?? 0,
    },
    failed: record.failed,
    fail: { status_code: status, body: record.failed ? (record.error ?? '') : '' },
    provider,
    model,
    alias: record.alias ?? model,
    endpoint: record.endpoint,
    auth_type: account.includes('@') ? 'oauth' : 'apikey',
    api_key: clientKey === undefined ? '' : keyName(clientKey),
    request_id: record.id,
    ...(record.application !== undefined && { application: record.application }),
    ...(record.referer !== undefined && { referer: record.referer }),
    ...(record.task !== undefined && { task: record.task }),
  };
}
