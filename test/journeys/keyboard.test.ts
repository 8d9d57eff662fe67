import { describe, expect, test } from 'vitest';
import { consoleOnServer } from '../helpers/journey.ts';
import { isSelected, rowsOf } from '../helpers/read-screen.ts';

describe('the keyboard', () => {
  test('a burst of letters arrives whole', async () => {
    const { terminal } = await consoleOnServer({ keys: 12 });
    terminal.type('jjjjj');
    await terminal.waitFor(isSelected('team-6'));
    terminal.type('kkG');
    await terminal.waitFor(isSelected('team-12'));
    terminal.type('gj');
    await terminal.waitFor(isSelected('team-2'));
  });

  test('typing in an input triggers no command', async () => {
    const { terminal, place } = await consoleOnServer();
    const before = await place.readConfig();
    terminal.press('a');
    await terminal.waitFor('New client key');
    terminal.type('xqRu:?12jk/');
    await terminal.waitFor('xqRu:?12jk/');
    terminal.press('Escape');
    await terminal.waitFor('Discard what you typed?');
    terminal.press('y');
    await terminal.waitGone('xqRu:?12jk/');
    expect(rowsOf(terminal.screen(), 'team-1')).toHaveLength(1);
    expect(await place.readConfig()).toBe(before);
  });

  test('a paste arrives whole in an input, and its line ends press no Enter', async () => {
    const { terminal, place } = await consoleOnServer();
    const before = await place.readConfig();
    terminal.press('a');
    await terminal.waitFor('New client key');
    terminal.paste('laptop of\nthe team xq');
    await terminal.waitFor(/laptop of.?the team xq/);
    expect(await place.readConfig()).toBe(before);
  });

  test('a paste outside an input does nothing', async () => {
    const { terminal, place } = await consoleOnServer();
    const before = await place.readConfig();
    terminal.paste('xqGu');
    terminal.press('j');
    await terminal.waitFor(isSelected('team-2'));
    expect(await place.readConfig()).toBe(before);
  });

  test('the filter narrows while it is typed, Escape brings all back', async () => {
    const { terminal } = await consoleOnServer({ keys: 12 });
    terminal.press('/');
    terminal.type('team-11');
    await terminal.waitFor((screen) => rowsOf(screen, 'team-2').length === 0 && screen.includes('team-11'));
    terminal.press('Escape');
    await terminal.waitFor((screen) => rowsOf(screen, 'team-2').length === 1);
  });

  test('help names the keys, the palette finds a command by its words', async () => {
    const { terminal } = await consoleOnServer();
    terminal.press('?');
    await terminal.waitFor('Create a client key.');
    terminal.press('Escape');
    await terminal.waitFor(isSelected('team-1'));
    terminal.press(':');
    terminal.type('overview');
    await terminal.waitFor(/▸ Overview/);
    terminal.press('Enter');
    await terminal.waitFor('Needs attention');
  });

  test('--read-only offers no way to change anything', async () => {
    const { terminal, place } = await consoleOnServer({ args: ['--read-only'] });
    const before = await place.readConfig();
    terminal.press('a', 'R', 'x', 'j');
    await terminal.waitFor(isSelected('team-2'));
    expect(await place.readConfig()).toBe(before);
  });
});
