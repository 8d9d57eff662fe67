import { cut, widthOf } from '../text/fit.ts';
import { type Line, segment } from '../text/line.ts';
import type { Title } from '../ui/dialog.ts';
import { type Row, rowOf } from '../view.ts';

/** A box over the lower part of the screen: a rule with its title, then its rows. */
export function panelOf(title: Title, lines: readonly Line[], columns: number): readonly Row[] {
  const shown = fitTitle(title, columns - 6);
  const rule = '─'.repeat(Math.max(0, columns - widthOf(shown) - 5));
  return [
    rowOf([segment('── ', 'accent'), segment(shown, 'title'), segment(` ${rule}`, 'accent')]),
    ...lines.map((line) => rowOf(line)),
  ];
}

function fitTitle(title: Title, width: number): string {
  if (typeof title === 'string') return cut(title, width);
  const { before, name, after } = title;
  return cut(before + cut(name, Math.max(6, width - widthOf(before + after))) + after, width);
}
