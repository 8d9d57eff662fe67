import { expect, test } from 'vitest';
import { consoleOnServer } from '../helpers/journey.ts';
import { fakeUpstream } from '../server/gateway/fake-upstream.ts';

test('a limit set in the console holds the next request, and the list says that the key is over it', async () => {
  const upstream = await fakeUpstream(({ json }) =>
    json(200, {
      id: 'x',
      choices: [],
      usage: { prompt_tokens: 700, completion_tokens: 300, total_tokens: 1_000 },
    }),
  );
  const { place, terminal } = await consoleOnServer({
    cols: 140,
    more: `openai-compatibility:
  - name: fakeup
    base-url: ${upstream.url}/v1
    api-key-entries: [{ api-key: fake-upstream-key-00000000000000000001 }]
    models: [{ name: fake-model-1, alias: fake-chat }]
`,
  });
  const call = () =>
    fetch(`${place.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${place.keys[0]?.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'fake-chat', messages: [] }),
    });
  expect((await call()).status).toBe(200);
  terminal.press('L');
  await terminal.waitFor('Limits of team-1');
  terminal.press('Tab');
  terminal.type('1k');
  terminal.press('Enter');
  await terminal.waitFor('team-1 may use 1k tokens a day.');
  await terminal.waitFor(/team-1 .*! over 1k tokens\/day/);
  const refused = await call();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.text()).toContain('its limit of 1000 tokens per day; it resets in');
  terminal.press('u');
  await terminal.waitFor('Undone: restored the former limits');
  await terminal.waitFor(/team-1 .*active/);
  expect((await call()).status).toBe(200);
});
