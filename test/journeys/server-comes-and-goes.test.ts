import { stat } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
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
    await terminal.waitFor('Not connected. Nothing was sent.');
    terminal.press('y');
    await terminal.waitFor((screen) => rowsOf(screen, 'team-1').length > 0);
    expect(await place.readConfig()).toBe(before);
  });
});

describe('without a server', () => {
  test('on a config that is not its own the console asks before it starts one', async () => {
    const place = await workspace();
    await place.editConfig((text) => text.replace(/secret-key: .*/, 'secret-key: fake-plain-secret-0001'));
    const before = await place.readConfig();
    const terminal = openConsole(place);
    const shown = await terminal.waitFor('Server not running');
    expect(shown).toContain(`Start the embedded server on port ${place.port}`);
    expect(shown).toContain('Replaces the plain secret-key in config.yaml');
    terminal.press('s');
    await terminal.waitFor('Start the embedded server on this config?');
    terminal.press('Enter');
    await terminal.waitGone('on this config?');
    expect(await askWithKey(place.url, place.keys[0]?.key ?? '')).toBe(0);
    expect(await place.readConfig()).toBe(before);
    await place.startServe();
    await terminal.waitFor('Sign in to');
  });

  test('s starts the embedded server', async () => {
    const place = await workspace();
    const terminal = openConsole(place);
    await terminal.waitFor('Server not running');
    terminal.press('s');
    await terminal.waitFor('Start the embedded server on this config?');
    terminal.press('y');
    await terminal.waitFor('● live');
  });

  test.each([true, false])('--read-only starts none, which would write (its own config: %s)', async (own) => {
    const place = await workspace({ own });
    await place.editConfig((text) => text.replace(/secret-key: .*/, 'secret-key: fake-plain-secret-0001'));
    const before = await place.readConfig();
    const terminal = openConsole(place, { args: ['--read-only'] });
    const shown = await terminal.waitFor('Server not running');
    expect(shown).not.toContain('Start the embedded server');
    terminal.press('s', 'd');
    await terminal.waitFor('disk');
    expect(await place.readConfig()).toBe(before);
  });

  test('where something is silent none is started, and the screen says what is known', async () => {
    const place = await workspace();
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => sockets.add(socket.on('error', () => {})));
    await new Promise<void>((resolve) => silent.listen(place.port, '127.0.0.1', resolve));
    onTestFinished(() => {
      silent.close();
      for (const socket of sockets) socket.destroy();
    });
    const terminal = openConsole(place);
    await terminal.waitFor('does not answer');
    expect(terminal.screen()).toContain('Not connected');
    terminal.press('s');
    await terminal.waitFor(/embedded server cannot start\s+there/);
  });

  test('--disk works on the files: add, rotate, revoke', async () => {
    const place = await workspace();
    const { ino } = await stat(place.configPath);
    const terminal = openConsole(place, { args: ['--disk'] });
    await terminal.waitFor('disk');
    terminal.press('2');
    await terminal.waitFor(isSelected('team-1'));
    terminal.press('a');
    await terminal.waitFor('New client key');
    terminal.type('offline');
    terminal.press('Enter');
    const key = shownKey(await terminal.waitFor('You can reveal it later'));
    terminal.press('Enter');
    await terminal.waitGone(key);
    expect(await place.readConfig()).toContain(`- ${key}`);
    terminal.press('g');
    await terminal.waitFor(isSelected('team-1'));
    terminal.press('x');
    await terminal.waitFor(/Revoke .*\?/);
    terminal.press('y');
    await terminal.waitFor(/Revoked /);
    expect(await place.readConfig()).not.toContain(place.keys[0]?.key);
    expect(await askWithKey(place.url, key)).toBe(0);
    // A public server that has been started on it meanwhile keeps its watch.
    expect((await stat(place.configPath)).ino).toBe(ino);
  });
});
