import type { Sort } from '../ui/ui-state.ts';
import { widthOf } from './fit.ts';
import type { Cell } from './text.tsx';
import { cellWidth } from './text.tsx';

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
  /** A cell is shown in full up to this width, before columns that can be dropped get any space; by default `min`. */
  readonly keep?: number;
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
    return { column, need, width: Math.min(need, column.keep ?? column.min) };
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

/** One column of a list: its cells and sort order. `Looks`: what all cells of a frame share. */
export interface ListColumn<Row, Looks> extends Omit<Column<Row>, 'title' | 'cell' | 'sorted'> {
  readonly cell: (row: Row, looks: Looks, width: number) => Cell;
  /** Sort key, lowest first, unknown ones always last; without it the incoming order. @param now ms since the epoch */
  readonly rank?: (row: Row, now: number) => string | number | undefined;
  /** Sorts the highest first, for numbers. */
  readonly down?: true;
  /** The default sort column; the first column if no column has this. */
  readonly usual?: true;
  /** Hidden if no row has a value. */
  readonly has?: (row: Row) => unknown;
  /** Hidden if it does not fit or has no meaning here. */
  readonly when?: (looks: Looks) => boolean;
}

/** Sorts rows by a column, or by the default. @param tie order of equal rows; the incoming order if absent */
export function sortRows<Row, Looks>(
  columns: readonly ListColumn<Row, Looks>[],
  rows: readonly Row[],
  { column, reversed }: Sort,
  now: number,
  tie?: (row: Row) => string,
): readonly Row[] {
  const by = sortedBy(columns, column);
  const direction = (by?.down ? -1 : 1) * (reversed ? -1 : 1);
  return rows
    .map((row, place) => ({ row, rank: by?.rank ? by.rank(row, now) : place, tie: tie?.(row) ?? place }))
    .sort((a, b) => compareRanks(a.rank, b.rank, direction) || compare(a.tie, b.tie))
    .map(({ row }) => row);
}

const sortedBy = <Row, Looks>(columns: readonly ListColumn<Row, Looks>[], column: string | undefined) =>
  columns.find(({ id }) => id === column) ?? columns.find(({ usual }) => usual) ?? columns[0];

/** Made for the first two texts that are compared: it reads language data, 6 ms, and few lists begin by a text. */
let collator: Intl.Collator | undefined;

function compareRanks(a: string | number | undefined, b: string | number | undefined, direction: number) {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return direction * compare(a, b);
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'string' && typeof b === 'string') {
    collator ??= new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
    return collator.compare(a, b);
  }
  return a === b ? 0 : a < b ? -1 : 1;
}

/** The chosen columns in their order; when space is short, the last ones are dropped first. */
const chooseColumns = <Row, Looks, Id extends string>(
  columns: readonly (ListColumn<Row, Looks> & { readonly id: Id })[],
  chosen: readonly string[],
  looks: Looks,
) =>
  chosen.flatMap((id, drop) => {
    const all = columns.filter((column) => column.id === id);
    const one = all.find(({ when }) => !when || when(looks)) ?? all[0];
    if (!one) return [];
    const { when, has, ...column } = one;
    return [{ ...column, drop } as ListColumn<Row, Looks> & { readonly id: Id }];
  });

/** The columns that are shown. @param isOff rows drawn in gray */
export function shownColumns<Row, Looks, Id extends string>(
  columns: readonly (ListColumn<Row, Looks> & { readonly id: Id })[],
  titles: Readonly<Record<Id, string>>,
  looks: Looks,
  { sort, rows = [], isOff, chosen }: ShownOptions<Row>,
): readonly Column<Row>[] {
  const by = sort && sortedBy(columns, sort.column)?.id;
  /** What the user sorts by is shown, also without values and before others. */
  const isWanted = (id: Id) => id === by && id === sort?.column;
  return (chosen ? chooseColumns(columns, chosen, looks) : columns)
    .filter(({ id, has, when }) => {
      const isKnown = isWanted(id) || !has || rows.some((row) => has(row) !== undefined);
      return isKnown && (!when || when(looks));
    })
    .map(({ id, cell, rank, down = false, usual, has, when, drop = 0, ...layout }) => ({
      ...layout,
      ...(!isWanted(id) && { drop }),
      id,
      title: titles[id],
      cell(row, width) {
        const said = cell(row, looks, width);
        return typeof said === 'string' && isOff?.(row) ? { text: said, role: 'muted' } : said;
      },
      sorted: sort && id === by ? (down === sort.reversed ? 'up' : 'down') : undefined,
    }));
}

interface ShownOptions<Row> {
  readonly sort?: Sort;
  readonly rows?: readonly Row[];
  readonly isOff?: (row: Row) => unknown;
  /** Ids that the preferences name. */
  readonly chosen?: readonly string[] | undefined;
}
