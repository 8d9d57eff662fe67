import { expect, test } from 'vitest';
import { type Column, layoutColumns, shownColumns } from '../../../src/tui/components/columns.ts';

interface Row {
  readonly label: string;
  readonly state: string;
}
const column = (id: keyof Row | 'key' | 'trend', rest: Partial<Column<Row>> = {}): Column<Row> => ({
  id,
  title: id.toUpperCase(),
  min: 6,
  cell: (row) => (id === 'label' || id === 'state' ? row[id] : '7f3a…9c21'),
  ...rest,
});
const rows: readonly Row[] = [
  { label: 'team-a', state: '● active' },
  { label: 'nightly-tests-of-the-web-team', state: '◌ retiring 2 d' },
];
const widths = (columns: readonly Column<Row>[], width: number) =>
  Object.fromEntries(layoutColumns(columns, rows, width).map((one) => [one.column.id, one.width]));

test('a column is as wide as its longest cell, and its heading with the arrow of the order', () => {
  const columns = [column('label'), column('state', { title: 'A LONG HEADING', sorted: 'down' })];
  expect(widths(columns, 80)).toEqual({ label: 29, state: 15 });
});

test('the least important columns go before the others get less than they need to be legible', () => {
  const columns = [
    column('label', { min: 13 }),
    column('key', { min: 9, drop: 1 }),
    column('trend', { min: 6, drop: 2, grow: true, cell: () => '' }),
    column('state', { min: 14 }),
  ];
  expect(Object.keys(widths(columns, 80))).toEqual(['label', 'key', 'trend', 'state']);
  expect(Object.keys(widths(columns, 44))).toEqual(['label', 'key', 'state']);
  expect(Object.keys(widths(columns, 37))).toEqual(['label', 'state']);
});

test('no cell is cut while the row has free columns; only then the trend grows', () => {
  const columns = [
    column('label', { min: 13 }),
    column('trend', { min: 6, grow: true, max: 24, cell: () => '' }),
    column('state'),
  ];
  expect(widths(columns, 40)).toEqual({ label: 18, trend: 6, state: 14 });
  expect(widths(columns, 51)).toEqual({ label: 29, trend: 6, state: 14 });
  expect(widths(columns, 60)).toEqual({ label: 29, trend: 15, state: 14 });
  expect(widths(columns, 200)).toEqual({ label: 29, trend: 24, state: 14 });
});

test('a column never grows beyond its most', () => {
  expect(widths([column('label', { max: 20 })], 80)).toEqual({ label: 20 });
});

test('where only visible rows are measured, columns do not shrink while the list scrolls', () => {
  const needed = new Map<string, number>();
  const at = (row: number) =>
    layoutColumns([column('label')], rows.slice(row, row + 1), 80, needed)[0]?.width;
  expect([at(1), at(0)]).toEqual([29, 29]);
});

test('chosen columns are shown in their order, wherever they fit, and the last ones are dropped first', () => {
  const listed = [
    { id: 'label', cell: ({ label }: Row) => label, min: 6 },
    { id: 'key', cell: () => '7f3a…9c21', min: 9, when: () => false },
    { id: 'state', cell: () => 'short', min: 5, when: (wide: boolean) => !wide },
    { id: 'state', cell: ({ state }: Row) => state, min: 14, when: (wide: boolean) => wide },
  ] as const;
  const titles = { label: 'LABEL', key: 'KEY', state: 'STATE' };
  const shown = shownColumns(listed, titles, true, { chosen: ['state', 'key', 'label'] });
  expect(widths(shown, 80)).toEqual({ state: 14, key: 9, label: 29 });
  expect(widths(shown, 24)).toEqual({ state: 14, key: 9 });
});
