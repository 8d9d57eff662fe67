import { splitGraphemes } from '../fit.ts';
import { editField, fieldOf, insert, type TextField, textIn } from '../text-field.ts';
import { type Field, type Input, optionValue, type TextInput, type Values } from './fields.ts';

/** Why a form was refused; `field`: the one at fault. */
export interface Problem {
  readonly message: string;
  readonly field?: string | undefined;
}

export interface FormState {
  /** By name: what is typed, or the place of the chosen option (1: a check is set). */
  readonly inputs: Readonly<Record<string, TextField | number>>;
  /** Name of the field that has the keyboard. */
  readonly focus: string;
  readonly problem: Problem | undefined;
  readonly busy: boolean;
  /** Esc was pressed and typed text would be lost: the place of the marked button, keep or discard. */
  readonly leaving: number | undefined;
}

export type FormAction =
  | { readonly type: 'typed'; readonly text: string }
  /** An editing key, by name. */
  | { readonly type: 'edited'; readonly key: string }
  | { readonly type: 'stepped'; readonly by: number }
  /** Another option; a check changes. `around`: behind the last comes the first. */
  | { readonly type: 'chose'; readonly by: number; readonly around?: boolean }
  | { readonly type: 'focused'; readonly name: string }
  | { readonly type: 'submitted' }
  | { readonly type: 'refused'; readonly problem: Problem; readonly focus?: string | undefined }
  | { readonly type: 'leaving'; readonly button: number | undefined };

/** @param tooLong the sentence for text that was left out */
export type TooLong = (title: string, longest: number) => string;

/** The keyboard is in `focus`, else in the first empty required field, else in the first field. */
export function beginForm(fields: readonly Field[], focus?: string): FormState {
  const inputs = Object.fromEntries(
    fields.flatMap((field): [string, TextField | number][] =>
      field.kind === 'fact' ? [] : [[field.name, begin(field)]],
    ),
  );
  const state = { inputs, focus: '', problem: undefined, busy: false, leaving: undefined };
  const shown = inputsShown(fields, valuesOf(fields, state));
  const first = shown.find((field) => isMissing(field, state)) ?? shown[0];
  return { ...state, focus: focus ?? first?.name ?? '' };
}

function begin(field: Input): TextField | number {
  if (field.kind === 'text') return fieldOf(field.value);
  if (field.kind === 'check') return field.value ? 1 : 0;
  return Math.max(
    0,
    field.options.findIndex((option) => optionValue(option) === field.value),
  );
}

export function valuesOf(fields: readonly Field[], { inputs }: Pick<FormState, 'inputs'>): Values {
  const values: [string, string][] = [];
  for (const field of fields) {
    if (field.kind === 'fact') continue;
    const input = inputs[field.name] ?? begin(field);
    if (typeof input !== 'number') values.push([field.name, textIn(input)]);
    else if (field.kind === 'choice') values.push([field.name, optionValue(field.options[input] ?? '')]);
    else values.push([field.name, input === 1 ? 'yes' : 'no']);
  }
  return Object.fromEntries(values);
}

export const fieldsShown = (fields: readonly Field[], values: Values): readonly Field[] =>
  fields.filter(({ when }) => when?.(values) ?? true);

export const inputsShown = (fields: readonly Field[], values: Values): readonly Input[] =>
  fieldsShown(fields, values).filter((field) => field.kind !== 'fact');

const isMissing = (field: Input, { inputs }: Pick<FormState, 'inputs'>): boolean => {
  const input = inputs[field.name];
  return field.kind === 'text' && field.required !== undefined && typeof input === 'object'
    ? textIn(input).trim() === ''
    : false;
};

/** The first required field that is empty, as a problem. */
export function missingIn(fields: readonly Field[], state: FormState): Problem | undefined {
  const missing = inputsShown(fields, valuesOf(fields, state)).find((field) => isMissing(field, state));
  return missing?.kind === 'text' ? { field: missing.name, message: missing.required ?? '' } : undefined;
}

/** Would text be lost if the form closed now? */
export const hasTyped = (fields: readonly Field[], { inputs }: FormState): boolean =>
  fields.some((field) => {
    const input = inputs[field.name];
    return field.kind === 'text' && typeof input === 'object' && isOther(field, textIn(input));
  });

const isOther = (field: TextInput, text: string): boolean => text !== field.value && text.trim() !== '';

/** Pure and total: what does not fit changes nothing. */
export function reduceForm(
  fields: readonly Field[],
  state: FormState,
  action: FormAction,
  tooLong: TooLong,
): FormState {
  if (state.busy && action.type !== 'refused') return state;
  const shown = inputsShown(fields, valuesOf(fields, state));
  const field = shown.find(({ name }) => name === state.focus);
  const input = state.inputs[state.focus];
  const withInput = (value: TextField | number, problem?: Problem): FormState => ({
    ...state,
    inputs: { ...state.inputs, [state.focus]: value },
    problem,
  });
  switch (action.type) {
    case 'typed':
    case 'edited': {
      if (field?.kind !== 'text' || typeof input !== 'object') return state;
      const text = typeInto(input, action, field.lines ?? false);
      if (!text) return state;
      const { longest = Number.POSITIVE_INFINITY, title } = field;
      const after = splitGraphemes(text.after).length;
      const before = splitGraphemes(text.before);
      if (text.before === input.before || before.length + after <= longest) return withInput(text);
      // What is not taken is said here, and not found missing later.
      const kept = before.slice(0, Math.max(0, longest - after)).join('');
      return withInput({ ...text, before: kept }, { field: field.name, message: tooLong(title, longest) });
    }
    case 'chose': {
      if (!field || field.kind === 'text' || typeof input !== 'number') return state;
      const count = field.kind === 'choice' ? field.options.length : 2;
      const wanted = input + action.by;
      const around = action.around || field.kind === 'check';
      return withInput(around ? (wanted + count) % count : Math.min(count - 1, Math.max(0, wanted)));
    }
    case 'stepped': {
      const place = shown.findIndex(({ name }) => name === state.focus);
      const next = shown[(place + action.by + shown.length) % shown.length];
      return next ? { ...state, focus: next.name } : state;
    }
    case 'focused':
      return shown.some(({ name }) => name === action.name) ? { ...state, focus: action.name } : state;
    case 'submitted':
      return { ...state, busy: true, problem: undefined, leaving: undefined };
    case 'refused': {
      const { problem } = action;
      const at = shown.find(({ name }) => name === problem.field);
      return { ...state, busy: false, problem, focus: at?.name ?? state.focus };
    }
    case 'leaving':
      return { ...state, leaving: action.button };
  }
}

/** What a typed text or an editing key makes of an input; undefined: nothing. */
export function typeInto(
  field: TextField,
  action:
    | { readonly type: 'typed'; readonly text: string }
    | { readonly type: 'edited'; readonly key: string },
  lines = false,
): TextField | undefined {
  if (action.type === 'edited') return editField(field, action.key);
  return insert(field, lines ? action.text : action.text.replace(/\s*\n\s*/g, ' '));
}
