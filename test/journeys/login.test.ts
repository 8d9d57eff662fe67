import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../helpers/free-port.ts';
import { consoleOnServer } from '../helpers/journey.ts';
import { openBrowser } from '../helpers/oauth-server/browser.ts';
import type { OAuthServerOptions } from '../helpers/oauth-server/configuration.ts';
import { startOAuthServer } from '../helpers/oauth-server/start-oauth-server.ts';
import type { Terminal } from '../helpers/terminal.ts';
import { fakeUpstream } from '../server/gateway/fake-upstream.ts';

const person = 'dev@example.com';
const answer = {
  id: 'resp-fake',
  object: 'response',
  output: [],
  usage: { input_tokens: 1, output_tokens: 2 },
};

/** The embedded server with a provider on loopback to log in at, and a console on it that shows the sessions. */
async function world(size: { cols?: number; rows?: number } = {}, oauthOptions: OAuthServerOptions = {}) {
  const oauth = await startOAuthServer(oauthOptions);
  onTestFinished(() => oauth.close());
  const redirectPort = await freePort();
  const upstream = await fakeUpstream(({ json }) => json(200, answer));
  const client = JSON.stringify({
    ...oauth.settings,
    'redirect-port': redirectPort,
    'base-url': upstream.url,
  });
  const { terminal, place } = await consoleOnServer({
    ...size,
    more: `\noauth-clients:\n  codex: ${client}\n`,
  });
  terminal.press('4');
  await terminal.waitFor('No sessions yet');
  /** A client of the gateway; resolves with the status. */
  const ask = async () => {
    const asked = await fetch(`${place.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${place.keys[0]?.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-5-codex', input: 'hello' }),
    });
    await asked.arrayBuffer();
    return asked.status;
  };
  return { terminal, place, redirectPort, browser: openBrowser(), upstream, ask };
}

/** Chooses Codex; resolves with the link, as the clipboard has it. */
async function begin(terminal: Terminal): Promise<string> {
  terminal.press('l');
  const lines = (await terminal.waitFor('Enter choose')).split('\n');
  const first = lines.findIndex((line) => line.includes('▸'));
  const codex = lines.findIndex((line) => /^[│▸ ]*Codex\b/.test(line));
  for (let down = first; down < codex; down += 1) terminal.press('j');
  terminal.press('Enter');
  await terminal.waitFor(/Waiting for the browser/);
  terminal.press('Ctrl-Y');
  await terminal.waitFor('The link was');
  return terminal.clipboard() ?? '';
}

const filesIn = async (folder: string) =>
  (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));

describe('logging in by keyboard', () => {
  test('the account works at the gateway, is renewed without a word, and is refused from its revocation to its undo', async () => {
    const { terminal, browser, upstream, ask } = await world({}, { tokensLast: 2 });
    await fetch(await browser.logIn(await begin(terminal)));
    await terminal.waitFor(`✓ Logged in as ${person}`);
    terminal.press('Enter');
    const tokens = () => new Set(upstream.seen.map(({ headers }) => headers.authorization));
    await expect.poll(ask).toBe(200);
    // The first token ends after two seconds: another one comes by itself, and no call fails.
    await expect.poll(async () => [await ask(), tokens().size > 1], { timeout: 20_000 }).toEqual([200, true]);
    terminal.press('x');
    await terminal.waitFor(/Revoke codex dev@example\.com\?/);
    terminal.press('y');
    await terminal.waitFor('Revoked');
    await expect.poll(ask).toBe(400);
    terminal.press('u');
    await terminal.waitFor('Undone');
    await terminal.waitFor(/codex +dev@example\.com plus/);
  });

  test('the browser comes back to this machine: the account is there, and its file is private', async () => {
    const { terminal, place, browser } = await world();
    const back = await browser.logIn(await begin(terminal));
    const page = await (await fetch(back)).text();
    expect(page).not.toMatch(/<script/i);
    await terminal.waitFor(`✓ Logged in as ${person}`);
    terminal.press('Enter');
    await terminal.waitFor(/codex +dev@example\.com/);
    const [name = ''] = await filesIn(place.authDir);
    expect(JSON.parse(await readFile(join(place.authDir, name), 'utf8'))).toMatchObject({
      type: 'codex',
      email: person,
    });
  });

  test('at 60×20 the address is pasted, and neither code nor token is ever on the screen', async () => {
    const { terminal, place, browser } = await world({ cols: 60, rows: 20 });
    const back = await browser.logIn(await begin(terminal));
    terminal.paste(back);
    terminal.press('Enter');
    await terminal.waitFor(`✓ Logged in as ${person}`);
    const [name = ''] = await filesIn(place.authDir);
    const file = JSON.parse(await readFile(join(place.authDir, name), 'utf8'));
    terminal.press('Enter');
    await terminal.waitFor(/codex +dev@example\.com/);
    terminal.press('Enter');
    await terminal.waitFor('Refreshed');
    expect(terminal.output()).not.toContain(file.access_token);
    expect(terminal.output()).not.toContain(file.refresh_token);
  });

  test('given up, the port is free, nothing was written, and the link is worth nothing', async () => {
    const { terminal, place, browser, redirectPort } = await world();
    const back = await browser.logIn(await begin(terminal));
    terminal.press('Ctrl-X');
    await terminal.waitFor('The login was cancelled.');
    await expect
      .poll(() =>
        fetch(`http://127.0.0.1:${redirectPort}/`).then(
          () => 'open',
          () => 'free',
        ),
      )
      .toBe('free');
    terminal.press('Enter');
    await terminal.waitGone('The login was cancelled.');
    expect(
      await fetch(back).then(
        () => 'open',
        () => 'free',
      ),
    ).toBe('free');
    expect(await filesIn(place.authDir)).toEqual([]);
  });

  test('an expired account logs in again in place, and keeps its note', async () => {
    const { terminal, place, browser } = await world();
    const name = `codex-${person}.json`;
    const old = {
      ...{ type: 'codex', email: person, access_token: 'fake-old', expired: '2026-01-01T00:00:00Z' },
      note: 'of the lab',
      prefix: 'lab',
    };
    await mkdir(place.authDir, { recursive: true });
    await writeFile(join(place.authDir, name), JSON.stringify(old), { mode: 0o600 });
    await terminal.waitFor(/codex +dev@example\.com .*expired/);
    terminal.press('L');
    await terminal.waitFor(/Waiting for the browser/);
    terminal.press('Ctrl-Y');
    await terminal.waitFor('The link was');
    await fetch(await browser.logIn(terminal.clipboard() ?? ''));
    await terminal.waitFor(`✓ Logged in as ${person}`);
    terminal.press('Enter');
    await terminal.waitFor(/codex +dev@example\.com .*(active|expiring)/);
    const file = JSON.parse(await readFile(join(place.authDir, name), 'utf8'));
    expect(file).toMatchObject({ note: 'of the lab', prefix: 'lab' });
    expect(file.access_token).not.toBe('fake-old');
    expect(await filesIn(place.authDir)).toEqual([name]);
  });

  test('a revoked account is gone from the list and the folder, and u brings both back', async () => {
    const { terminal, place, browser } = await world();
    await fetch(await browser.logIn(await begin(terminal)));
    await terminal.waitFor(`✓ Logged in as ${person}`);
    terminal.press('Enter', 'x');
    await terminal.waitFor(/Revoke codex dev@example\.com\?/);
    terminal.press('y');
    await terminal.waitFor('Revoked');
    expect(await filesIn(place.authDir)).toEqual([]);
    terminal.press('u');
    await terminal.waitFor('Undone');
    await terminal.waitFor(/codex +dev@example\.com plus/);
    expect(await filesIn(place.authDir)).toHaveLength(1);
  });
});
