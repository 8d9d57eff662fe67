import { chmod, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openConsole, workspace } from '../helpers/journey.ts';
import { localPassword } from '../helpers/workspace.ts';

const day = 24 * 3600 * 1000;
const young = { createdAt: new Date(Date.now() - day).toISOString() };
const keys = [1, 2].map((place) => ({
  key: `fake-client-key-${String(place).padStart(24, '0')}`,
  label: `team-${place}`,
  ...young,
}));

/** A config with faults that can be put right, and some that cannot. */
async function faulty() {
  const place = await workspace({ keys });
  await place.editConfig((text) =>
    text.replace(
      'debug: false\n',
      `  - ${keys[0]?.key}
ws-auth: false
ampcode:
  upstream-api-keys:
    - upstream-api-key: fake-amp-key-0000000001
      api-keys: [ fake-client-key-000000000000000000000009 ]
codex-api-key:
  - { api-key: fake-provider-key-1, base-url: 'http://127.0.0.1:1/v1' }
`,
    ),
  );
  await writeFile(join(place.home, '.env'), `TEAM=${keys[0]?.key}\n`, { mode: 0o644 });
  await chmod(place.configPath, 0o644);
  return place;
}

test('what is wrong is found on a running server, and put right with one key and a yes; u takes it back', async () => {
  const place = await faulty();
  await place.startServe();
  const before = await place.readConfig();
  const terminal = openConsole(place, { env: { CLI_PROXY_PASSWORD: localPassword } });
  await terminal.waitFor('● live');
  terminal.press('8');
  const screen = await terminal.waitFor(/5 warnings/);
  expect(screen).toMatch(/! config\.yaml can be read by anyone .*f set 0600/);
  expect(screen).toMatch(/! \.env can be read by anyone .*f set 0600/);
  expect(screen).not.toMatch(/fake-(client-key-\d|amp|provider)/);

  terminal.press('Space', 'Space', 'Space', 'Space', 'Space', 'f');
  await terminal.waitFor('[ Apply 5 fixes ]');
  expect(await place.readConfig()).toBe(before);
  terminal.press('Enter');
  await terminal.waitFor('No problems found.');
  await terminal.waitFor('Fixed 5 findings.');
  expect((await stat(place.configPath)).mode & 0o777).toBe(0o600);
  const after = await place.readConfig();
  expect(after).toContain('ws-auth: true');
  expect(after).not.toContain('000009');

  terminal.press('u');
  await terminal.waitFor('Undone: all 5 fixes.');
  await terminal.waitFor(/5 warnings/);
  expect(await place.readConfig()).toBe(before);

  terminal.press('K');
  await terminal.waitFor('Test 1 provider key?');
  terminal.press('Enter');
  const checked = await terminal.waitFor(/6 warnings/);
  expect(checked).not.toContain('fake-provider-key');
  terminal.press('1');
  await terminal.waitFor(/config\.yaml can be read by anyone .*f set 0600/);
});

test('on the files alone, and on a small screen', async () => {
  const place = await faulty();
  const terminal = openConsole(place, { args: ['--disk'], cols: 60, rows: 20 });
  await terminal.waitFor('■ disk');
  terminal.press('8');
  await terminal.waitFor(/!5/);
  terminal.press('Enter');
  await terminal.waitFor('By hand');
  terminal.press('f');
  await terminal.waitFor('[ Apply ]');
  terminal.press('Escape', 'Escape');
  await terminal.waitFor(/!5/);
});
