import { Box } from 'ink';
import type { ReactElement } from 'react';
import { useTheme } from '../../context.tsx';
import { fitText, widthOf } from '../fit.ts';
import { Line } from '../text.tsx';

export interface ChartRow {
  readonly label: string;
  readonly value: number;
  /** Figures at the right, one a column. */
  readonly texts: readonly string[];
}

/** Narrower bars say nothing: the figures stand alone then. */
const leastBar = 3;
const mostBar = 24;
const gap = 2;

interface BarChartProps {
  readonly rows: readonly ChartRow[];
  readonly width: number;
}

/** The largest of something side by side: label, bar, figures under each other. */
export function BarChart({ rows, width }: BarChartProps): ReactElement {
  const ascii = useTheme().graphs === 'ascii';
  const figures = (rows[0]?.texts ?? []).map((_, place) =>
    Math.max(...rows.map(({ texts }) => widthOf(texts[place] ?? ''))),
  );
  const right = figures.reduce((sum, it) => sum + it + gap, 0) - (gap - 1);
  const longest = Math.max(0, ...rows.map(({ label }) => widthOf(label)));
  const room = width - longest - right - 1;
  const hasBars = room >= leastBar;
  const max = Math.max(0, ...rows.map(({ value }) => value));
  const barOf = (value: number): string => {
    if (value <= 0) return '';
    const cells = Math.round((value / max) * Math.min(mostBar, room));
    return cells === 0 ? (ascii ? '.' : '▏') : (ascii ? '#' : '▇').repeat(cells);
  };
  return (
    <Box flexDirection="column">
      {rows.map(({ label, value, texts }) => (
        <Line
          key={label}
          width={width}
          of={[
            { text: fitText(label, hasBars ? longest : width - right) },
            { text: hasBars ? ` ${barOf(value).padEnd(room)}` : '', role: 'accent' },
            {
              text: ` ${figures.map((it, place) => fitText(texts[place] ?? '', it, 'right')).join(' '.repeat(gap))}`,
            },
          ]}
        />
      ))}
    </Box>
  );
}
