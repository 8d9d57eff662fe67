import { Box, type DOMElement, measureElement } from 'ink';
import { type ReactElement, type ReactNode, useCallback, useLayoutEffect, useMemo, useRef } from 'react';
import { useConsole, useIsBehind, useSize, useTheme, useUi } from '../context.tsx';
import { useClick } from '../hooks/use-mouse.ts';
import { remember } from '../remember.ts';
import type { ListAction, ListState } from '../ui/list-state.ts';
import { isList, type ListId, listOf, type UiState } from '../ui/ui-state.ts';
import { listWords } from '../words/list.ts';
import { type Column, layoutColumns } from './columns.ts';
import { wheelStep } from './details.tsx';
import { framedFrom, Panel, type PanelProps, positionOf } from './panel.tsx';
import { keepSlots, leadWidth, rowLook, type Selection, Table } from './table.tsx';
import { Text } from './text.tsx';
import { type TextField, textIn } from './text-field.ts';

interface ListProps<Row> extends Pick<PanelProps, 'title' | 'flexGrow' | 'height'> {
  readonly screen: ListId;
  /** Counts on the border; the number of marks is appended. */
  readonly aside?: string | undefined;
  /** Must be the same array while nothing changes, or each key redraws every cell. */
  readonly columns: readonly Column<Row>[];
  /** Filtered and sorted, in the order of the list state's ids. */
  readonly rows: readonly Row[];
  /** The total without the filter. */
  readonly all?: number | undefined;
  /** Shown above the table, in the panel. */
  readonly head?: ReactNode;
  /** Shown instead of the table if there are no rows. */
  readonly empty: ReactNode;
  /** Whether the row belongs to the one above it: the new key of a rotation. */
  readonly pairOf?: ((row: Row) => boolean) | undefined;
  /** Columns of the panel; by default the width of the terminal. */
  readonly width?: number | undefined;
  /** Whether the list has the cursor keys; true by default. */
  readonly focused?: boolean | undefined;
  /** Act that a double click runs. */
  readonly open?: string | undefined;
  /** Without headings, to save a row. */
  readonly bare?: boolean | undefined;
}

const none: readonly never[] = [];
/** Up to this many rows, all are measured for the column widths, so that scrolling does not move columns. */
const mostMeasured = 200;

/** Visible rows; before the first measurement an estimate of what the frame leaves. */
const heightOf = (list: ListState, down: number): number =>
  list.height > 1 ? list.height : Math.max(1, down - 9);

/** A list in its panel: measures its height, shows the rows around the cursor, handles keyboard and mouse. */
export function List<Row>(props: ListProps<Row>): ReactElement {
  const { screen, title, columns, rows, empty, head, pairOf, open = 'show-detail', bare = false } = props;
  const { ui, perform } = useConsole();
  const { glyphs } = useTheme();
  const { columns: across, rows: down } = useSize();
  const behind = useIsBehind();
  const stateOf = useCallback((state: UiState) => listOf(state, screen), [screen]);
  const update = (action: ListAction) => ui.dispatch({ type: 'list', screen, action });
  const list = useUi(stateOf);
  const field = useUi((state) => (isList(screen) ? state.filters[screen] : undefined));
  const focused = (props.focused ?? true) && !behind;
  const headRows = bare ? 0 : 1;
  const width = (props.width ?? across) - (across >= framedFrom ? 2 : 0);

  const body = useRef<DOMElement>(null);
  useLayoutEffect(() => {
    if (!body.current || rows.length === 0) return;
    const height = measureElement(body.current).height - headRows;
    if (height > 0 && height !== stateOf(ui.snapshot()).height) update({ type: 'sized', height });
  });

  const height = heightOf(list, down);
  const shown = useMemo(
    () => (rows.length === 0 ? none : rows.slice(list.top, list.top + height)),
    [rows, list.top, height],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew for another width
  const needed = useMemo(() => new Map<string, number>(), [width]);
  const laid = useMemo(
    () =>
      rows.length > mostMeasured
        ? layoutColumns(columns, shown, width - leadWidth, needed)
        : layoutColumns(columns, rows, width - leadWidth),
    [columns, rows, shown, width, needed],
  );
  const slotted = useMemo(() => remember(keepSlots()), []);
  const selection = useMemo((): Selection => {
    const slots = () => {
      const state = ui.snapshot();
      const { ids, top } = stateOf(state);
      return slotted(ids, top, heightOf(stateOf(state), state.rows));
    };
    return {
      subscribe: ui.subscribe,
      slots,
      lookOf(slot) {
        const { top, index, ids, marks } = stateOf(ui.snapshot());
        const marked = marks.size > 0 && marks.has(ids[top + slots().indexOf(slot)] ?? '');
        return rowLook(slots()[index - top] === slot, marked, focused);
      },
    };
  }, [ui, focused, stateOf, slotted]);
  const sortAt = (x: number) => {
    let right = leadWidth;
    const column = laid.find((one) => {
      right += one.width + 1;
      return x < right;
    })?.column;
    if (!column) return;
    if (column.sorted) ui.dispatch({ type: 'sort-reversed', screen });
    else ui.dispatch({ type: 'sorted', screen, column: column.id });
  };
  useClick(body, (at) => {
    if ('wheel' in at) return update({ type: 'moved', by: at.wheel * wheelStep });
    if (at.row < headRows) return sortAt(at.column);
    const id = stateOf(ui.snapshot()).ids[list.top + at.row - headRows];
    if (id === undefined) return;
    update({ type: 'moved-to', id });
    if (at.double) perform(open);
  });
  const words = listWords();
  const counts = props.all === undefined ? String(rows.length) : words.itemOf(rows.length, props.all);
  const aside = [props.aside, list.marks.size > 0 && words.markedCount(list.marks.size)].filter(Boolean);
  return (
    <Box
      flexDirection="column"
      flexGrow={props.flexGrow ?? 1}
      flexShrink={1}
      {...(props.height === undefined ? {} : { height: props.height })}
    >
      {field && <FilterLine field={field} counts={counts} />}
      <Panel
        title={title}
        aside={aside.length > 0 ? aside.join(' · ') : undefined}
        foot={positionOf(rows.length, list.top, height, glyphs)}
        focused={focused}
        padding={0}
        flexGrow={1}
      >
        {head}
        <Box ref={body} flexDirection="column" flexGrow={1}>
          {rows.length > 0 ? (
            <Table {...{ columns: laid, rows: shown, width, selection, pairOf, bare }} />
          ) : (
            empty
          )}
        </Box>
      </Panel>
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
    <Box height={1} flexShrink={0} paddingX={1} gap={2}>
      <Text role="accent" bold>
        /
      </Text>
      <Box flexGrow={1}>
        <Text wrap="truncate-start">
          {typing ? `${field.before}${glyphs.caret}${field.after}` : textIn(field)}
        </Text>
      </Box>
      <Box flexShrink={0}>
        <Text role="muted">{`${counts}   ${typing ? filterKeys.typing : filterKeys.kept}`}</Text>
      </Box>
    </Box>
  );
}
