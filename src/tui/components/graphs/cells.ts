import type { Role, Theme } from '../../theme.ts';
import type { Span } from '../text.tsx';
import { words } from './words.ts';

/** How graphs are drawn: in eighth blocks, in letters, or not at all, for a screen reader. */
type GraphKind = Theme['graphs'];
/** One value per time bucket, oldest first; undefined means no data. */
export type Values = readonly (number | undefined)[];

const levels = { blocks: '▁▂▃▄▅▆▇█', ascii: '.:-=+*#%' } as const;
const zeroOf = (kind: GraphKind): string => (kind === 'ascii' ? '_' : '·');

/** Resamples to one value per column: the highest if several buckets share a column. */
export function fitValues(values: Values, width: number): Values {
  if (values.length === width || values.length === 0) return values;
  return Array.from({ length: width }, (_, column) => {
    const first = Math.floor((column * values.length) / width);
    const last = Math.max(first + 1, Math.floor(((column + 1) * values.length) / width));
    return highest(values.slice(first, last));
  });
}

/** undefined if there is no data at all. */
export function highest(values: Values): number | undefined {
  let most: number | undefined;
  for (const value of values) if (value !== undefined && value > (most ?? -1)) most = value;
  return most;
}

/** Steps of `most` that a value fills, at least one unless it is zero. */
const stepsOf = (value: number, max: number, most: number): number =>
  value <= 0 || max <= 0 ? 0 : Math.max(1, Math.min(most, Math.round((value / max) * most)));

/** One row of bars, exactly `width` columns; zero is `·`, no data is blank. */
export function sparkText(values: Values, width: number, kind: GraphKind): string {
  if (width <= 0 || kind === 'none') return '';
  const max = highest(values) ?? 0;
  const bars = fitValues(values, width).map((value) => {
    if (value === undefined) return ' ';
    return levels[kind][stepsOf(value, max, 8) - 1] ?? zeroOf(kind);
  });
  return bars.join('').padStart(width);
}

/** Where an area ends, and what is expected beyond it. */
interface AreaScale {
  /** The value of the full height; the highest one if absent. */
  readonly most?: number | undefined;
  /** One value a column as `values`, drawn as a dot where there is no area. */
  readonly ahead?: Values | undefined;
}

/** Rows from the top, each exactly `width` columns, filled from the bottom up to the values; none are drawn for `none`. */
export function areaRows(
  values: Values,
  width: number,
  height: number,
  kind: GraphKind,
  { most = highest(values) ?? 0, ahead = [] }: AreaScale = {},
): readonly string[] {
  if (kind === 'none') return [];
  const steps = kind === 'blocks' ? 8 : 1;
  const topsOf = (of: Values) =>
    fitValues(of, width).map((value) => value && stepsOf(value, most, height * steps));
  const tops = topsOf(values);
  const dots = topsOf(ahead);
  return Array.from({ length: height }, (_, row) => {
    const below = (height - 1 - row) * steps;
    const cells = tops.map((top, column) => {
      const filled = Math.min(steps, (top ?? 0) - below);
      if (filled > 0) return kind === 'blocks' ? levels.blocks[filled - 1] : '#';
      const dot = top === undefined ? dots[column] : undefined;
      if (dot !== undefined) return Math.ceil(dot / steps) === height - row ? '·' : ' ';
      return top === 0 && below === 0 ? zeroOf(kind) : ' ';
    });
    return cells.join('').padStart(width);
  });
}

/** How close usage is to its limit: a color, and a word from 75% on. */
export function shareLook(share: number): { readonly role: Role; readonly word: string | undefined } {
  const { high, critical, full } = words().share;
  if (share >= 1) return { role: 'danger', word: full };
  if (share >= 0.9) return { role: 'danger', word: critical };
  return share >= 0.75 ? { role: 'warning', word: high } : { role: 'accent', word: undefined };
}

/** A bar of exactly `width` columns: completely full or empty only at exactly 100% or 0. */
export function barSpans(
  share: number,
  width: number,
  { barUsed, barFree }: Pick<Theme['glyphs'], 'barUsed' | 'barFree'>,
): readonly Span[] {
  const rounded = Math.round(Math.max(0, Math.min(1, share)) * width);
  const filled = share <= 0 ? 0 : share >= 1 ? width : Math.max(1, Math.min(width - 1, rounded));
  return [
    { text: barUsed.repeat(filled), role: shareLook(share).role },
    { text: barFree.repeat(width - filled), role: 'border' },
  ];
}
