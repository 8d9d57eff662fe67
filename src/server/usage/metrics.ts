import type { Histogram, Registry } from 'prom-client';
import { stripControl } from '../../base/text/terminal-text.ts';
import { countedLimits, usedAt } from '../../contract/client-key.ts';
import { usedNow } from '../../contract/quota/read-quota.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import type { ServerStatus } from '../server-status.ts';

/** Most series of one metric, as model names come from clients. */
const capacity = 2_000;
const seconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600];

/** The figures of `GET /metrics`. The library is loaded with the first record or query while `metrics` is on. */
export interface Metrics {
  add(record: UsageRecord): void;
  /** In the Prometheus text format; with the gauges of keys and accounts if their state is given. */
  text(known?: {
    readonly serverStatus: ServerStatus;
    readonly now: number;
  }): Promise<{ readonly type: string; readonly body: string }>;
}

export async function createMetrics(inFlight: () => number): Promise<Metrics> {
  // CommonJS: in the bundle all its exports are in its default.
  const { default: library } = await import('prom-client');
  const { Counter, Gauge, Histogram, Registry } = library;
  const registry: Registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'cli_proxy_requests_total',
    help: 'Requests to providers that have ended.',
    labelNames: ['provider', 'model', 'status'],
    registers,
  });
  const failures = new Counter({
    name: 'cli_proxy_requests_failed_total',
    help: 'Of these, the ones that failed; a stream may break after its status 200.',
    labelNames: ['provider', 'model'],
    registers,
  });
  const tokens = new Counter({
    name: 'cli_proxy_tokens_total',
    help: 'Tokens as the providers reported them; cached is part of input, reasoning of output.',
    labelNames: ['provider', 'model', 'kind'],
    registers,
  });
  const histogram = (name: string, help: string): Histogram<'provider'> =>
    new Histogram({ name, help, labelNames: ['provider'], buckets: seconds, registers });
  const latency = histogram(
    'cli_proxy_request_duration_seconds',
    'From the request to the end of its answer.',
  );
  const firstByte = histogram('cli_proxy_first_byte_seconds', 'To the first byte of the body of the answer.');
  new Gauge({
    name: 'cli_proxy_requests_in_flight',
    help: 'Requests to providers that are running.',
    registers,
    collect() {
      this.set(inFlight());
    },
  });

  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Gauge({ name, help, labelNames, registers });
  const quotaUsed = gauge(
    'cli_proxy_account_quota_used_ratio',
    'Share of a quota window that an account has used, as its provider reported it; absent if unknown.',
    ['provider', 'account', 'window'],
  );
  const quotaResets = gauge(
    'cli_proxy_account_quota_reset_timestamp_seconds',
    'When a quota window of an account resets.',
    ['provider', 'account', 'window'],
  );
  const cooldown = gauge(
    'cli_proxy_cooldown_seconds',
    'What is left of the cooldown of a provider key or account; 0: none.',
    ['provider', 'credential', 'kind'],
  );
  const limitUsed = gauge(
    'cli_proxy_client_key_limit_used_ratio',
    'Share of a limit of a client key that is used; 1 or more: its requests are refused.',
    ['key', 'label', 'limit'],
  );
  const setState = ({ clientKeys, providerKeys, sessions }: ServerStatus, now: number): void => {
    for (const one of [quotaUsed, quotaResets, cooldown, limitUsed]) one.reset();
    const left = (until = 0) => Math.max(0, until - now) / 1000;
    for (const { provider, name, state } of providerKeys.slice(0, capacity))
      cooldown.set({ provider, credential: name, kind: 'key' }, left(state?.coolingUntil));
    for (const file of sessions.slice(0, capacity)) {
      const provider = stripControl(file.provider ?? '');
      const account = stripControl(file.account ?? file.name);
      cooldown.set({ provider, credential: account, kind: 'account' }, left(file.coolingUntil));
      for (const window of file.quota?.windows ?? []) {
        const used = usedNow(window, now);
        if (used === undefined) continue;
        const labels = { provider, account, window: stripControl(window.label) };
        quotaUsed.set(labels, used / 100);
        if (window.resetsAt !== undefined) quotaResets.set(labels, window.resetsAt / 1000);
      }
    }
    for (const { fingerprint: key, record, spending } of clientKeys) {
      for (const limit of countedLimits) {
        const most = record?.limits?.[limit];
        const used = usedAt(spending?.[limit], now);
        if (most === undefined || used === undefined) continue;
        limitUsed.set({ key, label: stripControl(record?.label ?? ''), limit }, used / most);
      }
    }
  };

  const named = new Set<string>();
  const modelOf = (provider: string, model: string): string => {
    const name = `${provider} ${model}`;
    if (named.has(name)) return model;
    if (named.size >= capacity) return 'other';
    named.add(name);
    return model;
  };

  return {
    add(record) {
      const { status, failed } = record;
      const provider = stripControl(record.provider ?? '');
      // Without a provider the model name is arbitrary text of the client.
      const model = provider === '' ? '' : modelOf(provider, stripControl(record.model ?? ''));
      requests.inc({ provider, model, status: String(status) });
      if (failed) failures.inc({ provider, model });
      for (const kind of ['input', 'output', 'cached', 'reasoning'] as const) {
        const count = record.tokens?.[kind] ?? 0;
        if (count > 0) tokens.inc({ provider, model, kind }, count);
      }
      latency.observe({ provider }, record.latencyMs / 1000);
      if (record.firstByteMs !== undefined) firstByte.observe({ provider }, record.firstByteMs / 1000);
    },
    async text(known) {
      if (known) setState(known.serverStatus, known.now);
      return { type: registry.contentType, body: await registry.metrics() };
    },
  };
}
