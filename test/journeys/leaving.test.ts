import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { workspace } from '../helpers/journey.ts';
import { isSelected } from '../helpers/read-screen.ts';
import { openTerminal, program, type Terminal } from '../helpers/terminal.ts';
import type { Workspace } from '../helpers/workspace.ts';

/** The console as a person starts it: from a shell, which is there before and after it. */
async function consoleInShell(
  env: Readonly<Record<string, string>> = {},
): Promise<{ terminal: Terminal; place: Workspace }> {
  const place = await workspace();
  const script = 'stty -a > before; "$@"; code=$?; stty -a > after; exit $code';
  const terminal = openTerminal({
    command: 'sh',
    args: ['-c', script, 'sh', program, 'tui', '--config', place.configPath, '--disk'],
    cwd: place.home,
    env: { ...place.env, ...env },
  });
  onTestFinished(() => terminal.dispose());
  await terminal.waitFor('disk');
  terminal.press('2');
  await terminal.waitFor(isSelected('team-1'));
  return { terminal, place };
}

async function expectCleanTerminal(terminal: Terminal, place: Workspace): Promise<void> {
  expect(terminal.modes()).toEqual({
    alternateScreen: false,
    bracketedPaste: false,
    cursorHidden: false,
    mouse: false,
    applicationCursorKeys: false,
    changed: [],
  });
  const settings = (name: string) => readFile(join(place.home, name), 'utf8');
  expect(await settings('after')).toBe(await settings('before'));
}

/** The console, not the shell around it. */
async function signalConsole(terminal: Terminal, name: NodeJS.Signals): Promise<void> {
  const children = await readFile(`/proc/${terminal.pid}/task/${terminal.pid}/children`, 'utf8');
  process.kill(Number(children.trim()), name);
}

describe('leaving the console', () => {
  test('while it runs it has the alternate screen, bracketed paste and the mouse to itself', async () => {
    const { terminal } = await consoleInShell();
    expect(terminal.modes()).toMatchObject({
      alternateScreen: true,
      bracketedPaste: true,
      cursorHidden: true,
      mouse: true,
    });
  });

  test.each(['q', 'Ctrl-C'])('%s leaves the terminal as it was', async (key) => {
    const { terminal, place } = await consoleInShell();
    terminal.press(key);
    expect(await terminal.exit).toEqual({ code: 0, signal: 0 });
    await expectCleanTerminal(terminal, place);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('%s leaves the terminal as it was', async (name, code) => {
    const { terminal, place } = await consoleInShell();
    await signalConsole(terminal, name);
    expect(await terminal.exit).toEqual({ code, signal: 0 });
    await expectCleanTerminal(terminal, place);
  });

  test('Ctrl-C works inside a dialog with an input, too', async () => {
    const { terminal, place } = await consoleInShell();
    terminal.press('a');
    await terminal.waitFor('New client key');
    terminal.type('half a lab');
    await terminal.waitFor('half a lab');
    terminal.press('Ctrl-C');
    expect(await terminal.exit).toEqual({ code: 0, signal: 0 });
    await expectCleanTerminal(terminal, place);
  });

  test('it draws and answers in an environment that says CI, too', async () => {
    const { terminal, place } = await consoleInShell({ CI: '1', CONTINUOUS_INTEGRATION: 'true' });
    terminal.press('j');
    await terminal.waitFor(isSelected('team-2'));
    terminal.press('Ctrl-C');
    expect(await terminal.exit).toEqual({ code: 0, signal: 0 });
    await expectCleanTerminal(terminal, place);
  });

  test('Ctrl-Z goes back to the shell, and fg draws the console again', async () => {
    const place = await workspace();
    const shell = openTerminal({
      command: 'bash',
      args: ['--norc', '-i'],
      cwd: place.home,
      env: { ...place.env, PS1: 'shell> ' },
    });
    onTestFinished(() => shell.dispose());
    const hasScreen = (wanted: boolean) => () => shell.modes().alternateScreen === wanted;
    await shell.waitFor('shell>');
    shell.type(`${program} tui --disk --config config.yaml\r`);
    await shell.waitFor(hasScreen(true), 'the console had the screen');
    await shell.waitFor('■ disk');
    shell.press('Ctrl-Z');
    await shell.waitFor(hasScreen(false), 'the shell had its screen again');
    await shell.waitFor('Stopped');
    shell.type('fg\r');
    await shell.waitFor(hasScreen(true), 'the console had the screen again');
    await shell.waitFor('■ disk');
    shell.press('q');
    await shell.waitFor(hasScreen(false), 'the console was left');
    shell.type('exit\r');
    expect((await shell.exit).code).toBe(0);
  });
});
