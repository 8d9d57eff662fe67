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
  useRef,
  useSyncExternalStore,
} from 'react';
import { useTheme } from '../context.tsx';
import type { Role, Theme } from '../theme.ts';
import { spokenWords } from '../words/spoken.ts';
import type { Column, LaidColumn } from './columns.ts';
import { type Cell, fitCell, type Span, Spans, Text } from './text.tsx';

/** Highlights of the visible rows. Cells subscribe to it, so that moving the cursor redraws only two rows. */
export interface Selection {
  readonly subscribe: (listener: () => void) => () => void;
  /** The slot of each visible row (`keepSlots`). */
  readonly slots: () => readonly number[];
  /** @param slot number of the row */
  readonly lookOf: (slot: number) => RowLook;
}

type RowLook = 'plain' | 'marked' | 'selected' | 'selected-marked' | 'kept' | 'kept-marked';

/** `kept`: selected in a list without the focus. */
export const rowLook = (selected: boolean, marked: boolean, focused: boolean): RowLook =>
  selected ? `${focused ? 'selected' : 'kept'}${marked ? '-marked' : ''}` : marked ? 'marked' : 'plain';

interface TableProps<Row> {
  readonly columns: readonly LaidColumn<Row>[];
  /** The rows in the visible window. */
  readonly rows: readonly Row[];
  /** Total columns of the table; a highlighted row is this wide. */
  readonly width: number;
  readonly selection: Selection;
  /** Whether the row belongs to the one above it. */
  readonly pairOf?: ((row: Row) => boolean) | undefined;
  /** Without headings. */
  readonly bare?: boolean | undefined;
}

/** Columns before the first one, for cursor and marks. */
export const leadWidth = 2;

/** A row keeps its slot while it is visible; a new row takes the slot of one that left. */
export function keepSlots(): (ids: readonly string[], top: number, height: number) => readonly number[] {
  let slots = new Map<string, number>();
  return (ids, top, height) => {
    const shown = ids.slice(top, top + height);
    const kept = new Set(shown.map((id) => slots.get(id)));
    const free = shown.map((_, slot) => slot).filter((slot) => !kept.has(slot));
    slots = new Map(shown.map((id) => [id, slots.get(id) ?? free.shift() ?? 0]));
    return [...slots.values()];
  };
}

/**
 * Headings and rows, laid out by ink-table. It measures by `.length` and turns a cell into one string, so
 * that string encodes the slot and the roles as non-text characters (`write`, `read`). A row that scrolls
 * keeps its component, and a row that becomes visible reuses the component of one that left
 * (scripts/ink-table-esm.ts).
 */
function TableOf<Row>({ columns, rows, width, selection, pairOf, bare }: TableProps<Row>): ReactElement {
  const theme = useTheme();
  const slots = selection.slots();
  // By slot: a row with unchanged cells is the same object and not redrawn.
  const drawn = useRef<Record<string, string>[]>([]);
  const used = columns.reduce((sum, column) => sum + column.width + 1, leadWidth - 1);
  const fill = ' '.repeat(Math.max(0, width - used));
  const end = columns.length - 1;
  const line = (slot: number, lead: string, cellOf: (column: LaidColumn<Row>) => Cell) => [
    write(slot, [{ text: lead }]),
    ...columns.map((column, index) => {
      const fitted = fitCell(cellOf(column), column.width, column.column.align, theme);
      return write(slot, [...fitted, { text: index === end ? fill : ' ' }]);
    }),
  ];
  const head = line(0, '  ', ({ column }) => headingOf(column, theme));
  // The slot of a heading only makes it unique.
  const names = head.map((text, index) => String.fromCharCode(firstSlot + index) + text.slice(1));
  const data = rows.map((row, place) => {
    const lead = pairOf?.(row) ? theme.glyphs.pair : ' ';
    const slot = slots[place] ?? place;
    const texts = line(slot, lead, ({ column, width: own }) => column.cell(row, own));
    const said = Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
    if (!shallowEqual(drawn.current[slot], said)) drawn.current[slot] = said;
    return drawn.current[slot] ?? said;
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

/** Redraws only for other rows, columns or widths, not for a moved cursor. */
export const Table = memo(TableOf) as typeof TableOf;

const headingOf = <Row,>({ title, sorted }: Column<Row>, { glyphs }: Theme): Span =>
  sorted
    ? { text: title + (sorted === 'down' ? glyphs.sortedDown : glyphs.sortedUp), role: 'accent', bold: true }
    : { text: title, role: 'muted' };

const roles: readonly Role[] = ['text', 'accent', 'success', 'warning', 'danger', 'info', 'muted', 'border'];
/** Private-use characters: the slot of the row, always first. */
const firstSlot = 0xe000;
/** Unicode noncharacters, which no text contains: the role of the following text, and the end of the text. */
const firstRole = 0xfdd0;
const ending = '\ufdef';
const noText = /[\ufdd0-\ufdef]/g;

/** Adjacent characters of one role form one piece. */
function write(slot: number, spans: readonly Span[]): string {
  let text = String.fromCharCode(firstSlot + slot);
  let before = 0;
  for (const { text: own, role = 'text', bold } of spans) {
    const mark = firstRole + roles.indexOf(role) * 2 + (bold ? 1 : 0);
    if (mark !== before) text += String.fromCharCode(mark);
    text += own.replace(noText, '');
    before = mark;
  }
  // Ink-table pads all cells of a column to the longest one: that rarely changes, and then redraws all of
  // them.
  return (text + ending).padEnd(Math.ceil((text.length + 1) / 32) * 32);
}

function shallowEqual(before: Record<string, string> | undefined, said: Record<string, string>): boolean {
  if (!before) return false;
  const names = Object.keys(said);
  return names.length === Object.keys(before).length && names.every((name) => before[name] === said[name]);
}

/** @param cell as passed by ink-table: with a space before it and padding after it */
function read(cell: string): { readonly slot: number; readonly spans: readonly Span[] } {
  const parts = cell.slice(2, cell.indexOf(ending)).split(/(?=[\ufdd0-\ufdee])/);
  const spans = parts.map((part) => {
    const mark = part.charCodeAt(0) - firstRole;
    const role = roles[mark >> 1];
    return { text: part.slice(1), ...(role === 'text' ? {} : { role }), ...(mark % 2 ? { bold: true } : {}) };
  });
  return { slot: cell.charCodeAt(1) - firstSlot, spans };
}

const SelectionContext = createContext<Selection>({
  subscribe: () => () => {},
  slots: () => [],
  lookOf: () => 'plain',
});

interface CellProps {
  /** 0: the lead. */
  readonly column: number;
  readonly children?: unknown;
}

const BodyCell = memo(({ column, children }: CellProps): ReactElement => {
  const { subscribe, lookOf } = useContext(SelectionContext);
  const { slot, spans } = useMemo(() => read(String(children)), [children]);
  const look = useSyncExternalStore(subscribe, () => lookOf(slot));
  const selected = look.startsWith('selected');
  if (column === 0) return <Lead look={look} pair={spans[0]?.text ?? ''} />;
  return <Spans of={spans} selected={selected} bold={look.startsWith('kept') || undefined} />;
});

/** Cursor and mark of a row; in words for a screen reader. */
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

/** Hides ink-table's lines between rows and columns. */
const Nothing = memo(() => null);

/** As an ES module (scripts/ink-table-esm.ts) its default export is the component itself. */
const InkTable = inkTable.default as unknown as ComponentType<{
  data: Record<string, string>[];
  columns: string[];
  cell: ComponentType<CellProps>;
  header: ComponentType<CellProps>;
  skeleton: ComponentType<PropsWithChildren>;
}>;
