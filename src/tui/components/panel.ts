import { cut, widthOf } from '../text/fit.ts';
import { type Line, segment } from '../text/line.ts';
import { type Row, rowOf } from '../view.ts';

/** A box over the lower part of the screen: a rule with its title, then its rows. */
export function panelOf(title: string, lines: readonly Line[], columns: number): readonly Row[] {
  const shown = cut(title, columns - 6);
  const rule = '─'.repeat(Math.max(0, columns - widthOf(shown) - 5));
  return [
    rowOf([segment('── ', 'accent'), segment(shown, 'title'), segment(` ${rule}`, 'accent')]),
    ...lines.map((line) => rowOf(line)),
  ];
}
