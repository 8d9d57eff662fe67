import type { Sort } from '../ui/ui-state.ts';
import type { Column } from './columns.ts';
import type { Cell } from './text.tsx';

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

const { compare: compareTexts } = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function compareRanks(a: string | number | undefined, b: string | number | undefined, direction: number) {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return direction * compare(a, b);
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  return a === b ? 0 : a < b ? -1 : 1;
}

/** The columns that are shown. @param isOff rows drawn in gray */
export function shownColumns<Row, Looks, Id extends string>(
  columns: readonly (ListColumn<Row, Looks> & { readonly id: Id })[],
  titles: Readonly<Record<Id, string>>,
  looks: Looks,
  { sort, rows = [], isOff }: ShownOptions<Row>,
): readonly Column<Row>[] {
  const by = sort && sortedBy(columns, sort.column)?.id;
  return columns
    .filter(({ has, when }) => (!when || when(looks)) && (!has || rows.some((row) => has(row) !== undefined)))
    .map(({ id, cell, rank, down = false, usual, has, when, ...layout }) => ({
      ...layout,
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
}
