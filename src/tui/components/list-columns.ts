import type { Sort } from '../ui/ui-state.ts';
import type { Column } from './columns.ts';
import type { Cell } from './text.tsx';

/** One column of a list: what it says and how rows are sorted by it. `Looks`: what the cells of a frame have in common. */
export interface ListColumn<Row, Looks> extends Omit<Column<Row>, 'title' | 'cell' | 'sorted'> {
  readonly cell: (row: Row, looks: Looks, width: number) => Cell;
  /** Lower comes first; absent: rows stay in the order they came in. @param now ms since the epoch */
  readonly rank?: (row: Row, now: number) => string | number;
  /** The highest come first: figures. */
  readonly down?: true;
  /** What the list is sorted by at first; absent: by its first column. */
  readonly usual?: true;
  /** Left out where no row has it. */
  readonly has?: (row: Row) => unknown;
  /** Left out where there is no room for it, or it says nothing. */
  readonly when?: (looks: Looks) => boolean;
}

/** The rows sorted by a column, without one as usual. @param tie what equal ones are sorted by; absent: as they came */
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
    .map((row, place) => ({ row, rank: by?.rank?.(row, now) ?? place, tie: tie?.(row) ?? place }))
    .sort((a, b) => direction * compare(a.rank, b.rank) || compare(a.tie, b.tie))
    .map(({ row }) => row);
}

const sortedBy = <Row, Looks>(columns: readonly ListColumn<Row, Looks>[], column: string | undefined) =>
  columns.find(({ id }) => id === column) ?? columns.find(({ usual }) => usual) ?? columns[0];

const { compare: compareTexts } = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  return a === b ? 0 : a < b ? -1 : 1;
}

/** The columns that are shown. @param isOff its texts are grey */
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
