import { textIn } from '../input/text-field.ts';
import { isDropped, keyTitle, reasonAgainst } from '../key-scope.ts';
import { type ActionId, actionIds, type KeyContext, keymap } from '../keymap.ts';
import { fitText } from '../text/fit.ts';
import { segment } from '../text/line.ts';
import type { Dialog } from '../ui/dialog.ts';
import { type Row, rowOf, type Scene } from '../view.ts';
import { panelOf } from './panel.ts';
import { inputLine } from './text-input.ts';

const most = 8;

/** What the palette offers for the typed letters, best first. What cannot be done here comes last, with its reason. */
export function paletteActions(typed: string, context: KeyContext): readonly ActionId[] {
  return actionIds
    .filter((id) => keymap[id].palette && !isDropped(keymap[id], context.console))
    .map((id, place) => ({ id, place, rank: rankOf(typed, keymap[id].title, keymap[id].tip) }))
    .filter(({ rank }) => rank !== undefined)
    .map((item) => ({ ...item, off: reasonAgainst(item.id, context) === undefined ? 0 : 1 }))
    .sort((a, b) => a.off - b.off || (a.rank ?? 0) - (b.rank ?? 0) || a.place - b.place)
    .map(({ id }) => id);
}

/** 0 best; undefined: no match. Letters in order are enough for a title, whole words for a tip. */
function rankOf(typed: string, title: string, tip: string): number | undefined {
  const wanted = typed.toLowerCase().trim();
  const name = title.toLowerCase();
  if (wanted === '') return 0;
  if (name.startsWith(wanted)) return 0;
  if (name.includes(wanted)) return 1;
  let from = 0;
  for (const letter of wanted.replaceAll(' ', '')) {
    from = name.indexOf(letter, from) + 1;
    if (from === 0) return tip.toLowerCase().includes(wanted) ? 3 : undefined;
  }
  return 2;
}

export function paletteRows(scene: Scene, dialog: Extract<Dialog, { kind: 'palette' }>): readonly Row[] {
  const { columns } = scene;
  const found = paletteActions(textIn(dialog.typed), scene);
  const index = Math.min(dialog.index, Math.max(0, found.length - 1));
  const top = Math.max(0, index - most + 1);
  const rows = found.slice(top, top + most).map((id, place): Row => {
    const { title, tip, keys } = keymap[id];
    const selected = top + place === index;
    const reason = reasonAgainst(id, scene);
    const line = [
      segment(selected ? ' ▸ ' : '   ', 'accent'),
      segment(fitText(keyTitle(keys[0] ?? ''), 6), 'bold'),
      segment(fitText(title, 28)),
      segment(` ${reason ?? tip}`, 'dim'),
    ];
    return rowOf(line, selected);
  });
  const none = rowOf([segment('   No command has these letters.', 'dim')]);
  const blank = Array.from({ length: most - Math.max(1, rows.length) }, () => rowOf([]));
  return [
    ...panelOf(
      'Commands',
      [[segment(' : ', 'accent'), ...inputLine(dialog.typed, columns - 5, true)]],
      columns,
    ),
    ...(rows.length > 0 ? rows : [none]),
    ...blank,
  ];
}
