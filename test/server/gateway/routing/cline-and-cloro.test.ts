import { describe, expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, chat, completion, runGateway } from '../gateway-world.ts';

const clineKey = 'fake-cline-key-000000000000000000001';
const cloroKey = 'fake-cloro-key-000000000000000000001';

describe('with the key in the environment', () => {
  test('Cline is asked with it, and told which application asks (J1, J4)', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const item = { name: 'cline', 'base-url': `${upstream.url}/api/v1` };
    const environment = { CLINE_API_KEY: clineKey };
    const world = await runGateway({ 'openai-compatibility': [item] }, { environment });
    const application = {
      'http-referer': 'https://app.example.com',
      'x-title': 'A fake application',
      'x-task-id': 'task-7',
    };
    const model = 'cline/anthropic/claude-fake';
    expect((await world.post('/v1/chat/completions', { ...chat, model }, application)).status).toBe(200);
    expect(upstream.seen[0]).toMatchObject({
      method: 'POST',
      url: '/api/v1/chat/completions',
      headers: { ...application, authorization: `Bearer ${clineKey}` },
    });
    expect(JSON.parse(upstream.seen[0]?.body ?? '')).toMatchObject({ model: 'anthropic/claude-fake' });
    expect(JSON.stringify(upstream.seen)).not.toContain(alpha);
    expect(await world.record()).toMatchObject({ provider: 'cline', application: 'A fake application' });
  });

  test('cloro takes POST /v1/monitor with it, with and without the version in its base-url (K1)', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, { success: true }));
    for (const base of [upstream.url, `${upstream.url}/v1`]) {
      const config = { 'openai-compatibility': [{ name: 'cloro', 'base-url': base }] };
      const world = await runGateway(config, { environment: { CLORO_API_KEY: cloroKey } });
      const asked = { prompt: 'hi', model: 'CHATGPT' };
      expect(await (await world.post('/v1/monitor', asked)).json()).toEqual({ success: true });
      expect(upstream.seen.at(-1)).toMatchObject({
        method: 'POST',
        url: '/v1/monitor',
        headers: { authorization: `Bearer ${cloroKey}` },
        body: JSON.stringify(asked),
      });
    }
  });

  test('a key that cloro refuses is explained to the client as a check explains it (K2)', async () => {
    const refusal = { success: false, error: 'Rate limit exceeded' };
    const upstream = await fakeUpstream(({ json }) => json(429, refusal, { 'retry-after': '5' }));
    const config = {
      'openai-compatibility': [{ name: 'cloro', 'base-url': upstream.url }],
      'request-retry': 0,
    };
    const world = await runGateway(config, { environment: { CLORO_API_KEY: cloroKey } });
    const answer = await world.post('/v1/monitor', { prompt: 'hi', model: 'CHATGPT' });
    expect(answer.status).toBe(429);
    expect(await answer.json()).toEqual({
      success: false,
      error: "cloro answered 429: cloro's rate limit is reached; try again later (Rate limit exceeded)",
    });
  });
});
