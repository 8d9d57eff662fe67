import { count } from '../rows/figures.ts';
import { type Line, lineOf } from '../text/line.ts';

/** How far details of so many lines can be scrolled. */
export const lastTop = (lines: number, height: number): number =>
  lines <= height ? 0 : Math.max(0, lines - Math.max(1, height - 1));

/** The part of open details that there is room for; what is below is counted, and says which key goes there. */
export function detailWindow(lines: readonly Line[], top: number, height: number): readonly Line[] {
  if (lines.length <= height) return lines;
  const first = Math.min(top, lastTop(lines.length, height));
  const shown = lines.slice(first, first + Math.max(0, height - 1));
  const below = lines.length - first - shown.length;
  const text = below > 0 ? `   … ${count(below, 'line')} more: PgDn` : '   PgUp goes back up';
  return [...shown, lineOf(text, 'dim')];
}
