import { Box, useIsScreenReaderEnabled } from 'ink';
import type { ReactElement } from 'react';
import { useTheme } from '../../context.tsx';
import { fitText, widthOf } from '../fit.ts';
import { Line } from '../text.tsx';
import type { GraphKind } from './cells.ts';

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

/** A bar of at most `width` columns; a thin one for what is too little for a cell. */
export function chartBar(value: number, max: number, width: number, kind: GraphKind): string {
  if (value <= 0 || max <= 0) return '';
  const cells = Math.round((value / max) * width);
  if (cells === 0) return kind === 'ascii' ? '.' : '▏';
  return (kind === 'ascii' ? '#' : '▇').repeat(cells);
}

/** The largest of something side by side: label, bar, figures under each other. */
export function BarChart({
  rows,
  width,
}: {
  readonly rows: readonly ChartRow[];
  readonly width: number;
}): ReactElement {
  const { graphs } = useTheme();
  const spoken = useIsScreenReaderEnabled();
  const figures = Array.from({ length: Math.max(0, ...rows.map(({ texts }) => texts.length)) }, (_, place) =>
    Math.max(...rows.map(({ texts }) => widthOf(texts[place] ?? ''))),
  );
  const right = figures.reduce((sum, it) => sum + it + gap, 0) - (gap - 1);
  const longest = Math.max(0, ...rows.map(({ label }) => widthOf(label)));
  const room = width - longest - right - 1;
  const hasBars = room >= leastBar && !spoken;
  const bar = Math.min(mostBar, room);
  const labels = hasBars ? longest : width - right;
  const max = Math.max(0, ...rows.map(({ value }) => value));
  return (
    <Box flexDirection="column">
      {rows.map(({ label, value, texts }) => {
        const cells = figures.map((it, place) => fitText(texts[place] ?? '', it, 'right'));
        return (
          <Line
            key={label}
            width={width}
            of={[
              { text: fitText(label, labels) },
              ...(hasBars
                ? [{ text: ` ${chartBar(value, max, bar, graphs).padEnd(room)}`, role: 'accent' as const }]
                : []),
              { text: ` ${cells.join(' '.repeat(gap))}` },
            ]}
          />
        );
      })}
    </Box>
  );
}
