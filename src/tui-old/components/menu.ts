import { fitLine, fitText, widthOf, wrap } from '../text/fit.ts';
import { lineOf, segment } from '../text/line.ts';
import type { Dialog } from '../ui/dialog.ts';
import { type Row, rowOf } from '../view.ts';
import { panelOf } from './panel.ts';

const most = 9;

/** One choice a line, what it means beside it; the chosen one is always in sight. */
export function menuRows(menu: Extract<Dialog, { kind: 'menu' }>, columns: number): readonly Row[] {
  const notes = menu.notes.flatMap((note) => wrap(note, columns - 4).map((text) => lineOf(`  ${text}`)));
  const titles = Math.min(
    30,
    Math.floor(columns * 0.4),
    Math.max(...menu.items.map(({ title }) => widthOf(title))),
  );
  const top = Math.max(0, menu.index - most + 1);
  const items = menu.items.slice(top, top + most).map(({ title, hint }, place) => {
    const selected = top + place === menu.index;
    const line = [
      segment(selected ? ' ▸ ' : '   ', 'accent'),
      segment(fitText(title, titles), selected ? 'bold' : 'plain'),
      segment(`  ${hint}`, 'dim'),
    ];
    return rowOf(fitLine(line, columns - 1), selected);
  });
  const below = menu.items.length - top - most;
  const more = below > 0 ? [rowOf(lineOf(`   … ${below} more`, 'dim'))] : [];
  return [...panelOf(menu.title, notes, columns), ...items, ...more];
}
