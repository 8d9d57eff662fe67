/** The value below which `share` (0–1) of the values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export interface Figure {
  readonly what: string;
  readonly p50: string;
  readonly p95: string;
  /** What it is to stay below, when something was promised. */
  readonly goal: string;
}

export function timing(what: string, values: readonly number[], goal = ''): Figure {
  const text = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  return { what, p50: text(median(values)), p95: text(percentile(values, 0.95)), goal };
}

export function single(what: string, value: string, goal = ''): Figure {
  return { what, p50: value, p95: '', goal };
}

/** A table in Markdown, which is readable on a terminal as well. */
export function table(figures: readonly Figure[]): string {
  const head: Figure = { what: 'what', p50: 'p50', p95: 'p95', goal: 'goal' };
  const rows = [head, ...figures].map(({ what, p50, p95, goal }) => [what, p50, p95, goal]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0), 4));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(rows[0] ?? []), line(rule), ...rows.slice(1).map(line)].join('\n');
}
