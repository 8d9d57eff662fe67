import type { KeyEvent } from '../../terminal/decode-input.ts';
import { splitGraphemes } from '../fit.ts';
import type { Cell } from '../text.tsx';
import { fieldOf, type TextField, textIn, typeKey } from '../text-field.ts';
import { words } from './words.ts';

/** Values of a form by field name. A checkbox is `yes` or `no`. */
export type Values = Readonly<Record<string, string>>;

type Option = string | { readonly value: string; readonly title: string };

interface Common {
  readonly name: string;
  readonly title: string;
  /** Always shown if absent. A hidden field keeps its value. */
  readonly when?: (values: Values) => boolean;
  /** After the field, if there is room: `to 21 Nov 09:26`. */
  readonly note?: (values: Values) => string | undefined;
}

export interface TextInput extends Common {
  readonly kind: 'text';
  /** What to type, or what an empty field means; shown in the empty field. */
  readonly hint: string;
  readonly value: string;
  /** Makes the field required: the message if it is empty. */
  readonly required?: string;
  /** Maximum length in graphemes; further input is ignored. */
  readonly longest?: number;
  /** Shows the typed text as a fixed number of dots. */
  readonly hidden?: boolean;
  /** Keeps the line breaks of pasted text; shows only the number of lines. */
  readonly lines?: boolean;
}

export interface ChoiceInput extends Common {
  readonly kind: 'choice';
  readonly options: readonly Option[];
  readonly value: string;
}

interface CheckInput extends Common {
  readonly kind: 'check';
  readonly value: boolean;
}

/** A read-only line of the form. */
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

/** @param options also titles by value @param value the first option if undefined or not an option */
export const choiceField = (
  name: string,
  title: string,
  options: readonly Option[] | Readonly<Record<string, string>>,
  value?: string,
  more: More<ChoiceInput> = {},
): ChoiceInput => ({
  ...{ ...more, kind: 'choice', name, title, value: value ?? '' },
  options: isArray(options)
    ? options
    : Object.entries(options).map(([id, text]) => ({ value: id, title: text })),
});

const isArray: (value: unknown) => value is readonly unknown[] = Array.isArray;

export const checkField = (
  name: string,
  title: string,
  value = false,
  more: More<CheckInput> = {},
): CheckInput => ({ ...more, kind: 'check', name, title, value });

/** @param text a string, or a function of the values typed so far */
export const fact = (name: string, title: string, text: Cell | Fact['text'], when?: Fact['when']): Fact => ({
  kind: 'fact',
  name,
  title,
  text: typeof text === 'function' ? text : () => text,
  ...(when && { when }),
});

const optionValue = (option: Option): string => (typeof option === 'string' ? option : option.value);
export const optionTitle = (option: Option): string => (typeof option === 'string' ? option : option.title);

/** Why a form was refused; `field`: the invalid one. */
interface Problem {
  readonly message: string;
  readonly field?: string | undefined;
}

export interface FormState {
  readonly values: Values;
  /** Name of the focused field, and its text with the cursor. */
  readonly focus: string;
  readonly typed: TextField;
  readonly problem: Problem | undefined;
  readonly busy: boolean;
  /** Set after Esc if typed text would be lost: index of the selected button, keep or discard. */
  readonly discardButton: number | undefined;
}

export type FormAction =
  | { readonly type: 'typed'; readonly event: KeyEvent }
  | { readonly type: 'stepped'; readonly by: number }
  /** Selects another option, or toggles a checkbox. `around`: wraps after the last option. */
  | { readonly type: 'chose'; readonly by: number; readonly around?: boolean }
  | { readonly type: 'focused'; readonly name: string }
  | { readonly type: 'submitted' }
  | { readonly type: 'refused'; readonly problem: Problem }
  | { readonly type: 'leaving'; readonly button: number | undefined };

/** The possible values of a field; undefined for a text field. */
const choicesOf = (field: Field): readonly string[] =>
  field.kind === 'check' ? ['no', 'yes'] : field.kind === 'choice' ? field.options.map(optionValue) : [];

export const placeOf = (field: Field, value: string | undefined): number =>
  Math.max(0, choicesOf(field).indexOf(value ?? ''));

/** Focuses `focus`, otherwise the first empty required field, otherwise the first field. */
export function beginForm(fields: readonly Field[], focus?: string): FormState {
  const values: Record<string, string> = {};
  for (const field of fields) {
    if (field.kind === 'fact') continue;
    const value = field.kind === 'check' ? (field.value ? 'yes' : 'no') : field.value;
    values[field.name] = field.kind === 'text' ? value : (choicesOf(field)[placeOf(field, value)] ?? '');
  }
  const name = focus ?? missingIn(fields, values)?.field ?? inputsShown(fields, values)[0]?.name ?? '';
  const typed = fieldOf(values[name] ?? '');
  return { values, focus: name, typed, problem: undefined, busy: false, discardButton: undefined };
}

export const fieldsShown = (fields: readonly Field[], values: Values): readonly Field[] =>
  fields.filter(({ when }) => when?.(values) ?? true);

const inputsShown = (fields: readonly Field[], values: Values): readonly Input[] =>
  fieldsShown(fields, values).filter((field) => field.kind !== 'fact');

/** The first required field that is empty. */
export function missingIn(fields: readonly Field[], values: Values): Problem | undefined {
  for (const field of inputsShown(fields, values)) {
    if (field.kind !== 'text' || field.required === undefined || values[field.name]?.trim() !== '') continue;
    return { field: field.name, message: field.required };
  }
  return undefined;
}

/** Whether closing the form now would lose typed text. */
export const hasTyped = (fields: readonly Field[], values: Values): boolean =>
  fields.some((field) => {
    const text = values[field.name] ?? '';
    return field.kind === 'text' && text !== field.value && text.trim() !== '';
  });

/** Pure and total: an action that does not apply changes nothing. */
export function reduceForm(fields: readonly Field[], state: FormState, action: FormAction): FormState {
  if (state.busy && action.type !== 'refused') return state;
  const shown = inputsShown(fields, state.values);
  const place = shown.findIndex(({ name }) => name === state.focus);
  const field = shown[place];
  const having = (typed: TextField, problem?: Problem): FormState => ({
    ...state,
    values: { ...state.values, [state.focus]: textIn(typed) },
    typed,
    problem,
  });
  const focusOn = (name: string | undefined) =>
    name === state.focus || !shown.some((one) => one.name === name)
      ? {}
      : { focus: name ?? '', typed: fieldOf(state.values[name ?? ''] ?? '') };
  switch (action.type) {
    case 'typed': {
      if (field?.kind !== 'text') return state;
      const text = typeKey(state.typed, action.event, field.lines);
      if (text === state.typed) return state;
      const { longest = Number.POSITIVE_INFINITY, title } = field;
      const after = splitGraphemes(text.after).length;
      const before = splitGraphemes(text.before);
      if (text.before === state.typed.before || before.length + after <= longest) return having(text);
      // Ignored input is reported at once, not found missing later.
      const kept = before.slice(0, Math.max(0, longest - after)).join('');
      const message = words().tooLong(title, longest);
      return having({ ...text, before: kept }, { field: field.name, message });
    }
    case 'chose': {
      if (!field || field.kind === 'text') return state;
      const choices = choicesOf(field);
      const wanted = placeOf(field, state.values[field.name]) + action.by;
      const around = action.around || field.kind === 'check';
      const last = choices.length - 1;
      const chosen = around
        ? (wanted + choices.length) % choices.length
        : Math.min(last, Math.max(0, wanted));
      return having(fieldOf(choices[chosen] ?? ''));
    }
    case 'stepped':
      return { ...state, ...focusOn(shown[(place + action.by + shown.length) % shown.length]?.name) };
    case 'focused':
      return { ...state, ...focusOn(action.name) };
    case 'submitted':
      return { ...state, busy: true, problem: undefined, discardButton: undefined };
    case 'refused':
      return { ...state, busy: false, problem: action.problem, ...focusOn(action.problem.field) };
    case 'leaving':
      return { ...state, discardButton: action.button };
  }
}
