import { words } from './words.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Steps that a person can name. */
const intervals = [
  ...[1, 2, 5, 10, 15, 20, 30].map((it) => it * minute),
  ...[1, 2, 3, 6, 12].map((it) => it * hour),
  ...[1, 2, 5, 7, 10].map((it) => it * day),
];
/** Columns that stay free between two times. */
const leastBetween = 9;
const two = (value: number): string => String(value).padStart(2, '0');

/** `09:26` within two days, else `20 Nov`, in the user's time zone. */
export const timeLabel = (span: number) => (at: number) => {
  const date = new Date(at);
  return span <= 2 * day ? `${two(date.getHours())}:${two(date.getMinutes())}` : words().day(date);
};

/** A time of the axis: the column that it belongs to, and its text. */
export interface Tick {
  readonly column: number;
  readonly text: string;
}

/** Times under `width` columns from `from` to `to` (ms), in equal steps, both ends among them. */
export function ticksOf(from: number, to: number, width: number): readonly Tick[] {
  const span = to - from;
  if (span <= 0) return [];
  const label = timeLabel(span);
  const room = Math.max(label(from).length, label(to).length) + leastBetween;
  const parts = span <= 2 * day ? Math.max(1, Math.floor(width / room)) : 1;
  const step = intervals.find((it) => span % it === 0 && (it / span) * width >= room) ?? span / parts;
  return Array.from({ length: Math.round(span / step) + 1 }, (_, index) => ({
    column: Math.round(((index * step) / span) * (width - 1)),
    text: label(from + index * step),
  }));
}

/** The times in one row of `width` columns, the first and last within it. `centred`: each under its own column. */
export function tickText(ticks: readonly Tick[], width: number, centred = false): string {
  let row = '';
  for (const { column, text } of ticks) {
    const evenly = Math.round((column / Math.max(1, width - 1)) * (width - text.length));
    const wanted = centred ? column - Math.floor(text.length / 2) : evenly;
    const start = Math.max(0, Math.min(wanted, width - text.length));
    if (start >= row.length) row = row.padEnd(start) + text;
  }
  return row.slice(0, width).padEnd(width);
}
