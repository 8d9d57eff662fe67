import { randomBytes } from 'node:crypto';
import { goTime } from './go-text.ts';
import { authIndex } from './provider-entries.ts';
import type { UsageRecord } from './usage-feed.ts';
import type { World } from './world.ts';

const counts = {
  v7: { input_tokens: 120, output_tokens: 45, reasoning_tokens: 11, cached_tokens: 32, total_tokens: 165 },
  v6: { input_tokens: 21, output_tokens: 9, reasoning_tokens: 3, cached_tokens: 4, total_tokens: 30 },
};
const none = { input_tokens: 0, output_tokens: 0, reasoning_tokens: 0, cached_tokens: 0, total_tokens: 0 };

/** One request of a client, as far as its usage record tells. */
export interface Traffic {
  readonly clientKey: string;
  readonly name?: string;
  readonly alias?: string;
  readonly owner?: string;
  readonly key?: string;
  readonly failed?: boolean;
  readonly endpoint?: string;
  readonly userAgent?: string;
  /** When this try began, ms since the epoch; now, unless told. */
  readonly at?: number;
  /** Tries of one request share it. */
  readonly requestId?: string;
  /** It was answered with an account of this provider, and with these headers of the provider. */
  readonly account?: { readonly provider: string; readonly index: string };
  readonly headers?: Readonly<Record<string, readonly string[]>>;
}

export const newRequestId = (): string => randomBytes(4).toString('hex');

/** Makes a usage record of the recorded shape and counts it, as a request of that client would. */
export function addRecord(world: World, traffic: Traffic): UsageRecord {
  const {
    clientKey,
    failed = false,
    owner = 'fakeup',
    key = 'fake-upstream-key-00000000000000000001',
  } = traffic;
  const { name = 'fake-model-1', alias = 'fake-chat', endpoint = 'POST /v1/chat/completions' } = traffic;
  const index = traffic.account?.index ?? authIndex(owner, key);
  const counted = failed || name.includes('nousage') ? none : counts[world.kind];
  const common = {
    timestamp: goTime(traffic.at ?? world.now()),
    latency_ms: 1,
    source: key,
    auth_index: index,
    failed,
  };
  const tail = {
    model: name,
    endpoint,
    auth_type: 'apikey',
    api_key: clientKey,
    request_id: traffic.requestId ?? newRequestId(),
  };
  const record: UsageRecord =
    world.kind === 'v6'
      ? { ...common, tokens: counted, provider: owner, ...tail }
      : { ...common, ...onlyV7(traffic, counted, failed), ...tail, alias };
  world.usage.count(clientKey, name, record, `${owner}|${key}`);
  if (world.store.inForce['usage-statistics-enabled'] === true) world.feed.add(record);
  return record;
}

function onlyV7(traffic: Traffic, counted: typeof none, failed: boolean) {
  const { input_tokens: input, output_tokens: output, total_tokens: total } = counted;
  const { cached_tokens: cached, reasoning_tokens: reasoning } = counted;
  return {
    ttft_ms: 1,
    client_ip: '127.0.0.1',
    x_forwarded_for: '',
    user_agent: traffic.userAgent ?? 'fake-client/1.0',
    tokens: {
      ...counted,
      cache_read_tokens: cached,
      cache_read_tokens_present: cached > 0,
      cache_creation_tokens: 0,
    },
    generate: true,
    fail: { status_code: failed ? 500 : 200, body: '' },
    response_headers: {
      'Content-Length': ['412'],
      'Content-Type': ['application/json'],
      Date: ['Sat, 21 Nov 2026 08:10:25 GMT'],
      Server: ['fake-upstream/1.0'],
      'X-Upstream-Request-Id': ['fake-upstream-0001'],
      ...traffic.headers,
    },
    accounting_version: 2,
    token_breakdown: {
      schema_version: 2,
      quality: 'complete',
      total_tokens: total,
      input: {
        total_tokens: input,
        uncached_tokens: input - cached,
        cache_read_tokens: cached,
        cache_write_tokens: 0,
      },
      output: { total_tokens: output, non_reasoning_tokens: output - reasoning, reasoning_tokens: reasoning },
      unclassified_tokens: 0,
    },
    provider: traffic.account?.provider ?? `openai-compatible-${traffic.owner ?? 'fakeup'}`,
    executor_type: 'OpenAICompatExecutor',
    reasoning_effort: '',
    service_tier: 'auto',
  };
}
