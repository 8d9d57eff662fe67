import { splitGraphemes } from '../fit.ts';
import type { Cell } from '../text.tsx';
import { fieldOf, type TextField, type Typing, textIn, typeInto } from '../text-field.ts';
import { words } from './words.ts';

/** What is typed and chosen in a form, by name of the field. A check is `yes` or `no`. */
export type Values = Readonly<Record<string, string>>;

export type Option = string | { readonly value: string; readonly title: string };

interface Common {
  readonly name: string;
  readonly title: string;
  /** Absent: always there. A hidden field keeps its value. */
  readonly when?: (values: Values) => boolean;
  /** Behind the field, as long as there is room: `to 21 Nov 09:26`. */
  readonly note?: (values: Values) => string | undefined;
}

export interface TextInput extends Common {
  readonly kind: 'text';
  /** What to type, or what an empty field means; shown in the empty field. */
  readonly hint: string;
  readonly value: string;
  /** Why it may not be empty: the message under it then. */
  readonly required?: string;
  /** Characters, as a person counts them, beyond which nothing more is taken. */
  readonly longest?: number;
  /** What is typed is shown as dots that do not tell its length. */
  readonly hidden?: boolean;
  /** Keeps the line ends of what is pasted; shows only how many lines there are. */
  readonly lines?: boolean;
}

export interface ChoiceInput extends Common {
  readonly kind: 'choice';
  readonly options: readonly Option[];
  readonly value: string;
}

export interface CheckInput extends Common {
  readonly kind: 'check';
  readonly value: boolean;
}

/** Not typed: a line of the form that says what is so. */
export interface Fact extends Omit<Common, 'note'> {
  readonly kind: 'fact';
  readonly text: (values: Values) => Cell;
}

export type Field = TextInput | ChoiceInput | CheckInput | Fact;
export type Input = Exclude<Field, Fact>;

type More<Kind> = Partial<Omit<Kind, 'kind' | 'name' | 'title' | 'value'>>;

export const textField = (
  name: string,
  title: string,
  hint: string,
  value = '',
  more: More<TextInput> = {},
): TextInput => ({ ...more, kind: 'text', name, title, hint, value });

/** @param value undefined or none of the options: the first */
export const choiceField = (
  name: string,
  title: string,
  options: readonly Option[],
  value?: string,
  more: More<ChoiceInput> = {},
): ChoiceInput => ({ ...more, kind: 'choice', name, title, options, value: value ?? '' });

export const checkField = (
  name: string,
  title: string,
  value = false,
  more: More<CheckInput> = {},
): CheckInput => ({ ...more, kind: 'check', name, title, value });

/** @param text a string, or what to say of the values typed so far */
export const fact = (name: string, title: string, text: Cell | Fact['text'], when?: Fact['when']): Fact => ({
  kind: 'fact',
  name,
  title,
  text: typeof text === 'function' ? text : () => text,
  ...(when && { when }),
});

export const optionValue = (option: Option): string => (typeof option === 'string' ? option : option.value);
export const optionTitle = (option: Option): string => (typeof option === 'string' ? option : option.title);

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

type Inputs = Pick<FormState, 'inputs'>;

export type FormAction =
  | Typing
  | { readonly type: 'stepped'; readonly by: number }
  /** Another option; a check changes. `around`: behind the last comes the first. */
  | { readonly type: 'chose'; readonly by: number; readonly around?: boolean }
  | { readonly type: 'focused'; readonly name: string }
  | { readonly type: 'submitted' }
  | { readonly type: 'refused'; readonly problem: Problem }
  | { readonly type: 'leaving'; readonly button: number | undefined };

/** The keyboard is in `focus`, else in the first empty required field, else in the first field. */
export function beginForm(fields: readonly Field[], focus?: string): FormState {
  const inputs = Object.fromEntries(
    fields.flatMap((field) => (field.kind === 'fact' ? [] : [[field.name, begin(field)]])),
  );
  const first = missingInput(fields, { inputs }) ?? inputsShown(fields, valuesOf(fields, { inputs }))[0];
  return { inputs, focus: focus ?? first?.name ?? '', problem: undefined, busy: false, leaving: undefined };
}

function begin(field: Input): TextField | number {
  if (field.kind === 'text') return fieldOf(field.value);
  if (field.kind === 'check') return field.value ? 1 : 0;
  const place = field.options.findIndex((option) => optionValue(option) === field.value);
  return Math.max(0, place);
}

export function valuesOf(fields: readonly Field[], { inputs }: Inputs): Values {
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

const typedIn = (field: Field, { inputs }: Inputs): string | undefined => {
  const input = inputs[field.name];
  return typeof input === 'object' ? textIn(input) : undefined;
};

/** The first required field that is empty. */
const missingInput = (fields: readonly Field[], state: Inputs): TextInput | undefined =>
  inputsShown(fields, valuesOf(fields, state)).find(
    (field): field is TextInput =>
      field.kind === 'text' && field.required !== undefined && typedIn(field, state)?.trim() === '',
  );

/** The same, as a problem. */
export function missingIn(fields: readonly Field[], state: FormState): Problem | undefined {
  const missing = missingInput(fields, state);
  return missing && { field: missing.name, message: missing.required ?? '' };
}

/** Would text be lost if the form closed now? */
export const hasTyped = (fields: readonly Field[], state: FormState): boolean =>
  fields.some((field) => {
    const text = typedIn(field, state);
    return field.kind === 'text' && text !== undefined && text !== field.value && text.trim() !== '';
  });

/** Pure and total: what does not fit changes nothing. */
export function reduceForm(fields: readonly Field[], state: FormState, action: FormAction): FormState {
  if (state.busy && action.type !== 'refused') return state;
  const shown = inputsShown(fields, valuesOf(fields, state));
  const place = shown.findIndex(({ name }) => name === state.focus);
  const field = shown[place];
  const input = state.inputs[state.focus];
  const withInput = (value: TextField | number, problem?: Problem): FormState => ({
    ...state,
    inputs: { ...state.inputs, [state.focus]: value },
    problem,
  });
  const focusOn = (name: string | undefined): string =>
    shown.find((one) => one.name === name)?.name ?? state.focus;
  switch (action.type) {
    case 'typed':
    case 'edited': {
      if (field?.kind !== 'text' || typeof input !== 'object') return state;
      const text = typeInto(input, action, field.lines);
      if (!text) return state;
      const { longest = Number.POSITIVE_INFINITY, title } = field;
      const after = splitGraphemes(text.after).length;
      const before = splitGraphemes(text.before);
      if (text.before === input.before || before.length + after <= longest) return withInput(text);
      // What is not taken is said here, and not found missing later.
      const kept = before.slice(0, Math.max(0, longest - after)).join('');
      const message = words().tooLong(title, longest);
      return withInput({ ...text, before: kept }, { field: field.name, message });
    }
    case 'chose': {
      if (!field || field.kind === 'text' || typeof input !== 'number') return state;
      const count = field.kind === 'choice' ? field.options.length : 2;
      const wanted = input + action.by;
      const around = action.around || field.kind === 'check';
      return withInput(around ? (wanted + count) % count : Math.min(count - 1, Math.max(0, wanted)));
    }
    case 'stepped':
      return { ...state, focus: focusOn(shown[(place + action.by + shown.length) % shown.length]?.name) };
    case 'focused':
      return { ...state, focus: focusOn(action.name) };
    case 'submitted':
      return { ...state, busy: true, problem: undefined, leaving: undefined };
    case 'refused':
      return { ...state, busy: false, problem: action.problem, focus: focusOn(action.problem.field) };
    case 'leaving':
      return { ...state, leaving: action.button };
  }
}
