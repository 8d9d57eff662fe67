import { createHash } from 'node:crypto';
import type { UsageRecord } from '../contract/usage-record.ts';

/**
 * The id of a request that a public server reported: the same in an export, from the queue and by the feed, so that it
 * is stored once. @param timestamp as it was reported, to the nanosecond
 */
export function detailId(timestamp: string, record: Omit<UsageRecord, 'id'>): string {
  const { clientKey = '', model = '', latencyMs, failed, tokens } = record;
  const { input = 0, output = 0, reasoning = 0, cached = 0, total = 0 } = tokens ?? {};
  const sameness = [timestamp, clientKey, model, latencyMs, failed, input, output, reasoning, cached, total];
  return `go-${createHash('sha256').update(JSON.stringify(sameness)).digest('hex').slice(0, 24)}`;
}
