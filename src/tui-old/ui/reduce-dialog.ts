import { editField, emptyField, insert, type TextField, textIn } from '../input/text-field.ts';
import { splitGraphemes } from '../text/fit.ts';
import type { Dialog, Field, ReportLine } from './dialog.ts';
import { reducePicker } from './reduce-picker.ts';

/** What a key does inside the open box. Opening, closing and carrying out are not its matter. */
export type DialogAction =
  /** Text goes into the focused input. */
  | { readonly type: 'typed'; readonly text: string }
  /** An editing key, by name, for the focused input. */
  | { readonly type: 'edited'; readonly key: string }
  /** To another field, another line. */
  | { readonly type: 'stepped'; readonly by: number }
  /** Another option of a choice. */
  | { readonly type: 'chose'; readonly by: number }
  /** A line more in a report, or all of them anew. */
  | {
      readonly type: 'reported';
      readonly id: string;
      readonly lines: readonly ReportLine[];
      readonly busy: boolean;
      readonly copy?: Report['copy'];
    }
  | { readonly type: 'submitted' }
  /** `field`: the one that is wrong, which gets the keyboard. */
  | { readonly type: 'refused'; readonly problem: string; readonly field?: string | undefined }
  /** In a login: the link as a QR code, or none. */
  | { readonly type: 'coded'; readonly qr: string | undefined }
  /** In a login: what was pasted is on its way. */
  | { readonly type: 'handed-in' }
  /** In a picker: the one under the cursor, or all that fit what is typed. */
  | { readonly type: 'picked'; readonly all: boolean };

/** Pure and total: what does not fit the open box changes nothing. */
export function reduceDialog(dialog: Dialog, action: DialogAction): Dialog {
  switch (dialog.kind) {
    case 'form':
      return reduceForm(dialog, action);
    case 'confirm': {
      if (dialog.word === undefined) return dialog;
      const typed = typeInto(dialog.typed, action, false);
      return typed ? { ...dialog, typed } : dialog;
    }
    case 'once':
    case 'sentence':
    case 'question':
      return dialog;
    case 'login': {
      if (action.type === 'coded') return { ...dialog, qr: action.qr };
      if (action.type === 'handed-in') return { ...dialog, typed: emptyField };
      const typed = typeInto(dialog.typed, action, false);
      return typed ? { ...dialog, typed } : dialog;
    }
    case 'picker':
      return reducePicker(dialog, action);
    case 'menu': {
      if (action.type !== 'stepped') return dialog;
      const last = Math.max(0, dialog.items.length - 1);
      return { ...dialog, index: Math.min(last, Math.max(0, dialog.index + action.by)) };
    }
    case 'report': {
      if (action.type === 'stepped') return { ...dialog, top: Math.max(0, dialog.top + action.by) };
      if (action.type !== 'reported' || action.id !== dialog.id) return dialog;
      const { lines, busy, copy = dialog.copy } = action;
      return { ...dialog, lines, busy, copy };
    }
    case 'help':
      return action.type === 'stepped' ? { ...dialog, top: Math.max(0, dialog.top + action.by) } : dialog;
    case 'palette': {
      if (action.type === 'stepped') return { ...dialog, index: Math.max(0, dialog.index + action.by) };
      const typed = typeInto(dialog.typed, action, false);
      return typed ? { ...dialog, typed, index: 0 } : dialog;
    }
  }
}

type Form = Extract<Dialog, { kind: 'form' }>;
type Report = Extract<Dialog, { kind: 'report' }>;

function reduceForm(form: Form, action: DialogAction): Form {
  if (form.busy && action.type !== 'refused') return form;
  const field = form.fields[form.focus];
  switch (action.type) {
    case 'typed':
    case 'edited': {
      if (field?.kind !== 'text') return form;
      const text = typeInto(field.text, action, field.lines ?? false);
      if (!text) return form;
      const { longest = Number.POSITIVE_INFINITY, title } = field;
      const tooMuch = text.before !== field.text.before && splitGraphemes(textIn(text)).length > longest;
      if (!tooMuch) return { ...withField(form, { ...field, text }), problem: undefined };
      // What is not taken is told here, and not found missing later.
      const kept = splitGraphemes(text.before).slice(0, longest - splitGraphemes(text.after).length);
      const short = { ...field, text: { ...text, before: kept.join('') } };
      return {
        ...withField(form, short),
        problem: `${title}: at most ${longest} characters; the rest was left out.`,
      };
    }
    case 'stepped': {
      const count = form.fields.length;
      return { ...form, focus: (((form.focus + action.by) % count) + count) % count };
    }
    case 'chose': {
      if (field?.kind !== 'choice') return form;
      const chosen = Math.min(field.options.length - 1, Math.max(0, field.chosen + action.by));
      return { ...withField(form, { ...field, chosen }), problem: undefined };
    }
    case 'submitted':
      return { ...form, busy: true, problem: undefined };
    case 'refused':
      return { ...form, busy: false, problem: action.problem, focus: placeOf(form, action.field) };
    case 'reported':
    case 'picked':
    case 'coded':
    case 'handed-in':
      return form;
  }
}

function placeOf(form: Form, name: string | undefined): number {
  const place = form.fields.findIndex((field) => field.name === name);
  return place < 0 ? form.focus : place;
}

function withField(form: Form, field: Field): Form {
  return { ...form, fields: form.fields.map((old, index) => (index === form.focus ? field : old)) };
}

export function typeInto(field: TextField, action: DialogAction, lines: boolean): TextField | undefined {
  if (action.type === 'edited') return editField(field, action.key);
  if (action.type !== 'typed') return undefined;
  return insert(field, lines ? action.text : action.text.replace(/\s*\n\s*/g, ' '));
}
