import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLineBook, placeholderOf } from '../../src/tui-old/frame/line-book.ts';
import { paintRows } from '../../src/tui-old/frame/paint-rows.ts';
import { createTerminalScreen } from '../helpers/terminal-screen.ts';

const columns = 12;

async function shown(frames: readonly (readonly (string | null)[])[]): Promise<string[]> {
  const screen = createTerminalScreen(columns, 4, () => {});
  await screen.write('\u001B[?7l');
  let before: readonly (string | null)[] | undefined;
  for (const frame of frames) {
    await screen.write(paintRows(before, frame, columns));
    before = frame;
  }
  const text = screen.text();
  screen.dispose();
  return text.split('\n').map((row) => row.trimEnd());
}

describe('painting rows', () => {
  test('nothing is sent when nothing changed', () => {
    expect(paintRows(['a', 'b'], ['a', 'b'], columns)).toBe('');
  });

  test('only the changed row is sent', () => {
    const bytes = paintRows(['one', 'two'], ['one', 'TWO'], columns);
    expect(bytes).toContain('TWO');
    expect(bytes).not.toContain('one');
  });

  test('a full row keeps its last character', async () => {
    expect(await shown([['xxxxxxxxxxxx'], ['abcdefghijkl']])).toEqual(['abcdefghijkl', '', '', '']);
    // Many terminals would erase it with the cursor on it.
    expect(paintRows([''], ['abcdefghijkl'], columns)).not.toContain('\u001B[K');
    expect(paintRows([''], ['abcdefghijk'], columns)).toContain('\u001B[K');
  });

  test('a secret that is longer than a row goes on in the next, and leaves it clean', async () => {
    const key = 'k'.repeat(20);
    const frames = [
      ['old', 'old', 'old'],
      [key, null, 'end'],
      ['new', 'new', 'new'],
    ];
    expect(await shown(frames.slice(0, 2))).toEqual(['kkkkkkkkkkkk', 'kkkkkkkk', 'end', '']);
    expect(await shown(frames)).toEqual(['new', 'new', 'new', '']);
  });

  test('after any frames the screen shows the last one', async () => {
    const row = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: columns }),
      fc.constant('部署'),
    );
    const frame = fc.array(row, { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 5 }), async (frames) => {
        const last = frames.at(-1) ?? [];
        const wanted = Array.from({ length: 4 }, (_, place) => (last[place] ?? '').trimEnd());
        expect(await shown(frames)).toEqual(wanted);
      }),
      { seed: 8, numRuns: 100 },
    );
  });
});

describe('the line book', () => {
  test('puts lines where Ink has laid them out, side by side and one below the other', () => {
    const book = createLineBook();
    book.write(0, { text: '\u001B[1mab  \u001B[0m', width: 4 });
    book.write(9, { text: 'right', width: 5 });
    expect(book.fill(`${placeholderOf(0)}     ${placeholderOf(9)}\n\n${placeholderOf(0)}`)).toEqual([
      '\u001B[1mab  \u001B[0m  right',
      '',
      '\u001B[1mab  \u001B[0m',
    ]);
  });

  test('leaves the rows to the terminal over which a long secret flows, and no others', () => {
    const book = createLineBook();
    book.write(0, { text: 'k'.repeat(20), width: 12, flows: 1 });
    expect(book.fill(`${placeholderOf(0)}\n\n\nend`)).toEqual(['k'.repeat(20), null, '', 'end']);
  });
});
