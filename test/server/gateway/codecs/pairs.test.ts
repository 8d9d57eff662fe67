import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Config } from '../../../../src/contract/config.ts';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, compatible, runGateway } from '../gateway-world.ts';
import { crossTable, renewPairs } from './cross-table.ts';
import { fakeModel } from './fake-model.ts';
import { clients, model } from './sdk-pair-clients.ts';

const key = 'fake-provider-key-0000000000000000001';
const listed = { 'api-key': key, models: [{ name: 'fake-model-1', alias: model }] };
/** Providers by the protocol that a client of another one reaches them with. */
const providers: Record<string, { config(url: string): Config; asked: RegExp }> = {
  chat: { config: (url) => compatible(url, { responses: false }), asked: /\/chat\/completions$/ },
  responses: {
    config: (url) => ({ 'codex-api-key': [{ ...listed, 'base-url': `${url}/v1` }] }),
    asked: /\/responses$/,
  },
  messages: {
    config: (url) => ({ 'claude-api-key': [{ ...listed, 'base-url': url }] }),
    asked: /\/messages$/,
  },
  gemini: {
    config: (url) => ({ 'gemini-api-key': [{ ...listed, 'base-url': url }] }),
    asked: /\/models\/fake-model-1:(stream)?[gG]enerateContent/,
  },
};
/** OpenAI, Anthropic and Google have OpenAI's chat route themselves, so that its clients need no translation there. */
const pairs = Object.keys(clients).flatMap((client) =>
  Object.keys(providers)
    .filter((provider) => provider !== client && (client !== 'chat' || provider === 'chat'))
    .filter((provider) => !(client === 'responses' && provider === 'responses'))
    .map((provider) => ({ client, provider })),
);

const ends: Record<string, { text: string; calls: string }> = {
  chat: { text: 'stop', calls: 'tool_calls' },
  responses: { text: 'completed', calls: 'completed' },
  messages: { text: 'end_turn', calls: 'tool_use' },
  gemini: { text: 'STOP', calls: 'STOP' },
};

describe.each(pairs)('a client of $client and a provider of $provider', ({ client, provider }) => {
  const { ask } = clients[client as keyof typeof clients];
  const { config, asked } = providers[provider] as (typeof providers)[string];
  const end = ends[client] as { text: string; calls: string };

  test.each([false, true])('plainly and with a tool, as a stream: %s', async (stream) => {
    const upstream = await fakeUpstream(fakeModel);
    const world = await runGateway(config(upstream.url));
    const plain = await ask(world.url, { stream, tools: false });
    expect(plain).toEqual({ text: 'Hello', calls: [], stop: end.text, tokens: [12, 5] });
    const first = await ask(world.url, { stream, tools: true });
    const [call] = first.calls;
    expect(call).toEqual({ id: expect.stringMatching(/.+/), name: 'get_weather', input: { city: 'Paris' } });
    expect(first).toMatchObject({ text: '', stop: end.calls, tokens: [12, 5] });
    if (!call) throw new Error('no call');
    const second = await ask(world.url, { stream, tools: true, result: { call } });
    expect(second).toMatchObject({ text: 'Hello', calls: [], stop: end.text });
    for (const { url, body, headers } of upstream.seen) {
      expect(url.replace(/\?.*/, '')).toMatch(asked);
      expect(body).toContain('Be brief.');
      expect(JSON.stringify(headers)).not.toContain(alpha);
    }
    expect(upstream.seen).toHaveLength(3);
    expect(upstream.seen[2]?.body).toContain('21 C');
    const record = await world.record(2);
    expect(record).toMatchObject({
      alias: model,
      model: 'fake-model-1',
      tokens: { input: 12, output: 5, total: 17 },
    });
    expect(record.status).toBe(200);
  });
});

test('every client works at every kind of provider, as docs/compatibility.md says', async () => {
  const pairs = await crossTable();
  expect(pairs.filter(({ faults }) => faults.length > 0)).toEqual([]);
  expect(pairs).toHaveLength(16);
  const document = readFileSync(new URL('../../../../docs/compatibility.md', import.meta.url), 'utf8');
  expect(document).toBe(renewPairs(document, pairs));
});
