import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AuthFile } from '../../../src/contract/auth-file.ts';
import type { ServerStatus } from '../../../src/server/server-status.ts';
import { createMetrics, type Metrics } from '../../../src/server/usage/metrics.ts';
import { alpha, makeRecord } from '../../usage/make-record.ts';

const now = Date.parse('2026-11-23T09:00:00Z');
const window = { label: '5h', observedAt: now, source: 'headers' } as const;
const file = (more: Partial<AuthFile>): AuthFile => ({
  ...{ name: 'claude-a.json', provider: 'claude', account: 'dev@example.com', disabled: false },
  ...more,
});
const serverStatus: ServerStatus = {
  configValid: true,
  clientKeys: [
    {
      ...{ fingerprint: 'fake0001', name: 'team-a', lastHour: 0 },
      record: { fingerprint: 'fake0001', label: 'team-a', limits: { tokensPerDay: 200 } } as never,
      spending: { tokensPerDay: { used: 150, resetsAt: now + 1000 } },
    },
  ],
  providerKeys: [
    { id: 'a', provider: 'codex', name: 'Codex key sk-f…0001', state: { coolingUntil: now + 60_000 } },
    { id: 'b', provider: 'codex', name: 'Codex key sk-f…0002', state: undefined },
    // Another key, with the same beginning and end.
    { id: 'c', provider: 'codex', name: 'Codex key sk-f…0001', state: undefined },
  ],
  sessions: [
    file({
      coolingUntil: now + 30_000,
      quota: {
        windows: [
          { ...window, id: '5h', usedPercent: 71, resetsAt: now + 3_600_000 },
          { ...window, id: '7d', label: '7d', usedPercent: 100, resetsAt: now - 1 },
        ],
      },
    }),
    // Of the same person, on another plan.
    file({
      ...{ name: 'claude-b.json', trouble: 'failing' },
      quota: { windows: [{ ...window, id: '5h', usedPercent: 12 }] },
    }),
  ],
};
const metricsOf = (): Promise<Metrics> => createMetrics({ version: '9.9.9', inFlight: () => 0 });
const linesOf = (body: string, name: string): string[] =>
  body.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));

describe('the gauges of keys and accounts', () => {
  test('have the quota as far as it is known, cooldowns, limits and states', async () => {
    const { body } = await (await metricsOf()).text({ serverStatus, now });
    const account = (name: string) =>
      `provider="claude",account="dev@example.com",file="claude-${name}.json"`;
    expect(linesOf(body, 'cli_proxy_account_quota_used_ratio')).toEqual([
      `cli_proxy_account_quota_used_ratio{${account('a')},window="5h"} 0.71`,
      `cli_proxy_account_quota_used_ratio{${account('b')},window="5h"} 0.12`,
    ]);
    expect(linesOf(body, 'cli_proxy_account_quota_reset_timestamp_seconds')).toEqual([
      `cli_proxy_account_quota_reset_timestamp_seconds{${account('a')},window="5h"} ${now / 1000 + 3600}`,
    ]);
    expect(linesOf(body, 'cli_proxy_account_state')).toEqual([
      `cli_proxy_account_state{${account('a')},state="cooling"} 1`,
      `cli_proxy_account_state{${account('b')},state="failing"} 1`,
    ]);
    expect(linesOf(body, 'cli_proxy_cooldown_seconds')).toEqual([
      'cli_proxy_cooldown_seconds{provider="codex",credential="Codex key sk-f…0001",kind="key"} 60',
      'cli_proxy_cooldown_seconds{provider="codex",credential="Codex key sk-f…0002",kind="key"} 0',
      'cli_proxy_cooldown_seconds{provider="codex",credential="Codex key sk-f…0001 #2",kind="key"} 0',
      'cli_proxy_cooldown_seconds{provider="claude",credential="claude-a.json",kind="account"} 30',
      'cli_proxy_cooldown_seconds{provider="claude",credential="claude-b.json",kind="account"} 0',
    ]);
    expect(linesOf(body, 'cli_proxy_client_key_limit_used_ratio')).toEqual([
      'cli_proxy_client_key_limit_used_ratio{key="fake0001",label="team-a",limit="tokensPerDay"} 0.75',
    ]);
  });

  test('forget what is no longer there', async () => {
    const metrics = await metricsOf();
    await metrics.text({ serverStatus, now });
    const { body } = await metrics.text({
      serverStatus: { ...serverStatus, clientKeys: [], sessions: [] },
      now,
    });
    expect(body).not.toMatch(/dev@example\.com|fake0001/);
  });

  test('say whether the config in force is the one in the file', async () => {
    const metrics = await metricsOf();
    const valid = async (configValid: boolean) => {
      const { body } = await metrics.text({ serverStatus: { ...serverStatus, configValid }, now });
      return linesOf(body, 'cli_proxy_config_valid');
    };
    expect(await valid(true)).toEqual(['cli_proxy_config_valid 1']);
    expect(await valid(false)).toEqual(['cli_proxy_config_valid 0']);
  });
});

describe('the counters', () => {
  test('begin at 0, so that Prometheus sees the first failure, retry and request of a key', async () => {
    const metrics = await metricsOf();
    metrics.add(makeRecord({ clientKey: undefined }));
    const { body } = await metrics.text({ serverStatus, now });
    expect(body).toContain('cli_proxy_requests_failed_total{provider="openai",model="gpt-4o"} 0');
    expect(body).toContain('cli_proxy_retries_total{provider="openai"} 0');
    expect(body).toContain('cli_proxy_client_key_requests_total{key="fake0001",label="team-a"} 0');
  });

  test('have the requests and tokens of each client key under its label of now', async () => {
    const metrics = await metricsOf();
    metrics.add(makeRecord());
    metrics.add(makeRecord({ tokens: undefined }));
    const labelled = async (label: string) => {
      const clientKeys = [{ fingerprint: alpha, name: label, lastHour: 0, record: { label } as never }];
      const status = { ...serverStatus, clientKeys: clientKeys as never };
      const { body } = await metrics.text({ serverStatus: status, now });
      return ['requests', 'tokens'].flatMap((what) => linesOf(body, `cli_proxy_client_key_${what}_total`));
    };
    const expected = (label: string) => [
      `cli_proxy_client_key_requests_total{key="${alpha}",label="${label}"} 2`,
      `cli_proxy_client_key_tokens_total{key="${alpha}",label="${label}"} 1100`,
    ];
    expect(await labelled('team-a')).toEqual(expected('team-a'));
    expect(await labelled('team-b')).toEqual(expected('team-b'));
  });

  test('are bounded for client keys, as the others are', async () => {
    const clientKeys = Array.from({ length: 2_001 }, (_, place) => ({
      ...serverStatus.clientKeys[0],
      fingerprint: `fake${place}`,
    }));
    const status = { ...serverStatus, clientKeys: clientKeys as never };
    const { body } = await (await metricsOf()).text({ serverStatus: status, now });
    for (const name of ['requests_total', 'tokens_total', 'limit_used_ratio'])
      expect(linesOf(body, `cli_proxy_client_key_${name}`)).toHaveLength(2_000);
  });

  test('have known costs, retries, and requests without a valid key', async () => {
    const metrics = await metricsOf();
    const attempt = { provider: 'claude', status: 429, error: 'slow down', ms: 5 };
    metrics.add(makeRecord({ cost: 0.25, tries: [attempt, attempt] }));
    metrics.add(makeRecord({ cost: undefined, costGap: 'price' }));
    metrics.refused('wrong key');
    const { body } = await metrics.text();
    expect(linesOf(body, 'cli_proxy_cost_dollars_total')).toEqual([
      'cli_proxy_cost_dollars_total{provider="openai",model="gpt-4o"} 0.25',
    ]);
    expect(linesOf(body, 'cli_proxy_retries_total')).toContain(
      'cli_proxy_retries_total{provider="claude"} 2',
    );
    expect(linesOf(body, 'cli_proxy_refused_requests_total')).toEqual([
      'cli_proxy_refused_requests_total{reason="wrong key"} 1',
    ]);
  });
});

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly datasource: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
}

describe('the dashboard', () => {
  const read = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
  const text = read('grafana-dashboard.json');
  const { panels } = JSON.parse(text) as { panels: readonly Panel[] };
  const queries = panels.flatMap(({ targets }) => targets);
  /** With a sample of everything, so that all labels are there. */
  const sample = async (): Promise<string> => {
    const metrics = await metricsOf();
    metrics.add(makeRecord({ cost: 1 }));
    metrics.refused('wrong key');
    return (await metrics.text({ serverStatus, now })).body;
  };

  test('asks only for metrics that there are, and for all of them', async () => {
    const body = await sample();
    const names = new Set(Array.from(body.matchAll(/^# TYPE (\S+) /gm), ([, name]) => name));
    const asked = queries.flatMap(({ expr }) => expr.match(/\b(cli_proxy|process)_\w+/g) ?? []);
    expect(new Set(asked.map((name) => name.replace(/_bucket$/, '')))).toEqual(names);
    const documented = read('usage.md');
    expect([...names].filter((name) => !documented.includes(`\`${name}\``))).toEqual([]);
  });

  test('asks only for labels that its metrics have', async () => {
    const body = await sample();
    const labels = (name: string): readonly string[] => [
      ...['instance', 'job'],
      ...linesOf(body, name).flatMap((line) =>
        Array.from(line.matchAll(/(\w+)="/g), ([, label]) => label ?? ''),
      ),
    ];
    for (const { expr, legendFormat } of queries) {
      const metrics = expr.match(/\b(cli_proxy|process)_\w+/g) ?? [];
      const known = new Set(metrics.flatMap(labels));
      const grouped = Array.from(expr.matchAll(/\bby \(([^)]*)\)/g), ([, names]) => names?.split(', ') ?? []);
      const matched = Array.from(expr.matchAll(/[{,](\w+)[!=]/g), ([, label]) => label ?? '');
      const shown = Array.from(legendFormat.matchAll(/{{(\w+)}}/g), ([, label]) => label ?? '');
      const asked = [...grouped.flat(), ...matched, ...shown];
      expect({ expr, unknown: asked.filter((label) => !known.has(label)) }).toEqual({ expr, unknown: [] });
    }
  });

  test('has panels that do not overlap, and all of them ask the chosen data source and servers', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { datasource } of panels) expect(datasource.uid).toMatch(/^\$\{datasource\}$/);
    expect(queries.filter(({ expr }) => !expr.includes('instance=~"$server"'))).toEqual([]);
  });
});
