import type { Fingerprint } from '../../base/fingerprint.ts';
import type { Secret } from '../../base/secret.ts';
import { emptyField, fieldOf, type TextField } from '../input/text-field.ts';
import type { Style } from '../text/line.ts';
import type { Act } from './act.ts';

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
      /** What is typed is not shown. */
      readonly hidden?: boolean;
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

export type FormId =
  | ('add' | 'edit' | 'limit' | 'import' | 'rotate' | 'deadline')
  | ('edit-session' | 'upload-auth-file' | 'download-auth-file')
  | ('set-amp' | 'map-amp')
  | 'export-usage'
  | ('add-provider' | 'edit-provider' | 'duplicate-provider' | 'rotate-provider');

export type { Act } from './act.ts';

/** What a box is called: where there is no room, the name gives way and the words around it stay. */
export type Title = string | { readonly before: string; readonly name: string; readonly after: string };

/** The one box that is open over the screen. */
export type Dialog =
  | {
      readonly kind: 'form';
      readonly id: FormId;
      /** What Enter does, for the footer: `save`. */
      readonly verb: string;
      readonly title: Title;
      readonly notes: readonly string[];
      readonly fields: readonly Field[];
      readonly focus: number;
      /** Why the last try was refused. */
      readonly problem: string | undefined;
      readonly busy: boolean;
      /** The client key that it is about. */
      readonly target: Fingerprint | undefined;
      /** What else it is about, by id. */
      readonly about?: string;
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
  /** One of several is chosen, and done. */
  | {
      readonly kind: 'menu';
      readonly title: Title;
      readonly notes: readonly string[];
      readonly items: readonly MenuItem[];
      readonly index: number;
    }
  /** Several of many are chosen; typing finds them. */
  | {
      readonly kind: 'picker';
      readonly id: PickerId;
      /** What it is about, by id. */
      readonly about: string;
      readonly title: Title;
      readonly notes: readonly string[];
      readonly items: readonly PickerItem[];
      readonly chosen: ReadonlySet<string>;
      readonly typed: TextField;
      /** Among those that fit what is typed. */
      readonly index: number;
      readonly problem: string | undefined;
      readonly busy: boolean;
    }
  /** The login that goes on; what it has come to stands in the store. */
  | {
      readonly kind: 'login';
      readonly typed: TextField;
      /** The link as a QR code, in half blocks; undefined: not shown. */
      readonly qr: string | undefined;
    }
  /** Something to read, over the whole body; lines may still come while it is busy. */
  | {
      readonly kind: 'report';
      /** Tells whoever fills it that this is still the one that was opened. */
      readonly id: string;
      readonly title: Title;
      readonly lines: readonly ReportLine[];
      readonly top: number;
      readonly busy: boolean;
      /** What `c` copies, and what it is called then: `The snippet`. */
      readonly copy: { readonly what: string; readonly text: Secret } | undefined;
    }
  | { readonly kind: 'help'; readonly top: number }
  /** May the usage be read (H4)? It stands in the store; here is only that it is being answered. */
  | { readonly kind: 'question' }
  | { readonly kind: 'palette'; readonly typed: TextField; readonly index: number };

export interface MenuItem {
  readonly title: string;
  readonly hint: string;
  readonly act: Act;
}

export type PickerId = 'models';

export interface PickerItem {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
}

/** Those that have all the typed words. */
export function pickable({ items, typed }: Extract<Dialog, { kind: 'picker' }>): readonly PickerItem[] {
  const words = (typed.before + typed.after).toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter(({ title, hint }) => {
    const text = `${title} ${hint}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** `unbroken`: on rows of its own and never folded by us, so that selecting it takes nothing else along. */
export type ReportLine = { readonly text: string; readonly style?: Style } | { readonly unbroken: string };

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
