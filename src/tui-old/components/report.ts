import { count } from '../rows/figures.ts';
import { wrap } from '../text/fit.ts';
import { lineOf } from '../text/line.ts';
import type { Dialog } from '../ui/dialog.ts';
import { heightOf, type Row, rowOf, unbrokenRow } from '../view.ts';
import { panelOf } from './panel.ts';

/** A report over the whole body, from the line that is scrolled to; the last page stays full. */
export function reportRows(
  report: Extract<Dialog, { kind: 'report' }>,
  columns: number,
  height: number,
): readonly Row[] {
  const rows = report.lines.flatMap((line): Row[] =>
    'unbroken' in line
      ? [unbrokenRow(line.unbroken)]
      : wrap(line.text, columns - 4).map((text) => rowOf(lineOf(`  ${text}`, line.style))),
  );
  if (report.busy) rows.push(rowOf(lineOf('  …', 'dim')));
  const room = height - 2;
  let top = Math.min(report.top, Math.max(0, rows.length - 1));
  while (top > 0 && heightOf(rows.slice(top - 1), columns) <= room) top -= 1;
  const shown: Row[] = [];
  for (const row of rows.slice(top)) {
    if (heightOf([...shown, row], columns) > room) break;
    shown.push(row);
  }
  const below = rows.length - top - shown.length;
  const more = below > 0 ? [rowOf(lineOf(`  … ${count(below, 'line')} more`, 'dim'))] : [];
  return [...panelOf(report.title, [], columns), ...shown, ...more];
}
