import { Box } from 'ink';
import type { ReactElement } from 'react';
import { useSize, useUi } from '../context.tsx';

/** From this many columns on, details are beside the list. */
export const splitFrom = 120;

/** Columns of the details beside a list: enough for two figures a row, and never so many that the list is cut. */
const paneOf = (columns: number): number => Math.min(60, Math.max(42, Math.round(columns * 0.35)));

export interface SplitProps {
  /** @param width columns of its panel; `focused`: has it the keys */
  readonly list: (width: number, focused: boolean) => ReactElement;
  /** undefined: nothing is selected. */
  readonly details: ((width: number, focused: boolean) => ReactElement) | undefined;
}

/** A list with the details of the selected row: beside it where there is room, in its place once they are opened. */
export function Split({ list, details }: SplitProps): ReactElement {
  const { columns } = useSize();
  const open = useUi((ui) => ui.detail);
  if (!details) return list(columns, true);
  if (columns < splitFrom) return open ? details(columns, true) : list(columns, true);
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
