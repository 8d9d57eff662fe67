import { formatDuration } from '../../base/duration.ts';
import type { UsageBucket } from '../../contract/usage-figures.ts';
import { fitText } from '../text/fit.ts';
import { type Line, segment } from '../text/line.ts';
import { shortNumber, sparkline } from './figures.ts';

const titleWidth = 19;
const scaleWidth = 11;

/** Columns that the bars of a graph have on a screen of this width. */
export const graphColumns = (columns: number): number => Math.max(10, columns - titleWidth - scaleWidth);

/** Requests, tokens and, where there is room, errors over time; as wide as the screen. */
export function graphLines(
  series: readonly UsageBucket[] | undefined,
  step: number,
  columns: number,
  rows: number,
): readonly Line[] {
  const each = formatDuration(step);
  const tokens = series?.some((bucket) => bucket.tokens !== undefined);
  const graphs: readonly (readonly [string, (bucket: UsageBucket) => number, boolean])[] = [
    [`requests/${each}`, (bucket) => bucket.requests, true],
    [
      `tokens/${each}`,
      ({ tokens: sum }) => sum?.total ?? (sum?.input ?? 0) + (sum?.output ?? 0),
      tokens ?? true,
    ],
    [`errors/${each}`, (bucket) => bucket.failed, true],
  ];
  return graphs.slice(0, rows).map(([title, pick, known]) => {
    const values = series?.map(pick) ?? [];
    const highest = Math.max(0, ...values);
    const scale = !series ? '…' : known ? `max ${shortNumber(highest)}` : 'unknown';
    const bars = sparkline(stretched(values, graphColumns(columns)), graphColumns(columns));
    const style = title.startsWith('errors') ? 'danger' : 'accent';
    return [
      segment(fitText(` ${title}`, titleWidth), 'dim'),
      segment(bars, style),
      segment(fitText(` ${scale}`, scaleWidth), 'dim'),
    ];
  });
}

/** Each value as often as its part of the width asks for. */
function stretched(values: readonly number[], width: number): readonly number[] {
  if (values.length === 0 || values.length >= width) return values;
  return Array.from({ length: width }, (_, at) => values[Math.floor((at * values.length) / width)] ?? 0);
}
