import { fitText, widthOf, wrap } from '../text/fit.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import { type Dialog, pickable } from '../ui/dialog.ts';
import { type Row, rowOf } from '../view.ts';
import { panelOf } from './panel.ts';
import { inputLine } from './text-input.ts';

const most = 9;

/** What is typed, those that fit it with their marks, and how many are chosen in all. */
export function pickerRows(
  picker: Extract<Dialog, { kind: 'picker' }>,
  columns: number,
  room: number,
): readonly Row[] {
  const notes = picker.notes.flatMap((note) => wrap(note, columns - 4).map((text) => lineOf(`  ${text}`)));
  const found = pickable(picker);
  const index = Math.min(picker.index, Math.max(0, found.length - 1));
  const count = `  ${found.length} of ${picker.items.length} · ● ${picker.chosen.size} chosen`;
  const typed: Line = [
    segment(' / ', 'accent'),
    ...inputLine(picker.typed, Math.max(10, columns - 4 - widthOf(count)), !picker.busy),
    segment(count, 'dim'),
  ];
  const problem = picker.problem === undefined ? [] : wrap(picker.problem, columns - 5);
  const shown = Math.max(1, Math.min(most, room - notes.length - problem.length - 2));
  const top = Math.max(0, index - shown + 1);
  const width = Math.min(60, Math.max(20, columns - 24));
  const items = found.slice(top, top + shown).map(({ id, title, hint }, place) => {
    const selected = top + place === index;
    const line = [
      segment(`${selected ? '▸' : ' '}${picker.chosen.has(id) ? '●' : ' '} `, 'accent'),
      segment(fitText(title, width), selected ? 'bold' : 'plain'),
      segment(` ${hint}`, 'dim'),
    ];
    return rowOf(line, selected);
  });
  const none = found.length > 0 ? [] : [rowOf(lineOf('   Nothing has these letters.', 'dim'))];
  const said = problem.map((text, place) => rowOf(lineOf(`${place === 0 ? ' ✕ ' : '   '}${text}`, 'danger')));
  return [...panelOf(picker.title, [...notes, typed], columns), ...items, ...none, ...said];
}
