import type { Fields } from './answers.ts';
import { isFields } from './answers.ts';
import type { UsageRecord } from './usage-feed.ts';

interface Details {
  readonly models: Map<string, Fields[]>;
}

/** What v6 sums up per client key, and both per upstream key; in memory only. */
export interface UsageTotals {
  count(clientKey: string, model: string, record: UsageRecord, upstream: string): void;
  /** `usage` of GET usage and of the export. */
  snapshot(): Fields;
  /** Merges an export: identical details are skipped. */
  merge(usage: unknown): { added: number; skipped: number };
  /** Success and failure of one upstream key since the start. */
  upstream(name: string): { success: number; failed: number };
  enabled: boolean;
}

export function createUsageTotals(isEnabled: () => boolean): UsageTotals {
  const apis = new Map<string, Details>();
  const upstreams = new Map<string, { success: number; failed: number }>();
  const detailsOf = (key: string, model: string) => {
    const api: Details = apis.get(key) ?? { models: new Map() };
    apis.set(key, api);
    const list = api.models.get(model) ?? [];
    api.models.set(model, list);
    return list;
  };
  return {
    get enabled() {
      return isEnabled();
    },
    count(clientKey, model, record, upstream) {
      const seen = upstreams.get(upstream) ?? { success: 0, failed: 0 };
      seen[record.failed ? 'failed' : 'success'] += 1;
      upstreams.set(upstream, seen);
      if (!isEnabled()) return;
      const { timestamp, latency_ms, source, auth_index, tokens, failed } = record;
      detailsOf(clientKey, model).push({ timestamp, latency_ms, source, auth_index, tokens, failed });
    },
    snapshot: () => summed(apis),
    merge(usage) {
      let added = 0;
      let skipped = 0;
      const from = isFields(usage) && isFields(usage.apis) ? usage.apis : {};
      for (const [key, api] of Object.entries(from)) {
        if (!apis.has(key)) apis.set(key, { models: new Map() });
        const models = isFields(api) && isFields(api.models) ? api.models : {};
        for (const [model, entry] of Object.entries(models)) {
          const list = detailsOf(key, model);
          const details =
            isFields(entry) && Array.isArray(entry.details) ? entry.details.filter(isFields) : [];
          for (const one of details.map(cleaned)) {
            const known = list.some((old) => JSON.stringify(old) === JSON.stringify(one));
            if (known) skipped += 1;
            else list.push(one);
            if (!known) added += 1;
          }
        }
      }
      return { added, skipped };
    },
    upstream: (name) => upstreams.get(name) ?? { success: 0, failed: 0 },
  };
}

/** A negative latency becomes 0, a total of 0 is computed anew. */
function cleaned(detail: Fields): Fields {
  const tokens = isFields(detail.tokens) ? detail.tokens : {};
  const n = (name: string) => Number(tokens[name] ?? 0);
  const [input, output, reasoning, cached] = [
    n('input_tokens'),
    n('output_tokens'),
    n('reasoning_tokens'),
    n('cached_tokens'),
  ];
  return {
    timestamp: detail.timestamp,
    latency_ms: Math.max(0, Number(detail.latency_ms ?? 0)),
    source: detail.source,
    auth_index: detail.auth_index,
    tokens: {
      input_tokens: input,
      output_tokens: output,
      reasoning_tokens: reasoning,
      cached_tokens: cached,
      total_tokens: n('total_tokens') || input + output + reasoning,
    },
    failed: detail.failed === true,
  };
}

function summed(apis: ReadonlyMap<string, Details>): Fields {
  const total = { requests: 0, failed: 0, tokens: 0 };
  const byDay = new Map<string, [number, number]>();
  const byHour = new Map<string, [number, number]>();
  const add = (map: Map<string, [number, number]>, name: string, tokens: number) => {
    const [requests, sum] = map.get(name) ?? [0, 0];
    map.set(name, [requests + 1, sum + tokens]);
  };
  const shown: Fields = {};
  for (const [key, { models }] of apis) {
    const entry = { total_requests: 0, total_tokens: 0, models: {} as Fields };
    for (const [model, details] of models) {
      let tokens = 0;
      for (const one of details) {
        const count = Number(isFields(one.tokens) ? one.tokens.total_tokens : 0);
        tokens += count;
        total.failed += one.failed === true ? 1 : 0;
        add(byDay, String(one.timestamp).slice(0, 10), count);
        add(byHour, String(one.timestamp).slice(11, 13), count);
      }
      entry.models[model] = { total_requests: details.length, total_tokens: tokens, details: [...details] };
      entry.total_requests += details.length;
      entry.total_tokens += tokens;
    }
    total.requests += entry.total_requests;
    total.tokens += entry.total_tokens;
    shown[key] = entry;
  }
  const part = (map: Map<string, [number, number]>, at: 0 | 1) =>
    Object.fromEntries(
      [...map].sort(([a], [b]) => a.localeCompare(b)).map(([name, pair]) => [name, pair[at]]),
    );
  return {
    total_requests: total.requests,
    success_count: total.requests - total.failed,
    failure_count: total.failed,
    total_tokens: total.tokens,
    apis: shown,
    requests_by_day: part(byDay, 0),
    requests_by_hour: part(byHour, 0),
    tokens_by_day: part(byDay, 1),
    tokens_by_hour: part(byHour, 1),
  };
}
