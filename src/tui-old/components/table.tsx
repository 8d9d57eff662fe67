import { Box } from 'ink';
import * as inkTable from 'ink-table';
import type { ComponentType, PropsWithChildren, ReactElement } from 'react';
import { slotOf } from '../frame/shape.ts';
import type { Column } from './column.ts';
import { Place } from './place.tsx';

interface TableProps {
  readonly columns: readonly Pick<Column, 'name' | 'width'>[];
  /** Rows in the visible window. */
  readonly rows: number;
  readonly width: number;
}

/**
 * Room for a head and for the visible rows, laid out by ink-table. It measures by `.length`, hashes each row and
 * neither cuts nor scrolls: so it gets one token a cell, of the column's width and naming only the row's place in
 * the window, and runs again only when the window or the columns change. What a cell says is in the line book.
 */
export function Table({ columns, rows, width }: TableProps): ReactElement {
  const names = columns.map((_, index) => String(index));
  const data = Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(columns.map((column, index) => [names[index], String(row).padEnd(column.width)])),
  );
  const cell = ({ column, children }: CellProps) =>
    column === 0 ? (
      <Place slot={slotOf.table + 1 + Number.parseInt(String(children), 10)} width={width} />
    ) : null;
  const header = ({ children }: PropsWithChildren) =>
    String(children).trim() === '0' ? <Place slot={slotOf.table} width={width} /> : null;
  return (
    <Box flexDirection="column" width={width} height={rows + 1} flexShrink={0}>
      <InkTable data={data} columns={names} cell={cell} header={header} skeleton={Nothing} />
    </Box>
  );
}

interface CellProps {
  readonly column: number;
  readonly children?: unknown;
}

/** As an ES module (scripts/ink-table-esm.ts) its default export is the component itself. */
const InkTable = inkTable.default as unknown as ComponentType<{
  data: Record<string, string>[];
  columns: string[];
  /** The first cell of a row makes room for all of it: one node a row instead of one a cell. */
  cell: (props: CellProps) => ReactElement | null;
  header: (props: PropsWithChildren) => ReactElement | null;
  /** No lines around: one row of the screen for each row of the table. */
  skeleton: (props: PropsWithChildren) => ReactElement | null;
}>;

const Nothing = () => null;
