const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** `0`, `812`, `1.2k`, `34k`, `2.1M`. */
export function shortNumber(value: number): string {
  if (value < 1000) return String(Math.round(value));
  const [scaled, unit] = value < 999_500 ? [value / 1000, 'k'] : [value / 1_000_000, 'M'];
  return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${unit}`;
}

/** The last `width` values as bars; nothing at all is a row of blanks, not of lowest bars. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = values.slice(-width);
  const highest = Math.max(0, ...shown);
  const drawn = shown.map((value) =>
    value <= 0 || highest === 0 ? ' ' : (bars[Math.min(7, Math.floor((value / highest) * 7.999))] ?? ' '),
  );
  return drawn.join('').padStart(width);
}

/** `1 call`, `2 calls`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
