import { Box } from 'ink';
import type { ReactElement } from 'react';
import { day, hour, minute } from '../../../base/text/duration.ts';
import { useTheme } from '../../context.tsx';
import { shortNumber } from '../../numbers.ts';
import type { Role } from '../../theme.ts';
import { fitText, widthOf } from '../fit.ts';
import { Line, Text } from '../text.tsx';
import { areaRows, highest, sparkText, type Values } from './cells.ts';
import { words } from './words.ts';

/** Values over time in one row of `width` columns; zero is `·`, no data is blank. */
export function Spark(props: { readonly values: Values; readonly width: number }): ReactElement | null {
  const text = sparkText(props.values, props.width, useTheme().graphs);
  return text === '' ? null : <Text role="accent">{text}</Text>;
}

/** A separate row below the area, over the same times: `err`, `tok`. */
export interface GraphRow {
  readonly label: string;
  readonly values: Values;
  readonly role: Role;
}

interface AreaGraphProps {
  readonly values: Values;
  readonly rows?: readonly GraphRow[];
  /** Total columns, including the scale. */
  readonly width: number;
  /** Rows of the area only. */
  readonly height: number;
  /** Times of the first and the last column, ms; no time axis without them. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** No scale at the left. */
  readonly bare?: boolean;
  /** The values are percent: the scale ends at 100%, and dots show what is expected. */
  readonly percent?: { readonly ahead: Values };
}

const leastGutter = 4;

/** Labels of the scale from the top: the highest value, half of it where a row is in the middle or ends there, zero. */
function scaleOf(max: number, height: number, unit: string): readonly string[] {
  const middle = height >= 5 ? Math.floor((height - 1) / 2) : -1;
  return Array.from({ length: height }, (_, row) => {
    if (row === height - 1) return shortNumber(0) + unit;
    if (row === 0 && max > 0) return shortNumber(max) + unit;
    return row === middle && max > 1 ? shortNumber(max / 2) + unit : '';
  });
}

/** Values over time as stacked blocks, with a scale, extra rows below (errors), and times. */
export function AreaGraph(props: AreaGraphProps): ReactElement | null {
  const { values, rows = [], width, height, from, to, bare = false, percent } = props;
  const { graphs } = useTheme();
  if (graphs === 'none') return null;
  const max = percent ? 100 : highest(values);
  const scale = max === undefined ? [] : scaleOf(max, height, percent ? '%' : '');
  const labels = [...scale, ...rows.map(({ label }) => label)];
  const gutter = bare ? 0 : Math.max(leastGutter, ...labels.map(widthOf)) + 1;
  const plot = Math.max(1, width - gutter);
  const line = (key: string, label: string, text: string, role: Role) => (
    <Line
      key={key}
      width={width}
      of={[
        { text: bare ? '' : label, role: 'muted' },
        { text, role },
      ]}
    />
  );
  return (
    <Box flexDirection="column">
      {areaRows(values, plot, height, graphs, { most: max, ahead: percent?.ahead }).map((row, place) =>
        line(`${place}`, `${(scale[place] ?? '').padStart(gutter - 1)} `, row, 'accent'),
      )}
      {rows.map(({ label, values: own, role }) =>
        line(label, fitText(label, gutter), sparkText(own, plot, graphs), role),
      )}
      {from !== undefined &&
        to !== undefined &&
        line('times', ' '.repeat(gutter), timeAxis(from, to, plot), 'muted')}
    </Box>
  );
}

/** Round steps. */
const intervals = [
  ...[1, 2, 5, 10, 15, 20, 30].map((it) => it * minute),
  ...[1, 2, 3, 6, 12].map((it) => it * hour),
  ...[1, 2, 5, 7, 10].map((it) => it * day),
];
/** Empty columns between two times. */
const leastBetween = 9;
const two = (value: number): string => String(value).padStart(2, '0');

/**
 * Times in one row of `width` columns from `from` to `to` (ms), in equal steps, including both ends: `09:26`
 * within two days, else `20 Nov`, in the user's time zone.
 */
export function timeAxis(from: number, to: number, width: number): string {
  const span = to - from;
  if (span <= 0) return '';
  const isShort = span <= 2 * day;
  const label = (at: number) => {
    const date = new Date(at);
    return isShort ? `${two(date.getHours())}:${two(date.getMinutes())}` : words().day(date);
  };
  const room = Math.max(label(from).length, label(to).length) + leastBetween;
  const parts = isShort ? Math.max(1, Math.floor(width / room)) : 1;
  const step = intervals.find((it) => span % it === 0 && (it / span) * width >= room) ?? span / parts;
  let row = '';
  for (let past = 0; past <= span; past += step) {
    const text = label(from + past);
    const start = Math.max(0, Math.round((past / span) * (width - text.length)));
    if (start >= row.length) row = row.padEnd(start) + text;
  }
  return row.slice(0, width).padEnd(width);
}

export interface ChartRow {
  readonly label: string;
  readonly value: number;
  /** Numbers on the right, one per column. */
  readonly texts: readonly string[];
}

/** Narrower bars are meaningless: only the numbers are shown then. */
const leastBar = 3;
const maxBar = 24;
const gap = 2;

interface BarChartProps {
  readonly rows: readonly ChartRow[];
  readonly width: number;
}

/** The largest items: label, bar and numbers, one row each. */
export function BarChart({ rows, width }: BarChartProps): ReactElement {
  const { graphs } = useTheme();
  const [least, full] = graphs === 'ascii' ? ['.', '#'] : ['▏', '▇'];
  const figures = (rows[0]?.texts ?? []).map((_, place) =>
    Math.max(...rows.map(({ texts }) => widthOf(texts[place] ?? ''))),
  );
  const right = figures.reduce((sum, it) => sum + it + gap, 0) - (gap - 1);
  const longest = Math.max(0, ...rows.map(({ label }) => widthOf(label)));
  const room = width - longest - right - 1;
  const hasBars = room >= leastBar && graphs !== 'none';
  const max = Math.max(0, ...rows.map(({ value }) => value));
  const barOf = (value: number): string => {
    const cells = Math.round((value / max) * Math.min(maxBar, room));
    return value <= 0 ? '' : cells === 0 ? least : full.repeat(cells);
  };
  return (
    <Box flexDirection="column">
      {rows.map(({ label, value, texts }) => {
        const fitted = figures.map((it, place) => fitText(texts[place] ?? '', it, 'right'));
        const name = { text: fitText(label, hasBars ? longest : width - right) };
        const bar = { text: hasBars ? ` ${barOf(value).padEnd(room)}` : '', role: 'accent' } as const;
        return (
          <Line key={label} width={width} of={[name, bar, { text: ` ${fitted.join(' '.repeat(gap))}` }]} />
        );
      })}
    </Box>
  );
}
