import { Box, useIsScreenReaderEnabled } from 'ink';
import { type ReactElement, useMemo } from 'react';
import { useTheme } from '../../context.tsx';
import { shortNumber } from '../../numbers.ts';
import type { Role } from '../../theme.ts';
import { Line } from '../text.tsx';
import { areaRows, highest, sparkText, type Values } from './cells.ts';
import { ticksOf, tickText } from './time-axis.ts';

/** A row of its own under the area, on the same times: `err`, `tok`. */
export interface GraphRow {
  readonly label: string;
  readonly values: Values;
  readonly role: Role;
}

export interface AreaGraphProps {
  readonly values: Values;
  readonly rows?: readonly GraphRow[];
  /** Columns of all, with the scale. */
  readonly width: number;
  /** Rows of the area alone. */
  readonly height: number;
  /** Times of the first and the last column, ms; without them there are none below. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** How a value of the scale reads. */
  readonly text?: (value: number) => string;
  /** No scale at the left. */
  readonly bare?: boolean;
  readonly role?: Role;
}

const leastGutter = 4;

/** Labels of the scale from the top: the highest value, half of it where a row is in the middle, zero. */
export function scaleOf(max: number, height: number, text: (value: number) => string): readonly string[] {
  const middle = height >= 5 && height % 2 === 1 ? (height - 1) / 2 : -1;
  return Array.from({ length: height }, (_, row) => {
    if (row === height - 1) return text(0);
    if (row === 0) return text(max);
    return row === middle ? text(max / 2) : '';
  });
}

/** Values over time as stacked blocks, with a scale, rows of their own below (errors), and times. Nothing to a screen reader. */
export function AreaGraph({
  values,
  rows = [],
  width,
  height,
  from,
  to,
  text = shortNumber,
  bare = false,
  role = 'accent',
}: AreaGraphProps): ReactElement | null {
  const spoken = useIsScreenReaderEnabled();
  const { graphs } = useTheme();
  const max = highest(values) ?? 0;
  const scale = scaleOf(max, height, text);
  const labels = [...scale, ...rows.map(({ label }) => label)];
  const gutter = bare ? 0 : Math.max(leastGutter, ...labels.map(({ length }) => length)) + 1;
  const plot = Math.max(1, width - gutter);
  const area = useMemo(
    () => areaRows(values, plot, height, graphs, max),
    [values, plot, height, graphs, max],
  );
  const aside = (label: string) => (bare ? [] : [{ text: label, role: 'muted' as const }]);
  const times = from === undefined || to === undefined ? undefined : tickText(ticksOf(from, to, plot), plot);
  if (spoken) return null;
  return (
    <Box flexDirection="column">
      {area.map((row, place) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a picture have no other name
          key={place}
          width={width}
          of={[...aside(`${(scale[place] ?? '').padStart(gutter - 1)} `), { text: row, role }]}
        />
      ))}
      {rows.map((row) => (
        <Line
          key={row.label}
          width={width}
          of={[
            ...aside(row.label.padEnd(gutter)),
            { text: sparkText(row.values, plot, graphs), role: row.role },
          ]}
        />
      ))}
      {times !== undefined && (
        <Line width={width} of={{ text: `${' '.repeat(gutter)}${times}`, role: 'muted' }} />
      )}
    </Box>
  );
}
