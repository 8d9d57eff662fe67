/** How graphs are drawn: eighth blocks, dots of 2×4 a cell, or letters. */
export type GraphKind = 'blocks' | 'braille' | 'ascii';
/** One value a time bucket, oldest first; undefined: no data. */
export type Values = readonly (number | undefined)[];

const levels: Readonly<Record<GraphKind, string>> = {
  blocks: '▁▂▃▄▅▆▇█',
  braille: '▁▂▃▄▅▆▇█',
  ascii: '.:-=+*#%',
};
const zeroOf = (kind: GraphKind): string => (kind === 'ascii' ? '_' : '·');

/** As many values as there are columns: each bucket gets its share of the width; of several in a column the highest. */
export function fitValues(values: Values, width: number): Values {
  if (values.length === width || values.length === 0) return values;
  return Array.from({ length: width }, (_, column) => {
    const first = Math.floor((column * values.length) / width);
    const last = Math.max(first + 1, Math.floor(((column + 1) * values.length) / width));
    return highest(values.slice(first, last));
  });
}

/** undefined: there is no data at all. */
export function highest(values: Values): number | undefined {
  let most: number | undefined;
  for (const value of values) if (value !== undefined && value > (most ?? -1)) most = value;
  return most;
}

/** Steps of `most` that a value fills, at least one unless it is zero. */
const stepsOf = (value: number, max: number, most: number): number =>
  value <= 0 || max <= 0 ? 0 : Math.max(1, Math.min(most, Math.round((value / max) * most)));

/** One row of bars, exactly `width` columns; zero is `·`, no data is blank. `max`: the value of a full cell. */
export function sparkText(
  values: Values,
  width: number,
  kind: GraphKind,
  max = highest(values) ?? 0,
): string {
  if (width <= 0) return '';
  const bars = fitValues(values, width).map((value) => {
    if (value === undefined) return ' ';
    return levels[kind][stepsOf(value, max, 8) - 1] ?? zeroOf(kind);
  });
  return bars.join('').padStart(width);
}

/** Rows from the top, each exactly `width` columns, filled from the bottom up to the values. */
export function areaRows(
  values: Values,
  width: number,
  height: number,
  kind: GraphKind,
  max = highest(values) ?? 0,
): readonly string[] {
  if (kind === 'braille') return dotRows(values, width, height, max, true);
  const steps = kind === 'ascii' ? 1 : 8;
  const columns = fitValues(values, width).map((value) =>
    value === undefined ? undefined : stepsOf(value, max, height * steps),
  );
  return Array.from({ length: height }, (_, row) => {
    const below = (height - 1 - row) * steps;
    const cells = columns.map((level) => {
      if (level === undefined) return ' ';
      if (level === 0) return row === height - 1 ? zeroOf(kind) : ' ';
      const part = Math.min(steps, level - below);
      if (part <= 0) return ' ';
      return kind === 'ascii' ? '#' : (levels.blocks[part - 1] ?? ' ');
    });
    return cells.join('').padStart(width);
  });
}

/** Rows from the top with the values as a line; where there are no dots to draw one with, as an area. */
export function lineRows(
  values: Values,
  width: number,
  height: number,
  kind: GraphKind,
  max = highest(values) ?? 0,
): readonly string[] {
  return kind === 'braille'
    ? dotRows(values, width, height, max, false)
    : areaRows(values, width, height, kind, max);
}

/** Bits of a braille cell from the bottom dot up, left and right column. */
const dots = [
  [0x40, 0x04, 0x02, 0x01],
  [0x80, 0x20, 0x10, 0x08],
] as const;

function dotRows(
  values: Values,
  width: number,
  height: number,
  max: number,
  filled: boolean,
): readonly string[] {
  const most = height * 4;
  const tops = fitValues(values, width * 2).map((value) =>
    value === undefined ? undefined : stepsOf(value, max, most),
  );
  /** The dots from the lowest to the highest of one column; a line reaches to its neighbour before it. */
  const spans = tops.map((top, column): readonly [number, number] | undefined => {
    if (top === undefined || (filled && top === 0)) return undefined;
    const dot = Math.max(0, top - 1);
    if (filled) return [0, dot];
    const before = tops[column - 1];
    if (before === undefined) return [dot, dot];
    const from = Math.max(0, before - 1);
    return from < dot ? [from + 1, dot] : from > dot ? [dot, from - 1] : [dot, dot];
  });
  return Array.from({ length: height }, (_, row) => {
    const below = (height - 1 - row) * 4;
    const cells = Array.from({ length: Math.ceil(tops.length / 2) }, (_, cell) => {
      let bits = 0;
      for (const side of [0, 1] as const) {
        const span = spans[cell * 2 + side];
        if (!span) continue;
        for (const [dot, bit] of dots[side].entries()) {
          if (below + dot >= span[0] && below + dot <= span[1]) bits |= bit;
        }
      }
      if (bits > 0) return String.fromCharCode(0x2800 + bits);
      const isZero = filled && row === height - 1 && tops[cell * 2] === 0;
      return isZero ? zeroOf('braille') : ' ';
    });
    return cells.join('').padStart(width);
  });
}

/** Labels of the scale by row from the top: the highest value, the half where there is a row for it, zero. */
export function scaleOf(max: number, height: number, text: (value: number) => string): readonly string[] {
  const middle = height >= 5 && height % 2 === 1 ? (height - 1) / 2 : undefined;
  const labels = Array.from({ length: height }, (_, row) => {
    if (row === 0) return text(max);
    if (row === height - 1) return text(0);
    return row === middle ? text(max / 2) : '';
  });
  const width = Math.max(...labels.map((label) => label.length));
  return labels.map((label) => label.padStart(width));
}
