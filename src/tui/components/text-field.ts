import type { KeyEvent } from '../terminal/decode-input.ts';
import { splitGraphemes } from './fit.ts';

/** What is typed so far. `before` and `after` the cursor; pure, so that any burst of keys can be replayed. */
export interface TextField {
  readonly before: string;
  readonly after: string;
}

export const emptyField: TextField = { before: '', after: '' };
export const fieldOf = (text: string): TextField => ({ before: text, after: '' });
export const textIn = (field: TextField): string => field.before + field.after;

export function insert(field: TextField, text: string): TextField {
  return { ...field, before: field.before + text };
}

/** The keys that every input knows; undefined: not one of them. */
export function editField(field: TextField, key: string): TextField | undefined {
  const { before, after } = field;
  switch (key) {
    case 'left':
      return { before: withoutLast(before), after: before.slice(withoutLast(before).length) + after };
    case 'right':
      return { before: before + firstOf(after), after: after.slice(firstOf(after).length) };
    case 'home':
    case 'ctrl+a':
      return { before: '', after: before + after };
    case 'end':
    case 'ctrl+e':
      return { before: before + after, after: '' };
    case 'backspace':
      return { before: withoutLast(before), after };
    case 'delete':
      return { before, after: after.slice(firstOf(after).length) };
    case 'ctrl+w':
      return { before: before.replace(/\S*\s*$/, ''), after };
    case 'ctrl+u':
      return { before: '', after };
    case 'ctrl+k':
      return { before, after: '' };
    default:
      return undefined;
  }
}

const firstOf = (text: string): string => splitGraphemes(text)[0] ?? '';
const withoutLast = (text: string): string => splitGraphemes(text).slice(0, -1).join('');

/** A text, or an editing key by name. */
export type Typing =
  | { readonly type: 'typed'; readonly text: string }
  | { readonly type: 'edited'; readonly key: string };

/** What a key or a paste means in an input. */
export const typing = (event: KeyEvent): Typing =>
  event.text === undefined || event.text === ''
    ? { type: 'edited', key: event.type === 'key' ? event.name : '' }
    : { type: 'typed', text: event.text };

/** What it makes of an input; undefined: nothing. @param lines keeps line ends */
export const typeInto = (field: TextField, action: Typing, lines = false): TextField | undefined =>
  action.type === 'edited'
    ? editField(field, action.key)
    : insert(field, lines ? action.text : action.text.replace(/\s*\n\s*/g, ' '));

/** The same, of one row: a paste loses its line ends and the spaces around it. */
export const typeKey = (field: TextField, event: KeyEvent): TextField =>
  typeInto(field, typing(event.type === 'paste' ? { ...event, text: event.text.trim() } : event)) ?? field;
