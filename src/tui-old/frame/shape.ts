import type { Column } from '../components/column.ts';
import { type Row, type View, widthOfTable } from '../view.ts';

/** Where things stand on the screen, without a word of what stands there: all that Ink has to lay out. */
export interface Shape {
  readonly columns: number;
  readonly rows: number;
  readonly head: number;
  /** Heights of the rows of the body when it is no table. */
  readonly body: readonly number[];
  readonly table:
    | {
        readonly columns: readonly Pick<Column, 'name' | 'width'>[];
        readonly above: number;
        readonly rows: number;
        readonly after: number;
        readonly width: number;
        readonly side: number;
        readonly sideWidth: number;
      }
    | undefined;
  readonly panel: readonly number[];
  readonly foot: number;
}

/** The first slot of each part of the screen; a part has fewer lines than lie between two of them. */
export const slotOf = {
  head: 0,
  body: 1000,
  table: 2000,
  side: 3000,
  panel: 4000,
  foot: 5000,
  below: 6000,
  above: 6100,
  after: 6200,
} as const;

export function shapeOf(view: View): Shape {
  const { columns, rows, head, body, panel, foot } = view;
  const heights = (list: readonly Row[]) =>
    list.map((row) => ('unbroken' in row ? Math.max(1, Math.ceil(row.unbroken.length / columns)) : 1));
  return {
    columns,
    rows,
    head: head.length,
    body: body.kind === 'rows' ? heights(body.rows) : [],
    table:
      body.kind === 'table'
        ? {
            columns: body.columns.map(({ name, width }) => ({ name, width })),
            above: body.above?.length ?? 0,
            rows: body.rows.length,
            after: body.after?.length ?? 0,
            width: widthOfTable(body, columns),
            side: body.side?.length ?? 0,
            sideWidth: body.sideWidth ?? 0,
          }
        : undefined,
    panel: heights(panel),
    foot: foot.length,
  };
}
