import { Box } from 'ink';
import type { ReactElement } from 'react';
import { widthOf, wrap } from '../fit.ts';
import { Pressable } from '../pressable.tsx';
import { type Cell, Line, Text } from '../text.tsx';
import { textIn } from '../text-field.ts';
import { Folded } from './dialog.tsx';
import { ChoiceLine, TextLine } from './field-line.tsx';
import type { Fact, Field, Input, Values } from './fields.ts';
import { type FormAction, type FormState, fieldsShown, inputsShown, valuesOf } from './form-state.ts';
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
  if (heightOf(rows) <= height) return rows;
  const place = Math.max(
    0,
    rows.findIndex(({ name }) => name === focus),
  );
  let [start, end] = [place, place + 1];
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

/** Titles stand one below the other; a long one is cut. */
const titleWidth = (fields: readonly Field[], width: number): number =>
  Math.min(Math.floor(width * 0.4), Math.max(0, ...fields.map(({ title }) => widthOf(title))));

const fieldWidth = (space: number): number => Math.min(space, space >= 70 ? 60 : 47);

/** What is typed and chosen. */
export function inputRows({ fields, state, dispatch, width }: FormDrawing): readonly FormRow[] {
  const values = valuesOf(fields, state);
  const titles = titleWidth(fieldsShown(fields, values), width);
  // A note may come as near to the border as one column.
  const space = width - titles - 1;
  return inputsShown(fields, values).map((field): FormRow => {
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
            <Title text={field.title} width={titles} focused={focused} />
            <Control field={field} state={state} width={room} focused={focused} dispatch={dispatch} />
            <Note text={note} />
          </Pressable>
          <Box flexDirection="column" paddingLeft={titles + 2}>
            <Folded lines={problem} role="danger" sign="✕ " />
          </Box>
        </>
      ),
    };
  });
}

function Title({
  text,
  width,
  focused,
}: {
  readonly text: string;
  readonly width: number;
  readonly focused: boolean;
}): ReactElement {
  return (
    <Box flexShrink={0}>
      <Line of={focused ? { text, role: 'accent', bold: true } : text} width={width} />
    </Box>
  );
}

function Note({ text }: { readonly text: string | undefined }): ReactElement | null {
  if (text === undefined) return null;
  return (
    <Box flexShrink={1} minWidth={0}>
      <Line of={{ text, role: 'muted' }} />
    </Box>
  );
}

interface ControlProps {
  readonly field: Input;
  readonly state: FormState;
  readonly width: number;
  readonly focused: boolean;
  readonly dispatch: (action: FormAction) => void;
}

function Control({ field, state, width, focused, dispatch }: ControlProps): ReactElement {
  const { name } = field;
  const input = state.inputs[name];
  const place = typeof input === 'number' ? input : 0;
  const choose = (to: number) => {
    dispatch({ type: 'focused', name });
    dispatch({ type: 'chose', by: to - place });
  };
  if (field.kind === 'choice')
    return <ChoiceLine field={field} chosen={place} width={width} focused={focused} onChoose={choose} />;
  if (field.kind === 'check') {
    return (
      <Pressable onPress={() => choose(1 - place)}>
        <Text selected={focused}>{place === 1 ? '[●]' : '[ ]'}</Text>
      </Pressable>
    );
  }
  const text = typeof input === 'object' ? input : { before: '', after: '' };
  return <TextLine {...field} field={text} width={fieldWidth(width)} focused={focused} />;
}

/** What is so, below the fields; a blank row before the first and before each that has no title. */
export function factRows({ fields, state, width }: FormDrawing): readonly FormRow[] {
  const values = valuesOf(fields, state);
  const shown = fieldsShown(fields, values);
  const titles = titleWidth(shown, width);
  const facts = shown.filter((field): field is Fact => field.kind === 'fact');
  return facts.map((fact, place): FormRow => {
    const titled = fact.title !== '';
    const gap = place > 0 && !titled ? 1 : 0;
    const room = titled ? width - titles - 2 : width;
    const lines = foldedTo(fact.text(values), room);
    return {
      name: fact.name,
      height: gap + lines.length,
      element: (
        <Box paddingTop={gap} columnGap={2}>
          {titled && <Title text={fact.title} width={titles} focused={false} />}
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

/**
 * The row below the inputs: a problem of no field, else what the field takes where that is no longer in it.
 * @param cut not all fields are in sight
 */
export function HintRow({
  drawing: { fields, state, width },
  height,
  cut,
}: {
  readonly drawing: FormDrawing;
  readonly height: number;
  readonly cut: boolean;
}): ReactElement {
  const values = valuesOf(fields, state);
  const inputs = inputsShown(fields, values);
  const { problem } = state;
  if (problem && !inputs.some(({ name }) => name === problem.field))
    return <Text role="danger">{`✕ ${problem.message}`}</Text>;
  if (state.leaving !== undefined) return <Text role="warning">{words().discard.question}</Text>;
  const place = inputs.findIndex(({ name }) => name === state.focus);
  const parts = [
    cut ? words().fieldOf(place + 1, inputs.length) : '',
    hintOf(inputs[place], state, fields, values, width),
  ];
  return (
    <Box height={height} overflow="hidden" flexShrink={0}>
      <Box flexDirection="column">
        <Folded lines={wrap(parts.filter((part) => part !== '').join(' · '), width)} role="muted" />
      </Box>
    </Box>
  );
}

function hintOf(
  field: Input | undefined,
  state: FormState,
  fields: readonly Field[],
  values: Values,
  width: number,
): string {
  if (field?.kind !== 'text' || state.busy) return '';
  const input = state.inputs[field.name];
  const room = fieldWidth(width - titleWidth(fieldsShown(fields, values), width) - 2) - 5;
  const isShown = typeof input === 'object' && textIn(input) === '' && widthOf(field.hint) <= room;
  return isShown ? '' : field.hint;
}
