import { Box } from 'ink';
import { isValidElement, type ReactElement } from 'react';
import { widthOf } from './fit.ts';
import { type Cell, Line, Text } from './text.tsx';

/** A label with what belongs to it, a row of its own, or an empty row. */
export type Detail =
  | { readonly label: string; readonly value: Cell | ReactElement }
  | ReactElement
  | 'blank'
  | undefined;

/** What is known of one item: labels in a column, values beside them, wrapped and never cut. */
export function Details({ rows }: { readonly rows: readonly Detail[] }): ReactElement {
  const labels = rows.flatMap((row) => (row && typeof row === 'object' && 'label' in row ? [row.label] : []));
  const width = Math.max(0, ...labels.map(widthOf)) + 2;
  return (
    <Box flexDirection="column">
      {rows.map((row, index) => {
        // Rows have no other name than their place.
        const key = index;
        if (row === undefined) return null;
        if (row === 'blank') return <Box key={key} height={1} flexShrink={0} />;
        if (!('label' in row)) return <Box key={key}>{row}</Box>;
        return (
          <Box key={key}>
            <Box width={width} flexShrink={0}>
              <Text role="muted">{row.label}</Text>
            </Box>
            <Box flexGrow={1}>
              {isValidElement(row.value) ? row.value : <Line of={row.value} wrap="wrap" />}
            </Box>
          </Box>
        );
      })}
    </Box>
  );
}
