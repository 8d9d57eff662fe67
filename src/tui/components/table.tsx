import { Box, useIsScreenReaderEnabled } from 'ink';
import * as inkTable from 'ink-table';
import {
  type ComponentType,
  createContext,
  memo,
  type PropsWithChildren,
  type ReactElement,
  useContext,
  useMemo,
  useSyncExternalStore,
} from 'react';
import { useTheme } from '../context.tsx';
import type { Role, Theme } from '../theme.ts';
import { spokenWords } from '../words/spoken.ts';
import type { Column, LaidColumn } from './columns.ts';
import { type Cell, fitCell, type Span, Spans, Text } from './text.tsx';

/** How the rows of the window stand out. Cells ask it themselves, so that a moved cursor draws two rows anew. */
export interface Selection {
  readonly subscribe: (listener: () => void) => () => void;
  /** @param row its place in the window */
  readonly lookOf: (row: number) => RowLook;
}

export type RowLook = 'plain' | 'marked' | 'selected' | 'selected-marked' | 'kept' | 'kept-marked';

/** `kept`: selected in a list that has not the focus. */
export const rowLook = (selected: boolean, marked: boolean, focused: boolean): RowLook =>
  selected ? `${focused ? 'selected' : 'kept'}${marked ? '-marked' : ''}` : marked ? 'marked' : 'plain';

export interface TableProps<Row> {
  readonly columns: readonly LaidColumn<Row>[];
  /** The rows in the visible window. */
  readonly rows: readonly Row[];
  /** Columns of the whole table; rows are bands of this width. */
  readonly width: number;
  readonly selection: Selection;
  /** Belongs to the row above it. */
  readonly pairOf?: ((row: Row) => boolean) | undefined;
  /** Without headings. */
  readonly bare?: boolean | undefined;
}

/** Columns before the first one: where the cursor and the marks are. */
export const leadWidth = 2;

/**
 * Headings and rows, laid out by ink-table. It measures by `.length` and makes one text of a cell: so that text carries
 * its place and its roles as characters that are no text (`write`, `read`). What scrolls is written over the row that
 * is there, not put in its place (scripts/ink-table-esm.ts).
 */
function TableOf<Row>({ columns, rows, width, selection, pairOf, bare }: TableProps<Row>): ReactElement {
  const theme = useTheme();
  const used = columns.reduce((sum, column) => sum + column.width + 1, leadWidth - 1);
  const fill = ' '.repeat(Math.max(0, width - used));
  const end = columns.length - 1;
  const line = (place: number, lead: string, cellOf: (column: LaidColumn<Row>) => Cell) => [
    write(place, [{ text: lead }]),
    ...columns.map((column, index) => {
      const fitted = fitCell(cellOf(column), column.width, column.column.align, theme);
      return write(place, [...fitted, { text: index === end ? fill : ' ' }]);
    }),
  ];
  const head = line(0, '  ', ({ column }) => headingOf(column, theme));
  // The place of a heading only keeps two of them apart.
  const names = head.map((text, index) => String.fromCharCode(firstPlace + index) + text.slice(1));
  const data = rows.map((row, place) => {
    const lead = pairOf?.(row) ? theme.glyphs.pair : ' ';
    const texts = line(place, lead, ({ column, width: own }) => column.cell(row, own));
    return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
  });
  return (
    <SelectionContext value={selection}>
      <Box width={width} flexDirection="column" flexShrink={0}>
        <InkTable
          key={bare ? 'bare' : 'headed'}
          data={data}
          columns={names}
          cell={BodyCell}
          header={bare ? Nothing : HeadCell}
          skeleton={Nothing}
        />
      </Box>
    </SelectionContext>
  );
}

/** Draws again only for other rows, columns or widths: a moved cursor is no business of it. */
export const Table = memo(TableOf) as typeof TableOf;

const headingOf = <Row,>({ title, sorted }: Column<Row>, { glyphs }: Theme): Span =>
  sorted
    ? { text: title + (sorted === 'down' ? glyphs.sortedDown : glyphs.sortedUp), role: 'accent', bold: true }
    : { text: title, role: 'muted' };

const roles: readonly Role[] = ['text', 'accent', 'success', 'warning', 'danger', 'info', 'muted', 'border'];
/** Private-use characters: the place of a cell, always first. */
const firstPlace = 0xe000;
/** Noncharacters of Unicode, which no text has: the role of what follows, from here on; then the end of the text. */
const firstRole = 0xfdd0;
const ending = '\ufdef';
const noText = /[\ufdd0-\ufdef]/g;

/** Neighbors of the same role are one piece. */
function write(place: number, spans: readonly Span[]): string {
  let text = String.fromCharCode(firstPlace + place);
  let before = 0;
  for (const { text: own, role = 'text', bold } of spans) {
    const mark = firstRole + roles.indexOf(role) * 2 + (bold ? 1 : 0);
    if (mark !== before) text += String.fromCharCode(mark);
    text += own.replace(noText, '');
    before = mark;
  }
  return text + ending;
}

/** @param cell as ink-table gives it: with a space before and some behind */
function read(cell: string): { readonly place: number; readonly spans: readonly Span[] } {
  const parts = cell.slice(2, cell.indexOf(ending)).split(/(?=[\ufdd0-\ufdee])/);
  const spans = parts.map((part) => {
    const mark = part.charCodeAt(0) - firstRole;
    const role = roles[mark >> 1];
    return { text: part.slice(1), ...(role === 'text' ? {} : { role }), ...(mark % 2 ? { bold: true } : {}) };
  });
  return { place: cell.charCodeAt(1) - firstPlace, spans };
}

const SelectionContext = createContext<Selection>({ subscribe: () => () => {}, lookOf: () => 'plain' });

interface CellProps {
  /** 0: the lead. */
  readonly column: number;
  readonly children?: unknown;
}

const BodyCell = memo(({ column, children }: CellProps): ReactElement => {
  const selection = useContext(SelectionContext);
  const { place, spans } = useMemo(() => read(String(children)), [children]);
  const look = useSyncExternalStore(selection.subscribe, () => selection.lookOf(place));
  const selected = look.startsWith('selected');
  if (column === 0) return <Lead look={look} pair={spans[0]?.text ?? ''} />;
  return <Spans of={spans} selected={selected} bold={look.startsWith('kept') || undefined} />;
});

/** Cursor and mark of a row; in words where a screen reader speaks. */
function Lead({ look, pair }: { readonly look: RowLook; readonly pair: string }): ReactElement {
  const { glyphs } = useTheme();
  const spoken = useIsScreenReaderEnabled();
  const chosen = look.startsWith('selected') || look.startsWith('kept');
  const marked = look.endsWith('marked');
  if (spoken) {
    const says = spokenWords();
    const parts = [chosen && says.selected, marked && says.marked, pair.trim() !== '' && says.pair];
    return <Text>{parts.filter(Boolean).join(' ')}</Text>;
  }
  const spans = [
    { text: chosen ? glyphs.selected : pair, bold: chosen },
    { text: marked ? glyphs.marked : ' ', ...(marked ? { role: 'accent' as const } : {}) },
  ];
  return <Spans of={spans} selected={look.startsWith('selected')} />;
}

const HeadCell = memo(({ children }: CellProps) => <Spans of={read(String(children)).spans} />);

/** Ink-table's lines between rows and columns: there are none. */
const Nothing = memo(() => null);

/** As an ES module (scripts/ink-table-esm.ts) its default export is the component itself. */
const InkTable = inkTable.default as unknown as ComponentType<{
  data: Record<string, string>[];
  columns: string[];
  cell: ComponentType<CellProps>;
  header: ComponentType<CellProps>;
  skeleton: ComponentType<PropsWithChildren>;
}>;
