import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { readRedirect } from '../../src/oauth/flow/read-redirect.ts';
import { createSignIns } from '../../src/oauth/flow/sign-ins.ts';
import { openAuthDir } from '../backend/auth-files/disk-world.ts';
import { openBrowser } from '../helpers/oauth-server/browser.ts';
import { startOAuthServer } from '../helpers/oauth-server/start-oauth-server.ts';
import { configFor, manualClock, wanted } from './oauth-world.ts';

const name = 'codex-dev@example.com-plus.json';

/** A program of its own on the same folder, which renews the account once. */
function renewElsewhere(folder: string, config: object, seen: string) {
  const module = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);
  const code = `
    const { followAuthDir } = await import(${module('backend/disk/auth-files/auth-dir.ts')});
    const { createDiskSessions } = await import(${module('backend/disk/auth-files/disk-sessions.ts')});
    const { createRenewals } = await import(${module('oauth/tokens/renew-account.ts')});
    const nothing = async () => ({ close: async () => {} });
    const dir = followAuthDir({
      folder: async () => ({ ok: true, value: ${JSON.stringify(folder)} }),
      watch: nothing, watchEntries: nothing, onChange() {}, now: Date.now });
    const { tokens } = createDiskSessions({ dir, excluded: async () => ({}) });
    const config = ${JSON.stringify(config)};
    const renewals = createRenewals({ config: () => config, store: tokens, fetch: (url, init) => fetch(url, init), now: Date.now });
    process.stdout.write('ready\\n');
    const renewed = await renewals.renew(${JSON.stringify(name)}, ${JSON.stringify(seen)});
    await dir.close();
    process.stdout.write(renewed.ok ? renewed.value.access_token : 'failed: ' + renewed.message);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const said: string[] = [];
  lines.on('line', (line) => said.push(line));
  return { ready: once(lines, 'line'), renewed: once(lines, 'close').then(() => said.at(-1)) };
}

test('two processes that renew one account at once use up one refresh token, and both have the new one', async () => {
  const server = await startOAuthServer();
  onTestFinished(() => server.close());
  const world = openAuthDir(false);
  onTestFinished(() => world.dispose());
  const config = configFor(server);
  const { tokens } = world.sessions;
  const signIns = createSignIns({
    ...manualClock(),
    config: () => config,
    store: tokens,
    fetch: (url, init) => fetch(url, init),
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  });
  const { url, state } = wanted(await signIns.start('codex'));
  const redirect = readRedirect(await openBrowser().logIn(url));
  if (redirect) signIns.answer(redirect);
  await signIns.ended(state);
  const before = JSON.parse(world.read(name));

  server.tokens = 'hold';
  const others = [1, 2].map(() => renewElsewhere(world.folder, config, before.access_token));
  await Promise.all(others.map(({ ready }) => ready));
  server.release();
  const both = await Promise.all(others.map(({ renewed }) => renewed));

  const after = JSON.parse(world.read(name));
  expect(both).toEqual([after.access_token, after.access_token]);
  expect(after.access_token).not.toBe(before.access_token);
  const refreshes = server.tokenRequests.filter(({ form }) => form.grant_type === 'refresh_token');
  expect(refreshes.map(({ status }) => status)).toEqual([200]);
});
