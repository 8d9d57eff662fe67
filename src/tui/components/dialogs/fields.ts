import type { Cell } from '../text.tsx';

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
