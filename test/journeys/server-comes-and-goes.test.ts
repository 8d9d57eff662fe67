import { describe, expect, test } from 'vitest';
import { askWithKey } from '../helpers/ask-server.ts';
import { consoleOnServer, openConsole, workspace } from '../helpers/journey.ts';
import { isSelected, rowsOf, shownKey } from '../helpers/read-screen.ts';

describe('a server that goes away', () => {
  test('and returns: the keys stay on the screen, and the console is live again by itself', async () => {
    const { terminal, place, server } = await consoleOnServer();
    await server.stop('SIGKILL');
    const lost = await terminal.waitFor(/reconnecting/);
    expect(rowsOf(lost, 'team-2')).toHaveLength(1);
    await place.startServe();
    await terminal.waitFor('● live');
  });

  test('cannot be written to: the key is not lost in silence', async () => {
    const { terminal, place, server } = await consoleOnServer();
    const before = await place.readConfig();
    await server.stop('SIGKILL');
    await terminal.waitFor(/reconnecting/);
    terminal.press('x');
    await terminal.waitFor(/revoke|cannot|reconnect/i);
    terminal.press('Enter');
    await terminal.waitFor((screen) => rowsOf(screen, 'team-1').length > 0);
    expect(await place.readConfig()).toBe(before);
  });
});

describe('without a server', () => {
  test('--disk works on the files: add, rotate, revoke', async () => {
    const place = await workspace();
    const terminal = openConsole(place, { args: ['--disk'] });
    await terminal.waitFor('disk');
    terminal.press('2');
    await terminal.waitFor(isSelected('team-1'));
    terminal.press('a');
    await terminal.waitFor('New client key');
    terminal.type('offline');
    terminal.press('Enter');
    const key = shownKey(await terminal.waitFor('copy it now'));
    terminal.press('Enter');
    await terminal.waitGone(key);
    expect(await place.readConfig()).toContain(`- ${key}`);
    terminal.press('g');
    await terminal.waitFor(isSelected('team-1'));
    terminal.press('x');
    await terminal.waitFor(/Revoke .*\?/);
    terminal.press('Enter');
    await terminal.waitFor(/Revoked /);
    expect(await place.readConfig()).not.toContain(place.keys[0]?.key);
    expect(await askWithKey(place.url, key)).toBe(0);
  });
});
