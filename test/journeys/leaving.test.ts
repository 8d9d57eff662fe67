import { describe, expect, test } from 'vitest';
import { consoleOnServer } from '../helpers/journey.ts';
import { openTerminal, type Terminal } from '../helpers/terminal.ts';

/** What the line discipline is before any program has touched it. */
async function freshLineSettings(): Promise<string> {
  const fresh = openTerminal({ command: 'cat', keepLine: true });
  const settings = fresh.lineSettings();
  await fresh.dispose();
  return settings;
}

async function expectCleanTerminal(terminal: Terminal): Promise<void> {
  expect(terminal.modes()).toEqual({
    alternateScreen: false,
    bracketedPaste: false,
    cursorHidden: false,
    mouse: false,
    applicationCursorKeys: false,
    left: [],
  });
  expect(terminal.lineSettings()).toBe(await freshLineSettings());
}

describe('leaving the console', () => {
  test('while it runs it has the alternate screen and bracketed paste to itself', async () => {
    const { terminal } = await consoleOnServer();
    expect(terminal.modes()).toMatchObject({
      alternateScreen: true,
      bracketedPaste: true,
      cursorHidden: true,
    });
  });

  test.each(['q', 'Ctrl-C'])('%s leaves the terminal as it was', async (key) => {
    const { terminal } = await consoleOnServer({ keepLine: true });
    expect(terminal.lineSettings()).toContain('-icanon');
    terminal.press(key);
    expect((await terminal.exit).signal).toBe(0);
    await expectCleanTerminal(terminal);
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('%s leaves the terminal as it was', async (name) => {
    const { terminal } = await consoleOnServer({ keepLine: true });
    terminal.signal(name);
    await terminal.exit;
    await expectCleanTerminal(terminal);
  });

  test('Ctrl-C works inside a dialog with an input, too', async () => {
    const { terminal } = await consoleOnServer({ keepLine: true });
    terminal.press('a');
    await terminal.waitFor(/label/i);
    terminal.type('half a lab');
    terminal.press('Ctrl-C');
    await terminal.exit;
    await expectCleanTerminal(terminal);
  });

  test('Ctrl-Z gives the terminal back, and fg draws the console again', async () => {
    const { terminal } = await consoleOnServer();
    terminal.press('Ctrl-Z');
    await terminal.waitFor(() => !terminal.modes().alternateScreen, 'the main screen was back');
    terminal.signal('SIGCONT');
    await terminal.waitFor(() => terminal.modes().alternateScreen, 'the alternate screen was back');
    await terminal.waitFor('team-1');
  });
});
