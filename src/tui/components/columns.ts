import { widthOf } from './fit.ts';
import { type Cell, cellWidth } from './text.tsx';

/** One column of a table. Columns are one space apart. */
export interface Column<Row> {
  readonly id: string;
  /** The heading, in uppercase. */
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** The cell of a row. `width`: the available columns, for texts with a short form and for graphs. */
  readonly cell: (row: Row, width: number) => Cell;
  /** Minimum legible width: other columns are dropped before this one gets narrower. */
  readonly min: number;
  /** Maximum width. */
  readonly max?: number;
  /** Order in which columns are dropped when space is short, highest first; never dropped if absent. */
  readonly drop?: number;
  /** Gets the remaining width, up to `max`: a trend. */
  readonly grow?: boolean;
  readonly sorted?: 'down' | 'up' | undefined;
}

export interface LaidColumn<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

/** Columns needed to show every cell in full; at least the width of the heading. */
function needOf<Row>(column: Column<Row>, rows: readonly Row[]): number {
  const { title, sorted, min, max = Number.POSITIVE_INFINITY, cell, grow } = column;
  let need = widthOf(title) + (sorted ? 1 : 0);
  if (grow) return Math.max(need, min);
  for (const row of rows) need = Math.max(need, cellWidth(cell(row, max)));
  return Math.min(need, Math.max(max, widthOf(title)));
}

/**
 * Which columns a table of `width` columns shows, and how wide: first the least important columns are
 * dropped, then the others get what they need; no cell is truncated while another column has more than it
 * needs.
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
  // The smallest gaps are filled first, so that few columns are truncated.
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
