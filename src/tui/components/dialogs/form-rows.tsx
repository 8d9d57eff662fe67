import { Box } from 'ink';
import type { ReactElement } from 'react';
import { widthOf, wrap } from '../fit.ts';
import { Pressable } from '../pressable.tsx';
import { type Cell, Line, Text } from '../text.tsx';
import { emptyField, textIn } from '../text-field.ts';
import { Folded } from './dialog.tsx';
import { ChoiceLine, TextLine } from './field-line.tsx';
import type { Fact, Field, Input } from './fields.ts';
import { type FormAction, type FormState, fieldsShown, inputsShown, valuesOf } from './form-state.ts';
import { titleWidth } from './menu.tsx';
import { words } from './words.ts';

/** Part of a form with the rows that it takes, so that a form higher than its room can scroll. */
export interface FormRow {
  readonly name: string;
  readonly height: number;
  readonly element: ReactElement;
}

export const heightOf = (rows: readonly FormRow[]): number =>
  rows.reduce((sum, { height }) => sum + height, 0);

/** As many as fit, around the one that has the keyboard. */
export function windowOf(rows: readonly FormRow[], height: number, focus: string): readonly FormRow[] {
  let start = Math.max(
    0,
    rows.findIndex(({ name }) => name === focus),
  );
  let end = start + 1;
  const fits = (from: number, to: number) => heightOf(rows.slice(from, to)) <= height;
  for (;;) {
    const down = end < rows.length && fits(start, end + 1);
    if (down) end += 1;
    const up = start > 0 && fits(start - 1, end);
    if (up) start -= 1;
    if (!down && !up) return rows.slice(start, end);
  }
}

export interface FormDrawing {
  readonly fields: readonly Field[];
  readonly state: FormState;
  readonly dispatch: (action: FormAction) => void;
  /** Columns of the content. */
  readonly width: number;
}

/** What is there with these values; titles stand one below the other, a long one is cut. */
function shownOf({ fields, state, width }: FormDrawing) {
  const values = valuesOf(fields, state);
  const shown = fieldsShown(fields, values);
  const titles = titleWidth(shown, Math.floor(width * 0.4));
  return { values, shown, inputs: inputsShown(fields, values), titles };
}

const fieldWidth = (space: number): number => Math.min(space, space >= 70 ? 60 : 47);

const titleLine = (text: string, width: number, focused = false): ReactElement => (
  <Box flexShrink={0}>
    <Line of={focused ? { text, role: 'accent', bold: true } : text} width={width} />
  </Box>
);

/** What is typed and chosen. */
export function inputRows(drawing: FormDrawing): readonly FormRow[] {
  const { state, dispatch, width } = drawing;
  const { values, inputs, titles } = shownOf(drawing);
  // A note may come as near to the border as one column.
  const space = width - titles - 1;
  return inputs.map((field): FormRow => {
    const { name } = field;
    const problem = state.problem?.field === name ? wrap(state.problem.message, space - 2) : [];
    const focused = state.focus === name && !state.busy && state.leaving === undefined;
    const note = field.note?.(values);
    const room = space - (note === undefined ? 0 : widthOf(note) + 2);
    return {
      name,
      height: 1 + problem.length,
      element: (
        <>
          <Pressable onPress={() => dispatch({ type: 'focused', name })} columnGap={2}>
            {titleLine(field.title, titles, focused)}
            <Control field={field} state={state} width={room} focused={focused} dispatch={dispatch} />
            {note !== undefined && (
              <Box flexShrink={1} minWidth={0}>
                <Line of={{ text: note, role: 'muted' }} />
              </Box>
            )}
          </Pressable>
          <Box flexDirection="column" paddingLeft={titles + 2}>
            <Folded lines={problem} role="danger" sign="✕ " />
          </Box>
        </>
      ),
    };
  });
}

interface ControlProps extends Pick<FormDrawing, 'state' | 'dispatch' | 'width'> {
  readonly field: Input;
  readonly focused: boolean;
}

function Control({ field, state, width, focused, dispatch }: ControlProps): ReactElement {
  const { name } = field;
  const input = state.inputs[name] ?? emptyField;
  if (field.kind === 'text' && typeof input === 'object')
    return <TextLine {...field} field={input} width={fieldWidth(width)} focused={focused} />;
  const place = typeof input === 'number' ? input : 0;
  const choose = (to: number) => {
    dispatch({ type: 'focused', name });
    dispatch({ type: 'chose', by: to - place });
  };
  return field.kind === 'choice' ? (
    <ChoiceLine field={field} chosen={place} width={width} focused={focused} onChoose={choose} />
  ) : (
    <Pressable onPress={() => choose(1 - place)}>
      <Text selected={focused}>{place === 1 ? '[●]' : '[ ]'}</Text>
    </Pressable>
  );
}

/** What is so, below the fields; a blank row before each that has no title, but the first. */
export function factRows(drawing: FormDrawing): readonly FormRow[] {
  const { width } = drawing;
  const { values, shown, titles } = shownOf(drawing);
  const facts = shown.filter((field): field is Fact => field.kind === 'fact');
  return facts.map(({ name, title, text }, place): FormRow => {
    const titled = title !== '';
    const gap = place > 0 && !titled ? 1 : 0;
    const room = titled ? width - titles - 2 : width;
    const lines = foldedTo(text(values), room);
    return {
      name,
      height: gap + lines.length,
      element: (
        <Box paddingTop={gap} columnGap={2}>
          {titled && titleLine(title, titles)}
          <Box flexDirection="column">
            {lines.map((line, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of one text
              <Line key={row} of={line} width={room} />
            ))}
          </Box>
        </Box>
      ),
    };
  });
}

function foldedTo(cell: Cell, width: number): readonly Cell[] {
  if (typeof cell === 'string') return wrap(cell, width);
  return 'text' in cell ? wrap(cell.text, width).map((text) => ({ ...cell, text })) : [cell];
}

/** Rows that are kept free for hints, so that nothing moves with the focus. */
export const hintHeight = (fields: readonly Field[], width: number): number =>
  Math.max(1, ...fields.map((field) => (field.kind === 'text' ? wrap(field.hint, width).length : 1)));

interface HintRowProps {
  readonly drawing: FormDrawing;
  readonly height: number;
  /** Not all fields are in sight. */
  readonly cut: boolean;
}

/** The row below the inputs: a problem of no field, else what the field takes where that is no longer in it. */
export function HintRow({ drawing, height, cut }: HintRowProps): ReactElement {
  const { state, width } = drawing;
  const { inputs, titles } = shownOf(drawing);
  const { problem } = state;
  if (problem && !inputs.some(({ name }) => name === problem.field))
    return <Text role="danger">{`✕ ${problem.message}`}</Text>;
  if (state.leaving !== undefined) return <Text role="warning">{words().discard.question}</Text>;
  const place = inputs.findIndex(({ name }) => name === state.focus);
  const field = inputs[place];
  const parts = cut ? [words().fieldOf(place + 1, inputs.length)] : [];
  if (field?.kind === 'text' && !state.busy) {
    const input = state.inputs[field.name];
    const room = fieldWidth(width - titles - 2) - 5;
    const isInField = typeof input === 'object' && textIn(input) === '' && widthOf(field.hint) <= room;
    if (!isInField && field.hint !== '') parts.push(field.hint);
  }
  return (
    <Box height={height} overflow="hidden" flexShrink={0}>
      <Box flexDirection="column">
        <Folded lines={wrap(parts.join(' · '), width)} role="muted" />
      </Box>
    </Box>
  );
}
