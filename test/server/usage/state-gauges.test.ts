import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AuthFile } from '../../../src/contract/auth-file.ts';
import type { ServerStatus } from '../../../src/server/server-status.ts';
import { createMetrics } from '../../../src/server/usage/metrics.ts';

const now = Date.parse('2026-11-23T09:00:00Z');
const window = { label: '5h', observedAt: now, source: 'headers' } as const;
const file = (more: Partial<AuthFile>): AuthFile => ({
  ...{ name: 'claude-a.json', provider: 'claude', account: 'dev@example.com', disabled: false },
  ...more,
});
const serverStatus: ServerStatus = {
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
  ],
};

describe('the gauges of keys and accounts', () => {
  test('have the quota as far as it is known, cooldowns and limits', async () => {
    const { body } = await (await createMetrics(() => 0)).text({ serverStatus, now });
    const of = (name: string) => body.split('\n').filter((line) => line.startsWith(`${name}{`));
    const account = 'provider="claude",account="dev@example.com",window="5h"';
    expect(of('cli_proxy_account_quota_used_ratio')).toEqual([
      `cli_proxy_account_quota_used_ratio{${account}} 0.71`,
    ]);
    expect(of('cli_proxy_account_quota_reset_timestamp_seconds')).toEqual([
      `cli_proxy_account_quota_reset_timestamp_seconds{${account}} ${now / 1000 + 3600}`,
    ]);
    expect(of('cli_proxy_cooldown_seconds')).toEqual([
      'cli_proxy_cooldown_seconds{provider="codex",credential="Codex key sk-f…0001",kind="key"} 60',
      'cli_proxy_cooldown_seconds{provider="codex",credential="Codex key sk-f…0002",kind="key"} 0',
      'cli_proxy_cooldown_seconds{provider="claude",credential="dev@example.com",kind="account"} 30',
    ]);
    expect(of('cli_proxy_client_key_limit_used_ratio')).toEqual([
      'cli_proxy_client_key_limit_used_ratio{key="fake0001",label="team-a",limit="tokensPerDay"} 0.75',
    ]);
  });

  test('forget what is no longer there', async () => {
    const metrics = await createMetrics(() => 0);
    await metrics.text({ serverStatus, now });
    const { body } = await metrics.text({ serverStatus: { ...serverStatus, sessions: [] }, now });
    expect(body).not.toContain('dev@example.com');
  });
});

test('the dashboard asks only for metrics that there are, with their labels', async () => {
  const { body } = await (await createMetrics(() => 0)).text({ serverStatus, now });
  const names = new Set(Array.from(body.matchAll(/^# TYPE (\S+) (\S+)$/gm), ([, name]) => name));
  const path = new URL('../../../docs/grafana-dashboard.json', import.meta.url);
  const text = readFileSync(path, 'utf8');
  const dashboard = JSON.parse(text) as {
    panels: { id: number; targets: { expr: string; legendFormat: string }[] }[];
  };
  const asked = Array.from(text.matchAll(/cli_proxy_\w+/g), ([name]) => name.replace(/_bucket$/, ''));
  expect(new Set(asked)).toEqual(names);
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  const documented = readFileSync(new URL('../../../docs/usage.md', import.meta.url), 'utf8');
  expect([...names].filter((name) => !documented.includes(`\`${name}\``))).toEqual([]);
});
