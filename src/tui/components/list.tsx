import { Box, type DOMElement, measureElement } from 'ink';
import { type ReactElement, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useConsole, useIsBehind, useSize, useTheme, useUi } from '../context.tsx';
import { useClick } from '../hooks/use-input.ts';
import { memoize } from '../memoize.ts';
import type { ListAction, ListState } from '../ui/list-state.ts';
import { isList, type ListId } from '../ui/ui-state.ts';
import { listWords } from '../words/list.ts';
import { type Column, layoutColumns } from './columns.ts';
import { wheelStep } from './details.tsx';
import { framedFrom, Panel, type PanelProps, positionOf } from './panel.tsx';
import { keepSlots, leadWidth, rowLook, type Selection, Table } from './table.tsx';
import { Text } from './text.tsx';
import { type TextField, textIn } from './text-field.ts';

export interface ListPanelProps<Row> extends Pick<PanelProps, 'title' | 'flexGrow' | 'height'> {
  readonly screen: ListId;
  /** Counts on the border; the number of marks is appended. */
  readonly aside?: string | undefined;
  /** Text on the border below; by default the position in the list. */
  readonly footOf?: ((position: string | undefined) => string | undefined) | undefined;
  /** Filtered and sorted, in the order of the list state's ids. */
  readonly rows: readonly Row[];
  /** The total without the filter. */
  readonly all?: number | undefined;
  /** Shown above the items, in the panel. */
  readonly head?: ReactNode;
  /** Shown instead of the items if there are none. */
  readonly empty: ReactNode;
  /** Columns of the panel; by default the width of the terminal. */
  readonly width?: number | undefined;
  /** Whether the list has the cursor keys; true by default. */
  readonly focused?: boolean | undefined;
  /** Act that a double click runs. */
  readonly open?: string | undefined;
  /** Rows above and below the items: headings, the number of others. */
  readonly above?: number;
  readonly below?: number;
  /** Rows of an item if there is room for so many rows; 1 by default. */
  readonly tallIn?: (rows: number) => number;
  /** Rows of each item, where they differ. */
  readonly rowsOf?: ((row: Row) => number) | undefined;
  readonly children: (view: ListView<Row>) => ReactNode;
}

/** The items around the cursor, as they are drawn. */
interface ListView<Row> {
  readonly rows: readonly Row[];
  /** Place of the first. */
  readonly top: number;
  readonly list: ListState;
  /** Columns inside the border. */
  readonly width: number;
  readonly focused: boolean;
  /** Rows of an item. */
  readonly tall: number;
}

/** Visible items; before the first measurement an estimate of what the frame leaves. */
const heightOf = (list: ListState, down: number): number =>
  Number.isFinite(list.height) ? list.height : Math.max(1, down - 9);

/** The items that fit, from `top` on, or from further down where the selected one would not be among them. */
function windowOf<Row>(rows: readonly Row[], list: ListState, height: number, rowsOf: (row: Row) => number) {
  const tallAt = (place: number) => rowsOf(rows[place] as Row);
  const index = Math.min(list.index, rows.length - 1);
  let [top, end, left] = [index, index + 1, height - tallAt(index)];
  while (top > list.top && tallAt(top - 1) <= left) {
    top -= 1;
    left -= tallAt(top);
  }
  for (; end < rows.length && left > 0; end += 1) left -= tallAt(end);
  return { top, shown: rows.slice(top, end) };
}

/** A list in its panel: measures its height, draws the items around the cursor, handles the mouse. */
export function ListPanel<Row>(props: ListPanelProps<Row>): ReactElement {
  const { screen, rows, title, footOf, open = 'show-detail', above = 0, below = 0, tallIn, rowsOf } = props;
  const { ui, perform } = useConsole();
  const { glyphs } = useTheme();
  const { columns: across, rows: down } = useSize();
  const list = useUi((state) => state.lists[screen]);
  const field = useUi((state) => (isList(screen) ? state.filters[screen] : undefined));
  const focused = !useIsBehind() && (props.focused ?? true);
  const update = (action: ListAction) => ui.dispatch({ type: 'list', screen, action });
  const body = useRef<DOMElement>(null);
  const [tall, setTall] = useState(1);
  useLayoutEffect(() => {
    if (!body.current || rows.length === 0) return;
    const room = measureElement(body.current).height - above - below;
    const each = tallIn?.(room) ?? 1;
    const height = Math.floor(room / each);
    setTall(each);
    if (height > 0 && height !== ui.snapshot().lists[screen].height) update({ type: 'sized', height });
  });

  const height = heightOf(list, down);
  const selected = rowsOf && list;
  const { top, shown } = useMemo(
    () =>
      rowsOf && selected && rows.length > 0
        ? windowOf(rows, selected, height, rowsOf)
        : { top: list.top, shown: rows.slice(list.top, list.top + height) },
    [rows, list.top, height, rowsOf, selected],
  );
  useClick(body, (at) => {
    if ('wheel' in at) return update({ type: 'moved', by: at.wheel * Math.ceil(wheelStep / tall) });
    let end = above;
    const place = shown.findIndex((row) => {
      end += rowsOf?.(row) ?? tall;
      return at.row < end;
    });
    const id = ui.snapshot().lists[screen].ids[top + place];
    if (at.row < above || place < 0 || id === undefined) return;
    update({ type: 'moved-to', id });
    if (at.double) perform(open);
  });
  const words = listWords();
  const counts = props.all === undefined ? String(rows.length) : words.itemOf(rows.length, props.all);
  const aside = [props.aside, list.marks.size > 0 && words.markedCount(list.marks.size)].filter(Boolean);
  const position = positionOf(rows.length, top, rowsOf ? shown.length : height, glyphs);
  const width = (props.width ?? across) - (across >= framedFrom ? 2 : 0);
  const { height: fixed, flexGrow = 1 } = props;
  return (
    <Box
      flexDirection="column"
      flexShrink={1}
      minHeight={above + below + (across >= framedFrom ? 3 : 2)}
      {...{ flexGrow, ...(fixed !== undefined && { height: fixed }) }}
      {...(props.width !== undefined && { width: props.width })}
    >
      {field && <FilterLine field={field} counts={counts} />}
      <Panel
        title={title}
        aside={aside.length > 0 ? aside.join(' · ') : undefined}
        foot={footOf ? footOf(position) : position}
        focused={focused}
        padding={0}
        flexGrow={1}
      >
        {props.head}
        {/* Its height is what the panel leaves, never what the items take: two lists would measure each other. */}
        <Box ref={body} flexDirection="column" flexGrow={1} flexBasis={0} overflowY="hidden">
          {rows.length > 0 ? props.children({ rows: shown, top, list, width, focused, tall }) : props.empty}
        </Box>
      </Panel>
    </Box>
  );
}

interface ListProps<Row> extends Omit<ListPanelProps<Row>, 'children' | 'above'> {
  /** Must be the same array while nothing changes, or each key redraws every cell. */
  readonly columns: readonly Column<Row>[];
  /** Whether the row belongs to the one above it: the new key of a rotation. */
  readonly pairOf?: ((row: Row) => boolean) | undefined;
  /** Without headings, to save a row. */
  readonly bare?: boolean | undefined;
}

/** A list whose items are the rows of a table. */
export function List<Row>({ columns, pairOf, bare = false, ...props }: ListProps<Row>): ReactElement {
  return (
    <ListPanel {...props} above={bare ? 0 : 1}>
      {(view) => <Rows {...{ view, columns, pairOf, bare, screen: props.screen, all: props.rows }} />}
    </ListPanel>
  );
}

interface RowsProps<Row> extends Pick<ListProps<Row>, 'screen' | 'columns' | 'pairOf' | 'bare'> {
  readonly view: ListView<Row>;
  readonly all: readonly Row[];
}

/** Up to this many rows, all are measured for the column widths, so that scrolling does not move columns. */
const maxMeasured = 200;

function Rows<Row>({ view, screen, columns, all, pairOf, bare }: RowsProps<Row>): ReactElement {
  const { rows, width, focused } = view;
  const { ui } = useConsole();
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew for another width
  const needed = useMemo(() => new Map<string, number>(), [width]);
  const laid = useMemo(
    () =>
      all.length > maxMeasured
        ? layoutColumns(columns, rows, width - leadWidth, needed)
        : layoutColumns(columns, all, width - leadWidth),
    [columns, all, rows, width, needed],
  );
  const slotted = useMemo(() => memoize(keepSlots()), []);
  const selection = useMemo((): Selection => {
    const slots = () => {
      const state = ui.snapshot();
      const list = state.lists[screen];
      return slotted(list.ids, list.top, heightOf(list, state.rows));
    };
    return {
      subscribe: ui.subscribe,
      slots,
      lookOf(slot) {
        const { top, index, ids, marks } = ui.snapshot().lists[screen];
        const marked = marks.size > 0 && marks.has(ids[top + slots().indexOf(slot)] ?? '');
        return rowLook(slots()[index - top] === slot, marked, focused);
      },
    };
  }, [ui, focused, screen, slotted]);
  const head = useRef<DOMElement>(null);
  useClick(head, (at) => {
    if ('wheel' in at || at.row > 0 || bare) return;
    let right = leadWidth;
    const column = laid.find((one) => {
      right += one.width + 1;
      return at.column < right;
    })?.column;
    if (!column) return;
    if (column.sorted) ui.dispatch({ type: 'sort-reversed', screen });
    else ui.dispatch({ type: 'sorted', screen, column: column.id });
  });
  return (
    <Box ref={head} flexShrink={0}>
      <Table {...{ columns: laid, rows, width, selection, pairOf, bare }} />
    </Box>
  );
}

interface FilterLineProps {
  readonly field: TextField;
  /** Number of matches and the total. */
  readonly counts: string;
}

/** The filter above a list, while it is typed or hides rows. */
export function FilterLine({ field, counts }: FilterLineProps): ReactElement | null {
  const { glyphs } = useTheme();
  const typing = useUi((ui) => ui.filtering);
  if (!typing && textIn(field) === '') return null;
  const { filterKeys } = listWords();
  return (
    <Box height={1} flexShrink={0} paddingX={1} gap={1}>
      <Text role="accent" bold>
        /
      </Text>
      <Box flexGrow={1}>
        <Text wrap="truncate-start">
          {typing ? `${field.before}${glyphs.caret}${field.after}` : textIn(field)}
        </Text>
      </Box>
      <Box flexShrink={0}>
        <Text role="muted">{` ${counts}   ${typing ? filterKeys.typing : filterKeys.kept}`}</Text>
      </Box>
    </Box>
  );
}
