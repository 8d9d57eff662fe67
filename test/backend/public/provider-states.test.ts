import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { PublicClient } from '../../../src/backend/public/client/public-client.ts';
import { publicProviderStates } from '../../../src/backend/public/provider-states.ts';
import { revisionOf } from '../../../src/base/files/revision.ts';
import type { Config } from '../../../src/contract/config.ts';
import { providerKeysOf } from '../../../src/providers/provider-keys.ts';
import { good } from '../conformance.ts';
import { alpha, kinds, type OnServer, onServer } from './on-server.ts';

const claude = {
  'api-key': 'fake-claude-key-000000000000000000001',
  'base-url': 'http://127.0.0.1:18399/claude',
};
const config: Config = {
  'claude-api-key': [claude],
  'gemini-api-key': [{ 'api-key': 'fake-gemini-key-000000000000000000002' }],
  'openai-compatibility': [
    {
      name: 'FakeUp',
      'base-url': 'http://127.0.0.1:18399/v1',
      'api-key-entries': [
        { 'api-key': 'fake-upstream-key-00000000000000000001' },
        { 'api-key': 'fake-new-key' },
      ],
    },
  ],
};
const [gemini, first, upstream, fresh] = providerKeysOf(config).map(({ id }) => id) as [
  string,
  string,
  string,
  string,
];

/** The recorded answer of v7. */
const recorded = (
  JSON.parse(readFileSync(new URL('../../fixtures/contract/v7/usage.json', import.meta.url), 'utf8')) as {
    request: { path: string };
    response: { body: unknown };
  }[]
).find(({ request }) => request.path.endsWith('/api-key-usage'))?.response.body;

describe('how provider keys fare, on a public server', () => {
  test('its recorded counts by key, the last use to ten minutes, and nothing that it does not tell', async () => {
    const at = Date.UTC(2026, 10, 21, 8, 17);
    const client = { request: async () => ({ ok: true, value: recorded }) } as unknown as PublicClient;
    const reader = publicProviderStates({
      client,
      latest: () => ({ config, revision: revisionOf('') }),
      now: () => at,
    });
    const { states } = good(await reader.states());
    const used = { lastUsedAt: Date.UTC(2026, 10, 21, 8, 10), lastUsedWithin: 600_000 };
    expect(states).toEqual({
      [first]: { calls: 1, errors: 1, ...used },
      [gemini]: { calls: 0, errors: 0 },
      [upstream]: { calls: 4, errors: 2, ...used },
    });
    expect(states[fresh]).toBeUndefined();
  });
});

describe.each(kinds)('provider keys of %s', (kind) => {
  let on: OnServer;
  afterEach(() => on.close());

  test('are asked about with one request in 15 seconds at most', async () => {
    const clock = { at: Date.UTC(2026, 10, 21, 8, 17) };
    on = await onServer(
      kind,
      { state: { 'claude-api-key': [claude] }, clientKeys: [alpha] },
      { now: () => clock.at },
    );
    on.asked();
    const { providers } = on.backend;
    const one = good((await providers?.states()) ?? { ok: false, kind: 'failed', message: 'none' });
    expect(Object.values(one.states)).toEqual([{ calls: 0, errors: 0 }]);
    clock.at += 14_000;
    await providers?.states();
    expect(on.asked()).toEqual(['GET /api-key-usage']);
    clock.at += 2_000;
    await providers?.states();
    expect(on.asked()).toEqual(['GET /api-key-usage']);
  });
});
