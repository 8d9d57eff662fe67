import { readFile, stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openConsole, workspace } from '../helpers/journey.ts';
import { localPassword } from '../helpers/workspace.ts';
import { fakeUpstream } from '../server/gateway/fake-upstream.ts';

test('each call appears under its label as it ends, and is still there after both were restarted', async () => {
  const upstream = await fakeUpstream(({ turn, json }) => {
    if (turn === 1) return json(400, { error: { message: 'no such thing', type: 'invalid_request_error' } });
    const usage = { prompt_tokens: 1_100, completion_tokens: 240, total_tokens: 1_340 };
    json(200, { id: 'x', object: 'chat.completion', choices: [], usage });
  });
  const place = await workspace({
    more: `openai-compatibility:
  - name: fakeup
    base-url: ${upstream.url}/v1
    api-key-entries: [{ api-key: fake-upstream-key-00000000000000000001 }]
    models: [{ name: fake-model-1, alias: fake-chat }]
`,
  });
  const call = (key: number) =>
    fetch(`${place.url}/v1/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${place.keys[key]?.key}`,
        'content-type': 'application/json',
        'x-title': 'Night job',
      },
      body: JSON.stringify({ model: 'fake-chat', messages: [{ role: 'user', content: 'hello' }] }),
    }).then((response) => response.text());
  const open = () => openConsole(place, { env: { CLI_PROXY_PASSWORD: localPassword } });

  const server = await place.startServe();
  const terminal = open();
  await terminal.waitFor('● live');
  terminal.press('5');
  await terminal.waitFor('No requests since');
  await call(1);
  await terminal.waitFor(/team-2 +fake-model-1 +200 .*1\.1k→240/);
  await call(0);
  await terminal.waitFor(/team-1 +fake-model-1 +400/);
  await terminal.waitFor(/2 requests +1 errors?/);
  await terminal.waitFor(/▸ team-[12] +1 /);
  terminal.press('l', 'j', 'Enter');
  await terminal.waitFor('Night job');
  terminal.press('q');
  await terminal.exit;
  await server.stop();

  await place.startServe();
  const again = open();
  await again.waitFor('● live');
  again.press('5');
  await again.waitFor(/2 requests +1 errors?/);
  await again.waitFor(/team-2 +fake-model-1 +200/);
  again.press('2', 'j', 'U');
  await again.waitFor(/\/ +key:team-2/);
  await again.waitFor(/1 request +0 errors/);

  again.press('w');
  await again.waitFor('The request succeeded.');
  again.press('Escape', 'l', 'w');
  await again.waitFor(/Succeeded: fakeup \(fake…0001\) returned 200\./);
  again.press('Escape', 'e');
  await again.waitFor('Export usage');
  again.press('Enter');
  const saved = /Saved to (\S+\.csv)/.exec(await again.waitFor(/Saved to \S+\.csv/))?.[1] ?? '';
  expect((await stat(saved)).mode & 0o777).toBe(0o600);
  expect(await readFile(saved, 'utf8')).toMatch(/,team-2,fakeup,fake…0001,fake-model-1,fake-chat,/);
});
