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

const firstOf = (text: string): string => splitGraphemes(text)[0] ?? '';
const withoutLast = (text: string): string => splitGraphemes(text).slice(0, -1).join('');

/** What the keys of every input do to the text before and after the cursor. */
// biome-ignore format: one row a key
const edits: Readonly<Record<string, (before: string, after: string) => readonly [before: string, after: string]>> = {
  left: (before, after) => [withoutLast(before), before.slice(withoutLast(before).length) + after],
  right: (before, after) => [before + firstOf(after), after.slice(firstOf(after).length)],
  home: (before, after) => ['', before + after],
  'ctrl+a': (before, after) => ['', before + after],
  end: (before, after) => [before + after, ''],
  'ctrl+e': (before, after) => [before + after, ''],
  backspace: (before, after) => [withoutLast(before), after],
  delete: (before, after) => [before, after.slice(firstOf(after).length)],
  'ctrl+w': (before, after) => [before.replace(/\S*\s*$/, ''), after],
  'ctrl+u': (_, after) => ['', after],
  'ctrl+k': (before) => [before, ''],
};

/** Applies a key or a paste; a paste is trimmed. @param lines whether a paste keeps its line breaks */
export function typeKey(field: TextField, event: KeyEvent, lines = false): TextField {
  const typed = event.type === 'paste' ? event.text.trim() : event.text;
  if (typed) return { ...field, before: field.before + (lines ? typed : typed.replace(/\s*\n\s*/g, ' ')) };
  const edited = event.type === 'key' ? edits[event.name]?.(field.before, field.after) : undefined;
  return edited ? { before: edited[0], after: edited[1] } : field;
}
