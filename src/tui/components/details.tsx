import { Box } from 'ink';
import { isValidElement, type ReactElement, useContext, useLayoutEffect } from 'react';
import { useConsole, useSize, useTheme, useUi } from '../context.tsx';
import { useClick } from '../hooks/use-input.ts';
import { widthOf } from './fit.ts';
import { Panel, type PanelProps, positionOf } from './panel.tsx';
import { Scrolled, useScroll } from './scroll.tsx';
import { type Cell, Line, RoomContext, Text } from './text.tsx';

/** Terminals this wide show details beside the list. */
export const splitFrom = 120;

/** Columns of the details beside a list: enough for two figures per row without truncating the list. */
const paneOf = (columns: number): number => Math.min(60, Math.max(42, Math.round(columns * 0.35)));

/** @param width columns of its panel; `focused`: whether it has the keyboard */
type Pane = (width: number, focused: boolean) => ReactElement;

export interface SplitProps {
  readonly list: Pane;
  /** undefined if nothing is selected. */
  readonly details: Pane | undefined;
}

/** A list with the details of the selected row: beside it, or in its place once opened. */
export function Split({ list, details }: SplitProps): ReactElement {
  const { columns } = useSize();
  const open = useUi((ui) => ui.detail);
  if (!details) return list(columns, true);
  if (columns < splitFrom) return (open ? details : list)(columns, true);
  const pane = paneOf(columns);
  return (
    <Box flexGrow={1}>
      <Box width={columns - pane} flexDirection="column">
        {list(columns - pane, !open)}
      </Box>
      <Box width={pane} flexDirection="column">
        {details(pane, open)}
      </Box>
    </Box>
  );
}

export const wheelStep = 3;

interface ScrollViewProps extends Omit<PanelProps, 'foot' | 'width'> {
  readonly foot?: string | undefined;
  readonly width?: number;
}

/**
 * A panel whose content scrolls: with PgUp and PgDn while details have the focus (`detailTop` of the ui state), and
 * with the wheel. If the content does not fit, its position is on the border, with `foot` where there is room.
 */
export function ScrollView({ children, foot, ...panel }: ScrollViewProps): ReactElement {
  const { ui } = useConsole();
  const { glyphs } = useTheme();
  const { columns } = useSize();
  const top = useUi((state) => state.detailTop);
  const box = useScroll();
  const scroll = (to: number) => ui.dispatch({ type: 'set', ui: { detailTop: Math.max(0, to) } });
  // Any render may have changed the height of the content.
  useLayoutEffect(() => {
    if (box.shown > 0 && ui.snapshot().detailTop > box.last) scroll(box.last);
  });
  useClick(box.view, (at) => 'wheel' in at && scroll(top + at.wheel * wheelStep));
  const position = positionOf(box.all, top, box.shown, glyphs);
  const both = [position, foot].filter(Boolean).join(' · ');
  return (
    <Panel {...panel} foot={widthOf(both) + 6 <= (panel.width ?? columns) ? both : (position ?? foot)}>
      <Scrolled of={box} top={top} grow>
        {children}
      </Scrolled>
    </Panel>
  );
}

interface Labelled {
  readonly label: string;
  /** The row is omitted if false or undefined. A function gets the columns beside the label. */
  readonly value: Cell | ReactElement | ((width: number) => ReactElement) | false | undefined;
}

/** A label with its value, a full row, or an empty row. */
export type Detail = Labelled | ReactElement | 'blank' | false | undefined;

const isLabelled = (row: Detail): row is Labelled => typeof row === 'object' && 'label' in row;

interface DetailsProps {
  readonly rows: readonly Detail[];
  /** Total columns. */
  readonly width?: number;
}

/** The details of one item: labels in a column, values beside them, wrapped and never truncated. */
export function Details({ rows, width = 0 }: DetailsProps): ReactElement {
  const shown = rows.filter((row) => row && !(isLabelled(row) && (row.value ?? false) === false));
  const labels = Math.max(0, ...shown.filter(isLabelled).map(({ label }) => widthOf(label))) + 2;
  const room = useContext(RoomContext);
  return (
    <Box flexDirection="column">
      {shown.map((row, index) => {
        // Rows have no key other than their index.
        const key = index;
        if (!isLabelled(row))
          return (
            <Box key={key} minHeight={1} flexShrink={0}>
              {row !== 'blank' && row}
            </Box>
          );
        const value = typeof row.value === 'function' ? row.value(width - labels) : row.value;
        return (
          <Box key={key}>
            <Box width={labels} flexShrink={0}>
              <Text role="muted">{row.label}</Text>
            </Box>
            <RoomContext value={room && room - labels}>
              <Box flexGrow={1}>{isValidElement(value) ? value : <Line of={value || ''} wrap="wrap" />}</Box>
            </RoomContext>
          </Box>
        );
      })}
    </Box>
  );
}
