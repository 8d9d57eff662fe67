import { describe, expect, test } from 'vitest';
import { askWithKey } from '../helpers/ask-server.ts';
import { consoleOnServer, openConsole, workspace } from '../helpers/journey.ts';
import { isSelected, rowsOf, selectedRow } from '../helpers/read-screen.ts';
import { runProgram } from '../helpers/run-program.ts';
import { localPassword } from '../helpers/workspace.ts';

describe('terminals of every size', () => {
  test('60×20 is enough to add and to rotate a key', async () => {
    const { terminal, place } = await consoleOnServer({ cols: 60, rows: 20 });
    terminal.press('a');
    await terminal.waitFor('New client key');
    terminal.type('laptop');
    terminal.press('Enter');
    await terminal.waitFor('You can reveal it later');
    terminal.press('c');
    await terminal.waitFor(/clipboard/i);
    const added = terminal.clipboard() ?? '';
    terminal.press('Enter');
    await terminal.waitFor((screen) => rowsOf(screen, 'laptop').length > 0);
    expect(await askWithKey(place.url, added)).toBe(200);
    // The key that was just used goes to the top.
    await terminal.waitFor((screen) => /\d s ago/.test(rowsOf(screen, 'laptop')[0] ?? ''));
    terminal.press('g', 'j', 'R');
    await terminal.waitFor('Rotate team-1 ·');
    terminal.press('Enter');
    await terminal.waitFor('You can reveal it later');
    terminal.press('Enter');
    await terminal.waitFor('retiring');
  });

  test('2,000 keys scroll and filter, and the selection is always in sight', async () => {
    const { terminal } = await consoleOnServer({ keys: 2000 });
    terminal.press('G');
    await terminal.waitFor(isSelected('team-2000'));
    terminal.press('PageUp');
    await terminal.waitFor((screen) => /team-19[89]\d/.test(selectedRow(screen) ?? ''));
    terminal.press('g');
    await terminal.waitFor(isSelected('team-1'));
    terminal.press('/');
    terminal.type('team-1234');
    await terminal.waitFor(isSelected('team-1234'));
    expect(rowsOf(terminal.screen(), 'team-1')).toHaveLength(0);
  });

  test('a resize draws again for the new size, and the selection stays', async () => {
    const { terminal } = await consoleOnServer({ keys: 30 });
    terminal.press('G');
    await terminal.waitFor(isSelected('team-30'));
    terminal.resize(60, 20);
    await terminal.waitFor((screen) => isSelected('team-30')(screen) && !screen.includes('team-2 '));
    terminal.resize(200, 60);
    await terminal.waitFor(
      (screen) => isSelected('team-30')(screen) && rowsOf(screen, 'team-1').length === 1,
    );
  });

  test('wide characters keep the columns aligned', async () => {
    const names = ['資料チーム', '👩‍👩‍👧 family', 'plain'];
    const keys = names.map((label, index) => ({
      key: `fake-client-key-${String(index + 1).padStart(24, '0')}`,
      label,
      purpose: 'production',
    }));
    const { terminal } = await consoleOnServer({ keys });
    await terminal.waitFor('資料チーム');
    const { active } = terminal.view.xterm.buffer;
    const columns = terminal
      .screen()
      .split('\n')
      .map((line, row) => ({ line, row }))
      .filter(({ line }) => /fake…/.test(line))
      .map(({ row }) => columnOf(active.getLine(row), '…'));
    expect(columns).toHaveLength(3);
    expect(new Set(columns).size).toBe(1);
  });

  test('NO_COLOR draws without colours, and the selection is still marked', async () => {
    const place = await workspace();
    await place.startServe();
    const terminal = openConsole(place, { env: { CLI_PROXY_PASSWORD: localPassword, NO_COLOR: '1' } });
    await terminal.waitFor('● live');
    terminal.press('2');
    await terminal.waitFor(isSelected('team-1'));
    expect(terminal.output()).not.toMatch(/\x1b\[[0-9;]*(3[0-8]|4[0-8]|9[0-7]|10[0-7])[0-9;]*m/);
  });

  test('nothing is sent while nothing happens', async () => {
    const { terminal, place } = await consoleOnServer();
    // Other programs come and go meanwhile: time passes without a sleep.
    await runProgram(['--version'], place.env);
    const before = terminal.bytes();
    for (let count = 0; count < 5; count += 1) await runProgram(['--version'], place.env);
    expect(terminal.bytes()).toBe(before);
  });
});

/** The cell in which a character stands. */
function columnOf(
  line: { getCell(x: number): { getChars(): string } | undefined; length: number } | undefined,
  wanted: string,
) {
  return Array.from({ length: line?.length ?? 0 }, (_, x) => line?.getCell(x)?.getChars()).indexOf(wanted);
}
