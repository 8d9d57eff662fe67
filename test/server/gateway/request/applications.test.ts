import { expect, test } from 'vitest';
import { applicationOf } from '../../../../src/server/gateway/request/request-entry.ts';
import { createMetrics } from '../../../../src/server/usage/metrics.ts';
import { fakeUpstream } from '../fake-upstream.ts';
import { chat, compatible, completion, runGateway } from '../gateway-world.ts';

test.each([
  ['claude-cli/2.1.197 (external, cli)', 'Claude Code'],
  ['codex_cli_rs/0.171.0 (Ubuntu 24.4.0; x86_64) tmux/3.3a', 'Codex CLI'],
  ['GeminiCLI/0.61.0/gemini-2.5-pro (linux; x64)', 'Gemini CLI'],
  ['opencode/1.18.33 ai-sdk/provider-utils/3.0', 'opencode'],
  ['AsyncOpenAI/Python 3.3.0', 'OpenAI SDK'],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'a browser'],
  ['my-own-thing', 'my-own-thing'],
  ['(no product)', undefined],
  ['', undefined],
  [undefined, undefined],
])('a program that calls itself %s is %s', (agent, name) => {
  expect(applicationOf(agent)).toBe(name);
});

test('a request is known by its title, else by its program', async () => {
  const upstream = await fakeUpstream(({ json }) => json(200, completion));
  const world = await runGateway(compatible(upstream.url));
  const agent = { 'user-agent': 'claude-cli/2.1.197 (external, cli)' };
  await world.post('/v1/chat/completions', chat, agent);
  await world.post('/v1/chat/completions', chat, { ...agent, 'x-title': 'my app' });
  expect((await world.record(0)).application).toBe('Claude Code');
  expect((await world.record(1)).application).toBe('my app');
});

test('a refused request is known by the model that it asked for, in the usage and not in the metrics', async () => {
  const world = await runGateway(compatible('http://127.0.0.1:9'));
  await world.post('/v1/chat/completions', { ...chat, model: 'nope' });
  const record = await world.record();
  expect(record).toMatchObject({ status: 400, model: 'nope', alias: 'nope', attempts: 0 });
  const metrics = await createMetrics({ version: '9.9.9', inFlight: () => 0 });
  metrics.add(record);
  expect((await metrics.text()).body).not.toContain('nope');
});
