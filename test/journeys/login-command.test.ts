import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../helpers/free-port.ts';
import { workspace } from '../helpers/journey.ts';
import { openBrowser } from '../helpers/oauth-server/browser.ts';
import { startOAuthServer } from '../helpers/oauth-server/start-oauth-server.ts';
import { openTerminal } from '../helpers/terminal.ts';
import { localPassword } from '../helpers/workspace.ts';
import { fakeUpstream } from '../server/gateway/fake-upstream.ts';

/** The built server, a real OAuth server and a provider; `sessions login` before a person at 60×20. */
async function atTerminal() {
  const oauth = await startOAuthServer();
  onTestFinished(() => oauth.close());
  const upstream = await fakeUpstream((asked) => asked.json(200, { id: 'resp-fake' }));
  const client = { ...oauth.settings, 'redirect-port': await freePort(), 'base-url': upstream.url };
  const place = await workspace({ more: `\noauth-clients: {codex: ${JSON.stringify(client)}}\n` });
  const server = await place.startServe();
  const logIn = () => {
    const terminal = openTerminal({
      args: ['sessions', 'login', 'codex', '--no-browser', '--config', place.configPath],
      cwd: place.home,
      env: { ...place.env, CLI_PROXY_PASSWORD: localPassword },
      cols: 60,
      rows: 20,
    });
    onTestFinished(() => terminal.dispose());
    return terminal;
  };
  const ask = () =>
    fetch(`${place.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${place.keys[0]?.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-5-codex', input: 'hi' }),
    });
  return { oauth, upstream, place, server, logIn, ask };
}

describe('cli-proxy sessions login, the built program', () => {
  test('a paste ends it, and the next call goes with the account', async () => {
    const { upstream, place, server, logIn, ask } = await atTerminal();
    expect((await ask()).status).toBe(400);
    const terminal = logIn();
    await terminal.waitFor(/waiting for the browser … 9:5\d/);
    // Whole on a line of its own, however narrow the terminal.
    const url = /^(http\S+)\r?$/m.exec(terminal.output())?.[1] ?? '';
    const back = await openBrowser().logIn(url);
    terminal.type(`${back}\r`);
    await terminal.waitFor('Logged in to Codex as dev@example.com');
    expect(await terminal.exit).toMatchObject({ code: 0 });
    await vi.waitFor(async () => expect((await ask()).status).toBe(200));
    const name = 'codex-dev@example.com-plus.json';
    const file = JSON.parse(await readFile(join(place.authDir, name), 'utf8'));
    expect(upstream.seen.at(-1)?.headers.authorization).toBe(`Bearer ${file.access_token}`);
    const told = `${server.output()}${terminal.output().replaceAll(back, '')}`;
    for (const secret of [file.access_token, file.refresh_token, new URL(back).searchParams.get('code')])
      expect(told).not.toContain(secret);
  });

  test('Ctrl-C ends it and leaves nothing behind', async () => {
    const { logIn } = await atTerminal();
    const terminal = logIn();
    await terminal.waitFor('waiting for the browser');
    terminal.press('Ctrl-C');
    expect(await terminal.exit).toMatchObject({ code: 1 });
    expect(terminal.output()).toContain('Login to Codex cancelled. No changes made.');
  });
});
