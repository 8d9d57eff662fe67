import fc from 'fast-check';
import { Box, Text, useCursor } from 'ink';
import type { ReactElement } from 'react';
import { describe, expect, test, vi } from 'vitest';
import { askEarly, question } from '../../../src/base/text/terminal-background.ts';
import { spellingFor } from '../../../src/tui/theme.ts';
import { type InkTerminal, inkTerminal } from '../../helpers/ink-terminal.ts';
import { until } from '../../helpers/until.ts';

/** One row each, in exactly as many rows. */
function Rows({ of, columns = 12 }: { of: readonly string[]; columns?: number }): ReactElement {
  return (
    <Box flexDirection="column" width={columns} height={of.length} overflow="hidden">
      {of.map((row, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
        <Box key={place} height={1}>
          <Text wrap="truncate">{row}</Text>
        </Box>
      ))}
    </Box>
  );
}

/** Waits until the screen shows these rows and nothing below them. */
async function shows(on: InkTerminal, wanted: readonly string[]): Promise<void> {
  await until(async () => {
    const rows = await on.rows();
    expect(rows).toEqual(rows.map((_, place) => wanted[place] ?? ''));
  });
}
const opened = (options = {}) => {
  const on = inkTerminal({ columns: 12, rows: 6, ...options });
  on.terminal.enter();
  return on;
};

describe('frames on the screen', () => {
  test('Ink cuts lines with a sign that the terminal can show', async () => {
    const on = opened({ spell: spellingFor({ LANG: 'C' }) });
    on.render(<Rows of={['twelve columns']} />);
    await shows(on, ['twelve colu~']);
  });

  test('changed rows are drawn in their place, the others are not sent again', async () => {
    const on = opened();
    const { rerender } = on.render(<Rows of={['one', 'two', 'three', 'four', '']} />);
    await shows(on, ['one', 'two', 'three', 'four', '']);
    const before = on.sent().length;
    rerender(<Rows of={['one', 'TWO', 'three', '', 'five']} />);
    await shows(on, ['one', 'TWO', 'three', '', 'five']);
    expect(on.sent().slice(before)).not.toMatch(/one|three/);
  });

  test('a frame is one write, so that its reader is not woken before all of it is there', async () => {
    const on = opened();
    const { rerender } = on.render(<Rows of={['one', 'two']} />);
    await shows(on, ['one', 'two']);
    const before = on.writes().length;
    rerender(<Rows of={['one', 'TWO']} />);
    await shows(on, ['one', 'TWO']);
    expect(on.writes().slice(before)).toEqual([
      expect.stringMatching(/^\u001B\[\?2026h.*TWO.*\u001B\[\?2026l$/s),
    ]);
  });

  test('a full row keeps its last character: nothing is erased behind it', async () => {
    const on = opened();
    const { rerender } = on.render(<Rows of={['old', 'x']} />);
    rerender(<Rows of={['abcdefghijkl', 'x']} />);
    await shows(on, ['abcdefghijkl', 'x']);
    expect(on.sent()).not.toContain('l\u001B[K');
  });

  test('text behind an emoji that the terminal draws wider is in its column, with nothing left between', async () => {
    const on = opened({ columns: 20 });
    // Joined, these are two columns for Ink, and six for this terminal.
    const { rerender } = on.render(<Rows of={['👩‍👩‍👧 |', '👩‍👩‍👧 family|']} columns={20} />);
    const cells = (row: number) => {
      const line = on.screen.xterm.buffer.active.getLine(row);
      return Array.from({ length: 20 }, (_, column) => line?.getCell(column)?.getChars() ?? '');
    };
    const columnsOf = async () => {
      await on.rows();
      return [0, 1].map((row) => cells(row).indexOf('|'));
    };
    await until(async () => expect(await columnsOf()).toEqual([3, 9]));
    expect(cells(0).slice(4).join('')).toBe('');
    rerender(<Rows of={['👩‍👩‍👧 |', '👩‍👩‍👧 families|']} columns={20} />);
    await until(async () => expect(await columnsOf()).toEqual([3, 11]));
  });

  test('a frame taller than the screen does not scroll it, and saved lines are never erased', async () => {
    const on = opened();
    const tall = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const { rerender } = on.render(<Rows of={tall} />);
    await shows(on, tall.slice(0, 6));
    rerender(<Rows of={['A', ...tall.slice(1)]} />);
    await shows(on, ['A', ...tall.slice(1, 6)]);
    rerender(<Rows of={['A', 'b']} />);
    await shows(on, ['A', 'b']);
    expect(on.sent()).not.toContain('\u001B[3J');
  });

  test('after any frames the screen shows the last one', async () => {
    const row = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 12 }).map((text) => text.trimEnd()),
      fc.constantFrom('部署', 'abcdefghijkl', 'abcdefghij部'),
    );
    const frames = fc.array(fc.array(row, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(frames, async (all) => {
        const on = opened();
        const { rerender, unmount } = on.render(<Rows of={['start', 'start', 'start']} />);
        for (const frame of all) {
          rerender(<Rows of={frame} />);
          await shows(on, frame);
        }
        unmount();
      }),
      { seed: 8, numRuns: 15 },
    );
  });

  test('what Ink writes after the terminal was given back goes nowhere', async () => {
    const on = opened();
    const { rerender, unmount } = on.render(<Rows of={['one']} />);
    await shows(on, ['one']);
    on.terminal.restore();
    const before = on.sent();
    rerender(<Rows of={['two']} />);
    unmount();
    await on.rows();
    expect(on.sent()).toBe(before);
  });
});

describe('drawing everything again', () => {
  const five = ['one', 'two', 'three', 'four', 'five'];

  test('after another program had the terminal', async () => {
    const on = opened();
    on.render(<Rows of={five} />);
    await shows(on, five);
    on.terminal.restore();
    expect(on.keyboard).toEqual({ reading: false, raw: false });
    await on.rows();
    expect(on.screen.modes()).toMatchObject({ alternateScreen: false, changed: [] });
    on.terminal.enter();
    expect(on.keyboard).toEqual({ reading: true, raw: true });
    await shows(on, five);
  });

  test('where something else wrote over it', async () => {
    const on = opened();
    on.render(<Rows of={five} />);
    await shows(on, five);
    await on.screen.write('\u001B[3;1Hsomebody else\r\n\r\n\r\n\r\nscrolls');
    on.terminal.repaint();
    await shows(on, five);
  });

  test.each([
    ['smaller', 8, 4],
    ['lower alone', 12, 4],
    ['larger', 20, 9],
    ['narrower and higher', 8, 9],
  ])('for a window that became %s', async (_, columns, rows) => {
    const on = opened();
    const { rerender } = on.render(<Rows of={five} />);
    await shows(on, five);
    on.resize(columns, rows);
    on.terminal.repaint();
    const wanted = Array.from({ length: rows - 1 }, (_, row) => `row ${row}`);
    rerender(<Rows of={wanted} columns={columns} />);
    await shows(on, wanted);
    expect(on.terminal.size()).toEqual({ columns, rows });
  });
});

describe('the modes of the terminal', () => {
  const theirs = {
    alternateScreen: false,
    bracketedPaste: false,
    cursorHidden: false,
    mouse: false,
    applicationCursorKeys: false,
    changed: [],
  };

  test('are the console’s while it has it, and as before afterwards, also when it is given back twice', async () => {
    const on = opened();
    await on.rows();
    expect(on.screen.modes()).toMatchObject({
      alternateScreen: true,
      bracketedPaste: true,
      cursorHidden: true,
      mouse: true,
    });
    expect(on.keyboard).toEqual({ reading: true, raw: true });
    on.terminal.restore();
    on.terminal.restore();
    await on.rows();
    expect(on.screen.modes()).toEqual(theirs);
    expect(on.keyboard).toEqual({ reading: false, raw: false });
  });

  test('leave the mouse alone where it is not wanted, and while something is to be selected', async () => {
    const mouse = async (on: InkTerminal) => {
      await on.rows();
      return on.screen.modes().mouse;
    };
    expect(await mouse(opened({ mouse: false }))).toBe(false);
    const on = opened();
    const takeBack = on.terminal.releaseMouse();
    expect(await mouse(on)).toBe(false);
    on.terminal.restore();
    on.terminal.enter();
    expect(await mouse(on)).toBe(false);
    takeBack();
    expect(await mouse(on)).toBe(true);
    on.terminal.setMouse(false);
    on.terminal.releaseMouse()();
    expect(await mouse(on)).toBe(false);
  });

  test('a text field may place the cursor, and the next frame is still in its place', async () => {
    function Field({ text }: { text: string }): ReactElement {
      const { setCursorPosition } = useCursor();
      setCursorPosition({ x: 3, y: 1 });
      return <Rows of={['label', text, 'below']} />;
    }
    const on = opened();
    const { rerender } = on.render(<Field text="abc" />);
    await shows(on, ['label', 'abc', 'below']);
    rerender(<Field text="abcd" />);
    await shows(on, ['label', 'abcd', 'below']);
    const { cursorX, cursorY } = on.screen.xterm.buffer.active;
    expect([cursorX, cursorY]).toEqual([3, 1]);
    expect(on.screen.modes().cursorHidden).toBe(false);
  });
});

describe('the background of the terminal', () => {
  test('is what it answers', async () => {
    expect(await opened({ answers: true }).terminal.background()).toBe('dark');
  });

  test('is asked for before the console is there, where nothing echoes the answer, and not again', async () => {
    const did: string[] = [];
    askEarly(
      { setRawMode: (on: boolean) => did.push(`raw ${on}`) } as unknown as NodeJS.ReadStream,
      { write: (text: string) => did.push(text) } as unknown as NodeJS.WriteStream,
    );
    expect(did).toEqual(['raw true', question]);
    const on = opened();
    const asked = on.terminal.background(true);
    on.type('\u001B]11;rgb:ffff/ffff/ffff\u0007\u001B[?62;22c');
    expect(await asked).toBe('light');
    expect(on.sent()).not.toContain(question);
  });

  test('is unknown where it says only what it is, or nothing in time', async () => {
    const on = opened();
    const asked = on.terminal.background();
    on.type('\u001B[?62;22c');
    expect(await asked).toBeUndefined();
    vi.useFakeTimers();
    const silent = opened().terminal.background();
    vi.advanceTimersByTime(100);
    vi.useRealTimers();
    expect(await silent).toBeUndefined();
  });
});
