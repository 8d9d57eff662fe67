import { rename, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { askWithKey } from '../helpers/ask-server.ts';
import { consoleOnServer } from '../helpers/journey.ts';
import { isSelected, selectedRow } from '../helpers/read-screen.ts';

const added = 'fake-client-key-from-outside-0001';

describe('edits made by another program', () => {
  test('appear by themselves, and the selection stays on its key', async () => {
    const { terminal, place } = await consoleOnServer();
    terminal.press('j');
    await terminal.waitFor(isSelected('team-2'));
    await place.editConfig((text) => text.replace('api-keys:\n', `api-keys:\n  - ${added}\n`));
    await terminal.waitFor('4 keys');
    expect(selectedRow(terminal.screen())).toContain('team-2');
    expect(await askWithKey(place.url, added)).toBe(200);
  });

  test('appear when the editor writes a new file in place of the old one', async () => {
    const { terminal, place } = await consoleOnServer();
    const text = (await place.readConfig()).replace('api-keys:\n', `api-keys:\n  - ${added}\n`);
    await writeFile(`${place.configPath}.new`, text, { mode: 0o600 });
    await rename(`${place.configPath}.new`, place.configPath);
    await terminal.waitFor('4 keys');
  });

  test('under an open dialog: the named key is hit, not the one that took its place', async () => {
    const { terminal, place } = await consoleOnServer();
    const [first, second, third] = place.keys.map(({ key }) => key);
    terminal.press('j');
    await terminal.waitFor(isSelected('team-2'));
    terminal.press('x');
    await terminal.waitFor(/Revoke team-2\?[\s\S]*team-2 +fake…0002/);
    await place.editConfig((text) => text.replace(`  - ${first}\n`, ''));
    await terminal.waitFor(' 2 keys');
    terminal.press('y');
    await terminal.waitFor(/Revoked /);
    const config = await place.readConfig();
    expect(config).not.toContain(second);
    expect(config).toContain(third);
  });

  test('under an open dialog that took the key itself: nothing is hit, and the user is told', async () => {
    const { terminal, place } = await consoleOnServer();
    const [first, second, third] = place.keys.map(({ key }) => key);
    terminal.press('j');
    await terminal.waitFor(isSelected('team-2'));
    terminal.press('x');
    await terminal.waitFor(/Revoke team-2\?[\s\S]*team-2 +fake…0002/);
    await place.editConfig((text) => text.replace(`  - ${second}\n`, ''));
    await terminal.waitFor(' 2 keys');
    terminal.press('y');
    await terminal.waitFor(/no longer|not there|gone|already/i);
    const config = await place.readConfig();
    expect(config).toContain(first);
    expect(config).toContain(third);
  });

  test('that break the file leave the running config in force, and the console says so until it is mended', async () => {
    const { terminal, place } = await consoleOnServer();
    const good = await place.readConfig();
    await place.editConfig((text) => `${text}broken: [\n`);
    await terminal.waitFor(/line \d+/);
    expect(await askWithKey(place.url, place.keys[0]?.key ?? '')).toBe(200);
    await place.editConfig(() => good);
    await terminal.waitGone(/line \d+/);
  });
});
