import type { Histogram, Registry } from 'prom-client';
import { stripControl } from '../../base/text/terminal-text.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import { totalOf } from '../../usage/tokens.ts';
import type { ServerStatus } from '../server-status.ts';
import { type MakeGauge, stateGauges } from './state-gauges.ts';

/** At most this many models, which clients name, keys and accounts have series of their own. */
const capacity = 2_000;
const seconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600];

/** The figures of `GET /metrics`. The library is loaded with the first record or query while `metrics` is on. */
export interface Metrics {
  /** @param record with its cost, as far as it is known */
  add(record: UsageRecord): void;
  /** A request without a valid client key. */
  refused(why: string): void;
  /** In the Prometheus text format; with what is known of keys and accounts if their state is given. */
  text(known?: {
    readonly serverStatus: ServerStatus;
    readonly now: number;
  }): Promise<{ readonly type: string; readonly body: string }>;
}

interface MetricsOptions {
  /** Of this program. */
  readonly version: string;
  readonly inFlight: () => number;
}

export async function createMetrics({ version, inFlight }: MetricsOptions): Promise<Metrics> {
  // CommonJS: in the bundle all its exports are in its default.
  const { default: library } = await import('prom-client');
  const { Counter, Gauge, Histogram, Registry } = library;
  const registry: Registry = new Registry();
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const requests = counter(
    'cli_proxy_requests_total',
    'Requests that have ended; without a provider if none was asked.',
    ['provider', 'model', 'status'],
  );
  const failures = counter(
    'cli_proxy_requests_failed_total',
    'Of these, the ones that failed; a stream may break after its status 200.',
    ['provider', 'model'],
  );
  const retries = counter(
    'cli_proxy_retries_total',
    'Failed attempts at a provider that another attempt of the same request followed.',
    ['provider'],
  );
  const refusals = counter('cli_proxy_refused_requests_total', 'Requests without a valid client key.', [
    'reason',
  ]);
  const tokens = counter(
    'cli_proxy_tokens_total',
    'Tokens as the providers reported them; cached is part of input, reasoning of output.',
    ['provider', 'model', 'kind'],
  );
  const cost = counter(
    'cli_proxy_cost_dollars_total',
    'US dollars as the providers reported them, else at list prices; requests of unknown cost are missing.',
    ['provider', 'model'],
  );
  const keyRequests = counter('cli_proxy_client_key_requests_total', 'Requests of a client key.', [
    'key',
    'label',
  ]);
  const keyTokens = counter(
    'cli_proxy_client_key_tokens_total',
    'Tokens of a client key, as far as reported.',
    ['key', 'label'],
  );
  const histogram = (name: string, help: string): Histogram<'provider'> =>
    new Histogram({ name, help, labelNames: ['provider'], buckets: seconds, registers });
  const latency = histogram(
    'cli_proxy_request_duration_seconds',
    'From the request to the end of its answer.',
  );
  const firstByte = histogram('cli_proxy_first_byte_seconds', 'To the first byte of the body of the answer.');
  const gauge: MakeGauge = (name, help, labelNames) => new Gauge({ name, help, labelNames, registers });
  const running = gauge('cli_proxy_requests_in_flight', 'Requests to providers that are running.', []);
  gauge('cli_proxy_build_info', 'Always 1; its label is the version of the server.', ['version']).set(
    { version },
    1,
  );
  const startedAt = Math.round(Date.now() / 1000 - process.uptime());
  gauge('process_start_time_seconds', 'When the server started.', []).set(startedAt);
  const memory = gauge('process_resident_memory_bytes', 'Memory of the server.', []);
  const processor = counter('process_cpu_seconds_total', 'Processor time of the server.', []);
  const setState = stateGauges(gauge);

  const named = new Set<string>();
  const modelOf = (provider: string, model: string): string => {
    const name = `${provider} ${model}`;
    if (named.has(name)) return model;
    if (named.size >= capacity) return 'other';
    named.add(name);
    return model;
  };

  const byKey = new Map<string, { requests: number; tokens: number }>();
  const ofKey = (key: string) => {
    const known = byKey.get(key) ?? { requests: 0, tokens: 0 };
    byKey.set(key, known);
    return known;
  };
  /** At each query, as keys and labels may have changed since the request. */
  const setKeys = ({ clientKeys }: ServerStatus): void => {
    const labels = new Map<string, string>([['', '']]);
    for (const { fingerprint, record } of clientKeys) {
      labels.set(fingerprint, record?.label ?? '');
      ofKey(fingerprint);
    }
    for (const key of byKey.keys()) if (!labels.has(key)) byKey.delete(key);
    keyRequests.reset();
    keyTokens.reset();
    for (const [key, { requests, tokens }] of byKey) {
      const named = { key: stripControl(key), label: stripControl(labels.get(key) ?? '') };
      keyRequests.inc(named, requests);
      keyTokens.inc(named, tokens);
    }
  };

  return {
    add(record) {
      const { status, failed } = record;
      const provider = stripControl(record.provider ?? '');
      // Without a provider the model name is arbitrary text of the client.
      const model = provider === '' ? '' : modelOf(provider, stripControl(record.model ?? ''));
      requests.inc({ provider, model, status: String(status) });
      // Also 0: a series that begins with 1 has no increase in Prometheus.
      failures.inc({ provider, model }, failed ? 1 : 0);
      if (provider !== '') retries.inc({ provider }, 0);
      for (const kind of ['input', 'output', 'cached', 'reasoning'] as const) {
        const count = record.tokens?.[kind] ?? 0;
        if (count > 0) tokens.inc({ provider, model, kind }, count);
      }
      if (record.cost !== undefined && provider !== '') cost.inc({ provider, model }, record.cost);
      for (const attempt of record.tries ?? []) retries.inc({ provider: stripControl(attempt.provider) });
      const key = ofKey(record.clientKey ?? '');
      key.requests += 1;
      key.tokens += totalOf(record.tokens) ?? 0;
      latency.observe({ provider }, record.latencyMs / 1000);
      if (record.firstByteMs !== undefined) firstByte.observe({ provider }, record.firstByteMs / 1000);
    },
    refused: (reason) => refusals.inc({ reason }),
    async text(known) {
      running.set(inFlight());
      memory.set(process.memoryUsage.rss());
      const { user, system } = process.cpuUsage();
      processor.reset();
      processor.inc((user + system) / 1e6);
      if (known) {
        const shown = capped(known.serverStatus);
        setState(shown, known.now);
        setKeys(shown);
      }
      return { type: registry.contentType, body: await registry.metrics() };
    },
  };
}

const capped = ({ clientKeys, providerKeys, sessions, ...others }: ServerStatus): ServerStatus => ({
  ...others,
  clientKeys: clientKeys.slice(0, capacity),
  providerKeys: providerKeys.slice(0, capacity),
  sessions: sessions.slice(0, capacity),
});
