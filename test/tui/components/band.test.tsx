import { Box } from 'ink';
import { render } from 'ink-testing-library';
import { expect, test, vi } from 'vitest';
import type { Column } from '../../../src/tui/components/columns.ts';
import { keepSlots, rowLook, Table } from '../../../src/tui/components/table.tsx';
import { Line, Text } from '../../../src/tui/components/text.tsx';
import type { Look } from '../draw.tsx';

// Read once, when the module that writes colors is loaded.
vi.hoisted(() => {
  process.env.FORCE_COLOR = '3';
  process.env.COLORTERM = 'truecolor';
});
const { drawn, draw, staged } = await import('../draw.tsx');

const columns: readonly Column<string>[] = [
  { id: 'name', title: 'NAME', min: 6, cell: (name) => name },
  { id: 'state', title: 'STATE', min: 8, cell: () => [{ text: '✕', role: 'danger' }, { text: ' broken' }] },
];
const laid = columns.map((column) => ({ column, width: column.min }));

function show(look: Look, focused = true) {
  let [top, index] = [0, 0];
  const listeners = new Set<() => void>();
  const selection = {
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    slots: () => [0, 1],
    lookOf: (place: number) => rowLook(top + place === index, false, focused),
  };
  const table = (rows: readonly string[]) =>
    staged(
      <Box>
        <Table columns={laid} rows={rows} width={20} selection={selection} />
      </Box>,
      look,
    );
  const { lastFrame, rerender } = render(table(['one', 'two']));
  return {
    lines: () => (lastFrame() ?? '').split('\n').map((line) => line.replaceAll('\u001b', '^')),
    async move(to: number, from: number, rows: readonly string[]) {
      [top, index] = [from, to];
      for (const listener of listeners) listener();
      rerender(table(rows));
      await drawn();
    },
  };
}

test('the selected row is one band from border to border, its states bold and without color', () => {
  const { lines } = show({ env: { COLORTERM: 'truecolor' } });
  const band = '^[48;2;95;175;215m';
  expect(lines()[1]).toBe(`^[1m${band}^[38;2;0;0;0m▸^[22m one    ^[1m✕^[22m broken   ^[39m^[49m`);
  expect(lines()[2]).toBe('  two    ^[38;2;255;135;135m✕^[39m broken');
});

test('a wrapped text has its color on every line, and no line begins with the space before it', () => {
  const look = { env: { COLORTERM: 'truecolor' }, columns: 8 };
  const red = (line: string) => `^[38;2;255;135;135m${line}^[39m`;
  for (const text of [
    <Text key="text" role="danger">
      1 broken 2 all
    </Text>,
    <Line key="line" of={{ text: '1 broken 2 all', role: 'danger' }} wrap="wrap" />,
  ]) {
    expect(draw(text, look).replaceAll('\u001b', '^').split('\n')).toEqual([red('1 broken'), red('2 all')]);
  }
});

test('without colors the band is inverse', () => {
  const { lines } = show({ env: { NO_COLOR: '1' } });
  expect(lines()[1]).toBe('^[7m^[1m▸^[22m one    ^[1m✕^[22m broken   ^[27m');
});

test('a list without the focus keeps the sign and bold letters', () => {
  const { lines } = show({ env: { COLORTERM: 'truecolor' } }, false);
  expect(lines()[1]).not.toContain('48;2');
  expect(lines()[1]).toContain('^[1m▸');
});

test('after a page every cell of the selected row is on the band, also where its text did not change', async () => {
  const { lines, move } = show({ env: { NO_COLOR: '1' } });
  await move(3, 2, ['three', 'four']);
  expect(lines()[2]).toBe('^[7m^[1m▸^[22m four   ^[1m✕^[22m broken   ^[27m');
  expect(lines()[1]).toBe('  three  ^[1m✕^[22m broken');
});

test('a row keeps its slot while it is in the window, and one that comes takes a free one', () => {
  const slots = keepSlots();
  const ids = ['a', 'b', 'c', 'd', 'e'];
  expect(slots(ids, 0, 3)).toEqual([0, 1, 2]);
  expect(slots(ids, 1, 3)).toEqual([1, 2, 0]);
  expect(slots(['b', 'a', 'd', 'c'], 0, 4)).toEqual([1, 3, 0, 2]);
  expect(slots(ids, 3, 3)).toEqual([0, 1]);
});
