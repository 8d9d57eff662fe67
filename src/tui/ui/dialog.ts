import type { Fingerprint } from '../../base/fingerprint.ts';
import type { Secret } from '../../base/secret.ts';
import { emptyField, fieldOf, type TextField } from '../input/text-field.ts';

/** One input of a form. */
export type Field =
  | {
      readonly kind: 'text';
      readonly name: string;
      readonly title: string;
      readonly text: TextField;
      /** What an empty field means, shown in it. */
      readonly hint: string;
      /** Characters, as a person counts them, beyond which nothing more is taken. */
      readonly longest?: number;
      /** Keeps the line ends of what is pasted. */
      readonly lines?: boolean;
    }
  | {
      readonly kind: 'choice';
      readonly name: string;
      readonly title: string;
      readonly options: readonly string[];
      readonly chosen: number;
    };

export type FormId = 'add' | 'edit' | 'import' | 'rotate' | 'deadline';

/** What a confirmed question does. Keys are named by what stood on the screen, never by a place in a list. */
export type Act =
  | { readonly type: 'revoke'; readonly fingerprints: readonly Fingerprint[] }
  | { readonly type: 'finish'; readonly fingerprint: Fingerprint }
  | { readonly type: 'roll-back'; readonly fingerprint: Fingerprint }
  | { readonly type: 'rotate-secret' }
  | { readonly type: 'quit' };

/** What a box is called: where there is no room, the name gives way and the words around it stay. */
export type Title = string | { readonly before: string; readonly name: string; readonly after: string };

/** The one box that is open over the screen. */
export type Dialog =
  | {
      readonly kind: 'form';
      readonly id: FormId;
      readonly title: Title;
      readonly notes: readonly string[];
      readonly fields: readonly Field[];
      readonly focus: number;
      /** Why the last try was refused. */
      readonly problem: string | undefined;
      readonly busy: boolean;
      readonly target: Fingerprint | undefined;
    }
  | {
      readonly kind: 'confirm';
      readonly title: Title;
      readonly lines: readonly string[];
      readonly act: Act;
      /** Has to be typed first: for what must not happen by a slip of the finger. */
      readonly word: string | undefined;
      readonly typed: TextField;
    }
  /** A secret that is shown this once (A6). */
  | {
      readonly kind: 'once';
      /** For the sentence that says where it was copied to: `The new key`. */
      readonly what: string;
      readonly title: Title;
      readonly secret: Secret;
      readonly notes: readonly string[];
    }
  /** One sentence in full, which the list had to cut. */
  | { readonly kind: 'sentence'; readonly text: string }
  | { readonly kind: 'help'; readonly top: number }
  /** May the usage be read (H4)? It stands in the store; here is only that it is being answered. */
  | { readonly kind: 'question' }
  | { readonly kind: 'palette'; readonly typed: TextField; readonly index: number };

/** The choice that stands for no purpose. */
export const noPurpose = 'none';

type Text = Extract<Field, { kind: 'text' }>;

export const textField = (name: string, title: string, hint: string, value = ''): Text => ({
  kind: 'text',
  name,
  title,
  hint,
  text: value === '' ? emptyField : fieldOf(value),
});

export const choiceField = (name: string, title: string, options: readonly string[], chosen = 0): Field => ({
  kind: 'choice',
  name,
  title,
  options,
  chosen: Math.max(0, chosen),
});

/** What stands in a form, by field name. */
export function valuesOf(fields: readonly Field[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fields.map((field) => [
      field.name,
      field.kind === 'text' ? field.text.before + field.text.after : (field.options[field.chosen] ?? ''),
    ]),
  );
}
