import { Box } from 'ink';
import * as inkTable from 'ink-table';
import {
  type ComponentType,
  createContext,
  type PropsWithChildren,
  type ReactElement,
  use,
  useMemo,
} from 'react';
import { fitText } from '../text/fit.ts';
import type { Line as LineText } from '../text/line.ts';
import type { Column } from './column.ts';
import { Line } from './line.tsx';

export interface TableRow {
  readonly line: LineText;
  readonly selected: boolean;
}

interface TableProps {
  readonly columns: readonly Column[];
  /** The visible window. */
  readonly rows: readonly TableRow[];
  readonly width: number;
}

/** The one line per row that a cell needs; ink-table itself never sees what is in it. */
const Shown = createContext<Pick<TableProps, 'columns' | 'rows' | 'width'> | undefined>(undefined);

/**
 * Columns side by side, with their gaps, in the order given; the cells of rows come from `rowLine`.
 * ink-table measures by `.length`, hashes each row and neither cuts nor scrolls: it gets tokens of fixed width for
 * the visible rows, the same ones until the window or the columns change, and never runs when only words change.
 */
export function Table({ columns, rows, width }: TableProps): ReactElement {
  const layout = columns.map((column) => `${column.name}:${column.width}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `layout` stands for what is read of the columns
  const table = useMemo(() => {
    const names = columns.map((_, index) => String(index));
    const data = rows.map((_, row) =>
      Object.fromEntries(columns.map((column, index) => [names[index], String(row).padEnd(column.width)])),
    );
    return <InkTable data={data} columns={names} cell={Cell} header={Heading} skeleton={Nothing} />;
  }, [layout, rows.length]);
  return (
    <Shown value={{ columns, rows, width }}>
      <Box flexDirection="column" width={width} height={rows.length + 1} flexShrink={0}>
        {table}
      </Box>
    </Shown>
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
  cell: (props: CellProps) => ReactElement | null;
  header: (props: PropsWithChildren) => ReactElement | null;
  skeleton: (props: PropsWithChildren) => ReactElement | null;
}>;

/** The first cell of a row draws all of it: one node instead of one for each column. */
function Cell({ column, children }: CellProps): ReactElement | null {
  return column === 0 ? <RowLine place={Number.parseInt(String(children), 10)} /> : null;
}

function RowLine({ place }: { place: number }): ReactElement | null {
  const shown = use(Shown);
  const row = shown?.rows[place];
  return shown && row ? <Line line={row.line} width={shown.width} inverse={row.selected} /> : null;
}

function Heading({ children }: PropsWithChildren): ReactElement | null {
  const shown = use(Shown);
  if (!shown || String(children).trim() !== '0') return null;
  const titles = shown.columns.map(({ name, width, align }) => fitText(name, width, align));
  return <Line line={[{ text: titles.join(' '), style: 'dim' }]} width={shown.width} />;
}

const Nothing = () => null;
