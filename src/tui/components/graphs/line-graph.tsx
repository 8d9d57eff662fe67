import { Box, useIsScreenReaderEnabled } from 'ink';
import type { ReactElement } from 'react';
import { useTheme } from '../../context.tsx';
import type { Role } from '../../theme.ts';
import { Line } from '../text.tsx';
import { fitValues, type GraphKind, lineRows, type Values } from './cells.ts';
import { ticksOf, tickText } from './time-axis.ts';

export interface LineGraphProps {
  /** One value a bucket from `from` to `to`; undefined after the last known one. */
  readonly values: Values;
  /** On the same buckets: what is expected, drawn as dots. */
  readonly forecast?: Values;
  /** The value of the top of the scale. */
  readonly max: number;
  readonly from: number;
  readonly to: number;
  /** Columns of all, with the scale. */
  readonly width: number;
  /** Rows of all, with the axis and the times below it. */
  readonly height: number;
  readonly text: (value: number) => string;
  readonly role?: Role;
}

const axes: Readonly<Record<'box' | 'ascii', { tick: string; corner: string; line: string; below: string }>> =
  {
    box: { tick: '┤', corner: '┼', line: '─', below: '┬' },
    ascii: { tick: '|', corner: '+', line: '-', below: '+' },
  };

/** A value over time up to now, and what is expected after it, between a scale and an axis of times. */
export function LineGraph({
  values,
  forecast,
  max,
  from,
  to,
  width,
  height,
  text,
  role = 'accent',
}: LineGraphProps): ReactElement | null {
  const spoken = useIsScreenReaderEnabled();
  const { graphs } = useTheme();
  const axis = axes[graphs === 'ascii' ? 'ascii' : 'box'];
  const rows = Math.max(1, height - 2);
  const gutter = Math.max(text(max).length, text(0).length);
  const plot = Math.max(1, width - gutter - 2);
  const drawn = withForecast(lineRows(values, plot, rows, graphs, max), forecast ?? [], max, graphs);
  const ticks = ticksOf(from, to, plot);
  const line = Array.from({ length: plot }, (_, column) =>
    ticks.some((tick) => tick.column === column && column > 0) ? axis.below : axis.line,
  );
  const times = tickText(ticks, plot + 2, true);
  if (spoken) return null;
  return (
    <Box flexDirection="column">
      {drawn.map((row, place) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a picture have no other name
          key={place}
          width={width}
          of={[
            { text: `${scaleText(place, rows, max, text).padStart(gutter)} ${axis.tick}`, role: 'muted' },
            { text: row, role },
          ]}
        />
      ))}
      <Line
        width={width}
        of={{ text: `${text(0).padStart(gutter)} ${axis.corner}${line.join('')}`, role: 'muted' }}
      />
      <Line width={width} of={{ text: `${' '.repeat(gutter)}${times}`, role: 'muted' }} />
    </Box>
  );
}

/** Thirds of the scale where they have rows, else halves. */
function scaleText(row: number, rows: number, max: number, text: (value: number) => string): string {
  const parts = rows % 3 === 0 ? 3 : rows % 2 === 0 ? 2 : 1;
  const each = rows / parts;
  return row % each === 0 ? text(max * (1 - row / rows)) : '';
}

function withForecast(
  rows: readonly string[],
  forecast: Values,
  max: number,
  kind: GraphKind,
): readonly string[] {
  const width = rows[0]?.length ?? 0;
  const heights = fitValues(forecast, width).map((value) =>
    value === undefined || max <= 0
      ? undefined
      : Math.min(rows.length - 1, Math.floor((value / max) * rows.length)),
  );
  const dot = kind === 'ascii' ? '.' : '·';
  return rows.map((row, place) =>
    [...row]
      .map((cell, column) => (cell === ' ' && heights[column] === rows.length - 1 - place ? dot : cell))
      .join(''),
  );
}
