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
    case 'right': {
      const [first = ''] = splitGraphemes(after);
      return { before: before + first, after: after.slice(first.length) };
    }
    case 'home':
    case 'ctrl+a':
      return { before: '', after: before + after };
    case 'end':
    case 'ctrl+e':
      return { before: before + after, after: '' };
    case 'backspace':
      return { before: withoutLast(before), after };
    case 'delete': {
      const [first = ''] = splitGraphemes(after);
      return { before, after: after.slice(first.length) };
    }
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

function withoutLast(text: string): string {
  return splitGraphemes(text).slice(0, -1).join('');
}
