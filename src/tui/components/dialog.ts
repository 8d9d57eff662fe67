import { stripControl } from '../../base/terminal-text.ts';
import { textIn } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import { fitText, widthOf, wrap } from '../text/fit.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import type { Dialog, Field } from '../ui/dialog.ts';
import type { Row, Scene } from '../view.ts';
import { keyBox } from './key-box.ts';
import { menuRows } from './menu.ts';
import { paletteRows } from './palette.ts';
import { panelOf } from './panel.ts';
import { inputLine } from './text-input.ts';

/** The open box as rows. Help and reports are none: they take the whole body. */
export function dialogRows(scene: Scene, dialog: Dialog): readonly Row[] {
  const { columns } = scene;
  switch (dialog.kind) {
    case 'form':
      return formRows(dialog, columns);
    case 'confirm':
      return confirmRows(dialog, columns);
    case 'once':
      return keyBox(dialog.title, dialog.secret, dialog.notes, columns);
    case 'sentence':
      return panelOf(
        'Needs you',
        wrap(stripControl(dialog.text), columns - 4).map((text) => lineOf(`  ${text}`)),
        columns,
      );
    case 'question':
      return questionRows(scene);
    case 'palette':
      return paletteRows(scene, dialog);
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
    stripControl(console.feedQuestion ?? 'This server asks nothing any more.'),
    'With n it is left to them, and no request is counted here. Either answer is kept for this server.',
  ];
  const lines = sentences.flatMap((text) => wrap(text, columns - 4).map((part) => lineOf(`  ${part}`)));
  return panelOf('May this console read the usage live?', lines, columns);
}

function formRows(form: Extract<Dialog, { kind: 'form' }>, columns: number): readonly Row[] {
  const titles = Math.max(...form.fields.map((field) => widthOf(field.title)));
  const lines: Line[] = [];
  for (const note of form.notes) {
    lines.push(...wrap(note, columns - 4).map((text) => lineOf(`  ${text}`)));
  }
  for (const [index, field] of form.fields.entries()) {
    const focused = index === form.focus && !form.busy;
    lines.push([
      segment(focused ? ' ▸ ' : '   ', 'accent'),
      segment(`${fitText(field.title, titles)}  `, focused ? 'bold' : 'plain'),
      ...fieldLine(field, columns - titles - 7, focused),
    ]);
  }
  if (form.problem !== undefined) {
    const said = wrap(stripControl(form.problem), columns - 5);
    lines.push(...said.map((text, index) => lineOf(`${index === 0 ? ' ✕ ' : '   '}${text}`, 'danger')));
  }
  return panelOf(form.title, lines, columns);
}

function fieldLine(field: Field, width: number, focused: boolean): Line {
  if (field.kind === 'choice') return choiceLine(field, width, focused);
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
    wrap(stripControl(text), columns - 4).map((part) => lineOf(`  ${part}`)),
  );
  if (dialog.word !== undefined) {
    lines.push([
      segment(`  Type ${dialog.word} and press Enter: `, 'bold'),
      ...inputLine(dialog.typed, 20, true),
    ]);
  }
  return panelOf(dialog.title, lines, columns);
}
