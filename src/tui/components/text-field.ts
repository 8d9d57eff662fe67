import type { KeyEvent } from '../terminal/decode-input.ts';
import { splitGraphemes } from './fit.ts';

/** Typed text `before` and `after` the cursor; immutable, so that any burst of keys can be replayed. */
export interface TextField {
  readonly before: string;
  readonly after: string;
}

export const emptyField: TextField = { before: '', after: '' };
export const fieldOf = (text: string): TextField => ({ before: text, after: '' });
export const textIn = (field: TextField): string => field.before + field.after;

/** Applies a key that every input handles; undefined for any other key. */
function editField(field: TextField, key: string): TextField | undefined {
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

/** Applies a key or a paste; a paste is trimmed. @param lines whether a paste keeps its line breaks */
export function typeKey(field: TextField, event: KeyEvent, lines = false): TextField {
  const typed = event.type === 'paste' ? event.text.trim() : event.text;
  if (typed) return { ...field, before: field.before + (lines ? typed : typed.replace(/\s*\n\s*/g, ' ')) };
  return (event.type === 'key' && editField(field, event.name)) || field;
}
