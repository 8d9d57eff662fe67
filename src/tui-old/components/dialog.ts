import { textIn } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import { fitText, widthOf, wrap } from '../text/fit.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import type { Dialog, Field } from '../ui/dialog.ts';
import type { Row, Scene } from '../view.ts';
import { keyBox } from './key-box.ts';
import { loginRows } from './login.ts';
import { menuRows } from './menu.ts';
import { paletteRows } from './palette.ts';
import { panelOf } from './panel.ts';
import { pickerRows } from './picker.ts';
import { hiddenInput, inputLine } from './text-input.ts';

/** The open box as rows. Help and reports are none: they take the whole body. */
export function dialogRows(scene: Scene, dialog: Dialog, room: number): readonly Row[] {
  const { columns } = scene;
  switch (dialog.kind) {
    case 'form':
      return formRows(dialog, columns, room);
    case 'confirm':
      return confirmRows(dialog, columns);
    case 'once':
      return keyBox(dialog.title, dialog.secret, dialog.notes, columns);
    case 'sentence':
      return panelOf(
        'Needs you',
        wrap(dialog.text, columns - 4).map((text) => lineOf(`  ${text}`)),
        columns,
      );
    case 'question':
      return questionRows(scene);
    case 'palette':
      return paletteRows(scene, dialog);
    case 'picker':
      return pickerRows(dialog, columns, room);
    case 'login':
      return loginRows(scene, dialog, room);
    case 'menu':
      return menuRows(dialog, columns);
    case 'report':
    case 'help':
      return [];
  }
}

/** The whole question, and what either answer means. */
function questionRows({ console, columns }: Scene): readonly Row[] {
  const sentences = [
    console.feedQuestion ?? 'There is nothing to choose for this server.',
    'With n it is left to them, and no request is counted here. Either answer is kept for this server.',
  ];
  const lines = sentences.flatMap((text) => wrap(text, columns - 4).map((part) => lineOf(`  ${part}`)));
  return panelOf('May this console read the usage live?', lines, columns);
}

/** Where there is no room for all fields, those around the one that has the keyboard. */
function formRows(form: Extract<Dialog, { kind: 'form' }>, columns: number, room: number): readonly Row[] {
  const titles = Math.max(...form.fields.map((field) => widthOf(field.title)));
  const lines: Line[] = [];
  for (const note of form.notes) {
    lines.push(...wrap(note, columns - 4).map((text) => lineOf(`  ${text}`)));
  }
  const said = form.problem === undefined ? [] : wrap(form.problem, columns - 5);
  const free = Math.max(1, room - 1 - lines.length - said.length);
  const shown = form.fields.length <= free ? form.fields.length : Math.max(1, free - 1);
  const top = Math.max(0, Math.min(form.focus - Math.floor(shown / 2), form.fields.length - shown));
  for (const [index, field] of form.fields.entries()) {
    if (index < top || index >= top + shown) continue;
    const focused = index === form.focus && !form.busy;
    lines.push([
      segment(focused ? ' ▸ ' : '   ', 'accent'),
      segment(`${fitText(field.title, titles)}  `, focused ? 'bold' : 'plain'),
      ...fieldLine(field, columns - titles - 7, focused),
    ]);
  }
  if (shown < form.fields.length) {
    lines.push(lineOf(`   … field ${form.focus + 1} of ${form.fields.length}`, 'dim'));
  }
  lines.push(...said.map((text, index) => lineOf(`${index === 0 ? ' ✕ ' : '   '}${text}`, 'danger')));
  // What the field takes, where it did not fit into the field or something stands there.
  const below = said.length > 0 ? '' : hintBelow(form, columns - titles - 8);
  const hint = below === '' ? [] : wrap(below, columns - 5).slice(0, 2);
  if (lines.length + hint.length < room) lines.push(...hint.map((text) => lineOf(`   ${text}`, 'dim')));
  return panelOf(form.title, lines, columns);
}

function hintBelow({ fields, focus, busy }: Extract<Dialog, { kind: 'form' }>, width: number): string {
  const field = fields[focus];
  if (busy || field?.kind !== 'text') return '';
  return textIn(field.text) !== '' || widthOf(field.hint) > width ? field.hint : '';
}

function fieldLine(field: Field, width: number, focused: boolean): Line {
  if (field.kind === 'choice') return choiceLine(field, width, focused);
  if (field.hidden && textIn(field.text) !== '') return hiddenInput(field.text, focused);
  if (!field.lines) return inputLine(field.text, width, focused, field.hint);
  // Keys to import are not shown: only how many lines there are.
  const lines = textIn(field.text)
    .split('\n')
    .filter((line) => line.trim() !== '').length;
  if (lines === 0) return inputLine(field.text, width, focused, field.hint);
  return [segment(`${count(lines, 'line')}, not shown`), segment(focused ? '▏' : '', 'accent')];
}

/** The options side by side; where there is no room for all, the chosen one is in sight. */
function choiceLine(field: Extract<Field, { kind: 'choice' }>, width: number, focused: boolean): Line {
  const shown = field.options.map((option, index) =>
    index === field.chosen ? `[${option}]` : ` ${option} `,
  );
  const upTo = (start: number) =>
    widthOf(shown.slice(start, field.chosen + 1).join(' ')) + (start > 0 ? 2 : 0);
  let start = 0;
  while (start < field.chosen && upTo(start) > width) start += 1;
  const line = shown
    .slice(start)
    .flatMap((text, place) => [
      segment(text, start + place !== field.chosen ? 'dim' : focused ? 'title' : 'bold'),
      segment(' '),
    ]);
  const before = start > 0 ? [segment('… ', 'dim')] : [];
  return [...before, ...line, ...(focused ? [segment('← →', 'dim')] : [])];
}

function confirmRows(dialog: Extract<Dialog, { kind: 'confirm' }>, columns: number): readonly Row[] {
  const lines: Line[] = dialog.lines.flatMap((text) =>
    wrap(text, columns - 4).map((part) => lineOf(`  ${part}`)),
  );
  if (dialog.word !== undefined) {
    lines.push([
      segment(`  Type ${dialog.word} and press Enter: `, 'bold'),
      ...inputLine(dialog.typed, 20, true),
    ]);
  }
  return panelOf(dialog.title, lines, columns);
}
