import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { expect, test } from 'vitest';
import { createStore } from '../../../src/store/store.ts';
import type { Console } from '../../../src/tui/act.ts';
import { Unbroken } from '../../../src/tui/components/unbroken.tsx';
import { ConsoleContext, ThemeContext } from '../../../src/tui/context.tsx';
import { createTheme } from '../../../src/tui/theme.ts';
import { initialUiState, reduceUi } from '../../../src/tui/ui/ui-state.ts';
import { type InkTerminal, inkTerminal } from '../../helpers/ink-terminal.ts';
import { until } from '../../helpers/until.ts';

const columns = 12;
const key = 'sk-0123456789abcdefghijklmnop';

function Shown({ above = [], text }: { above?: readonly string[]; text: string }): ReactElement {
  const ui = createStore(reduceUi, initialUiState(columns, 9));
  return (
    <ConsoleContext value={{ ui } as Console}>
      <ThemeContext value={createTheme({ env: { TERM: 'xterm-256color' } })}>
        <Box flexDirection="column" width={columns} height={8}>
          {above.map((line) => (
            <Text key={line}>{line}</Text>
          ))}
          <Unbroken role="accent">{text}</Unbroken>
          <Text>below</Text>
        </Box>
      </ThemeContext>
    </ConsoleContext>
  );
}

/** The lines as a person selects them: rows that the terminal wrapped are one. */
async function lines(on: InkTerminal): Promise<string[]> {
  await on.rows();
  const buffer = on.screen.xterm.buffer.active;
  const found: string[] = [];
  for (let row = 0; row < on.screen.xterm.rows; row += 1) {
    const line = buffer.getLine(row);
    const text = line?.translateToString(true) ?? '';
    if (line?.isWrapped) found.push(`${found.pop()}${text}`);
    else found.push(text);
  }
  return found.filter(Boolean);
}
const opened = () => {
  const on = inkTerminal({ columns, rows: 9 });
  on.terminal.enter();
  return on;
};

test('a key longer than a row is one line for the terminal', async () => {
  const on = opened();
  on.render(<Shown text={key} />);
  await until(async () => expect(await lines(on)).toEqual([key, 'below']));
  expect((await on.rows()).slice(0, 4)).toEqual(['sk-012345678', '9abcdefghijk', 'lmnop', 'below']);
});

test('it stays one when it moves or changes, and leaves clean rows when it goes', async () => {
  const on = opened();
  const { rerender } = on.render(<Shown above={['a', 'b']} text={'x'.repeat(30)} />);
  await until(async () => expect(await lines(on)).toEqual(['a', 'b', 'x'.repeat(30), 'below']));
  rerender(<Shown above={['a']} text={'x'.repeat(30)} />);
  await until(async () => expect(await lines(on)).toEqual(['a', 'x'.repeat(30), 'below']));
  rerender(<Shown above={['a']} text={`${'x'.repeat(26)}yz`} />);
  await until(async () => expect(await lines(on)).toEqual(['a', `${'x'.repeat(26)}yz`, 'below']));
  rerender(<Shown above={['a', 'b', 'c', 'd']} text="short" />);
  await until(async () => expect(await lines(on)).toEqual(['a', 'b', 'c', 'd', 'short', 'below']));
  expect(on.screen.modes().changed).toContain(7);
});

test('a key of exactly the width of two rows keeps its last character', async () => {
  const on = opened();
  on.render(<Shown text={key.slice(0, 24)} />);
  await until(async () => expect(await lines(on)).toEqual([key.slice(0, 24), 'below']));
  expect(on.sent()).not.toMatch(/g\u001B\[[0-9;]*m?\u001B\[K/);
});

test('a web address is one link over all its rows; nothing else is', async () => {
  const url = 'https://example.net/?code=1;2';
  const on = opened();
  const { rerender } = on.render(<Shown text={url} />);
  await until(async () => expect(await lines(on)).toEqual([url, 'below']));
  const links = [...on.sent().matchAll(/\u001B\]8;(id=\w+);([^\u0007]+)\u0007/g)];
  expect(links).toHaveLength(3);
  expect(new Set(links.map(([, id, to]) => `${id} ${to}`)).size).toBe(1);
  expect(links[0]?.[2]).toBe(url);
  const before = on.sent().length;
  rerender(<Shown text={`javascript:${key}`} />);
  await until(async () => expect((await lines(on))[0]).toBe(`javascript:${key}`));
  expect(on.sent().slice(before)).not.toContain('\u001B]8;');
});

test('no text from outside can flow or link', async () => {
  const on = opened();
  on.render(<Shown text={'\u001B]8;flow=1:at=0:more;https://evil.example\u0007click\u001B]8;;\u0007 me'} />);
  await until(async () => expect(await lines(on)).toEqual(['click me', 'below']));
  expect(on.sent()).not.toMatch(/evil|flow/);
});

test('rows cut for another width do not push the rows below them away', async () => {
  const on = opened();
  on.render(<Shown text={key} />);
  await until(async () => expect(await lines(on)).toEqual([key, 'below']));
  on.resize(8, 9);
  on.terminal.repaint();
  // Until it is cut anew, each row ends where the screen does.
  await until(async () =>
    expect((await on.rows()).slice(0, 4)).toEqual(['sk-01238', '9abcdefk', 'lmnop', 'below']),
  );
});
