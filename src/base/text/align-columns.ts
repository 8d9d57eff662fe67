import stringWidth from 'string-width';
import { stripControl } from './terminal-text.ts';

/** Rows of cells to lines of columns, cleaned and padded by what a terminal shows; no space at the end of a line. */
export function alignColumns(table: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const rows = table.map((row) => row.map(stripControl));
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell));
    });
  }
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - stringWidth(cell));
        return right.includes(column) ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd(),
  );
}
