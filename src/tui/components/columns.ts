import { widthOf } from './fit.ts';
import { type Cell, cellWidth } from './text.tsx';

/** One column of a table. Columns are one space apart. */
export interface Column<Row> {
  readonly id: string;
  /** The heading, in capitals. */
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** What a row says here. `width`: the columns it gets, for what can be said shorter or drawn to size. */
  readonly cell: (row: Row, width: number) => Cell;
  /** Columns below which nothing is legible: before a column gets less, others are dropped. */
  readonly min: number;
  /** Never wider, even where there is room. */
  readonly max?: number;
  /** May be dropped where there is little room: the highest first. Absent: always there. */
  readonly drop?: number;
  /** Takes what no other column needs, up to `max`: a trend. */
  readonly grow?: boolean;
  readonly sorted?: 'down' | 'up' | undefined;
}

export interface LaidColumn<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

/** Columns that a row needs to be whole; as wide as its head at least. */
function needOf<Row>(column: Column<Row>, rows: readonly Row[]): number {
  const { title, sorted, min, max = Number.POSITIVE_INFINITY, cell, grow } = column;
  let need = widthOf(title) + (sorted ? 1 : 0);
  if (grow) return Math.max(need, min);
  for (const row of rows) need = Math.max(need, cellWidth(cell(row, max)));
  return Math.min(need, Math.max(max, widthOf(title)));
}

/**
 * Which columns a table of `width` columns shows, and how wide: first the least important ones go, then the rest gets
 * what it needs, and no cell is cut while another column has more than it needs.
 * @param rows those that are measured
 * @param needed what was measured before, by id of the column, where `rows` are only the visible ones: columns that
 *   grow and shrink while the list scrolls would be hard to read
 */
export function layoutColumns<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  needed?: Map<string, number>,
): readonly LaidColumn<Row>[] {
  let kept = columns.map((column) => {
    const need = Math.max(needOf(column, rows), needed?.get(column.id) ?? 0);
    needed?.set(column.id, need);
    return { column, need, width: Math.min(need, column.min) };
  });
  const spare = () => width - kept.reduce((sum, { width: own }) => sum + own + 1, -1);
  while (spare() < 0) {
    const first = kept.reduce((a, b) => ((b.column.drop ?? 0) > (a.column.drop ?? 0) ? b : a));
    if (!first.column.drop) break;
    kept = kept.filter((one) => one !== first);
  }
  // The smallest gaps are filled first, so that as few columns as possible are cut.
  let left = Math.max(0, spare());
  const cutShort = kept
    .filter((one) => one.need > one.width)
    .sort((a, b) => a.need - a.width - (b.need - b.width));
  for (const one of cutShort) {
    const given = Math.min(one.need - one.width, left);
    one.width += given;
    left -= given;
  }
  for (const one of kept) {
    if (!one.column.grow || left === 0) continue;
    const given = Math.min(left, (one.column.max ?? Number.POSITIVE_INFINITY) - one.width);
    one.width += given;
    left -= given;
  }
  return kept;
}
