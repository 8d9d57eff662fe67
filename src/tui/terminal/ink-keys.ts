import type { Key } from 'ink';
import { type KeyEvent, keyOfCharacter, type MouseEvent } from './decode-input.ts';

/** Begins what Ink has no name for; behind it the event as JSON, in which no control character stands as itself. */
const marker = '\uE0A7';

/** The keys that Ink names, in a spelling that it takes for nothing else. */
// biome-ignore format: a table
const sequences: Readonly<Record<string, string>> = {
  up: '\u001B[A', down: '\u001B[B', right: '\u001B[C', left: '\u001B[D', home: '\u001B[H', end: '\u001B[F',
  pageup: '\u001B[5~', pagedown: '\u001B[6~', enter: '\r', tab: '\t', 'shift+tab': '\u001B[Z',
  // Ink calls what most terminals send for Backspace (0x7F) Delete.
  backspace: '\b',
  // A bare Escape would be joined with the next key; this is Kitty's spelling.
  escape: '\u001B[27u',
};

/** What Ink is given to read for an event: its own spelling where it has one, so that `useInput` works everywhere. */
export function toInk(event: KeyEvent | MouseEvent): string {
  if (event.type === 'key') {
    const { name, text } = event;
    if (text !== undefined) return text.startsWith(marker) ? marker + JSON.stringify(event) : text;
    const [, letter] = /^ctrl\+([a-z])$/.exec(name) ?? [];
    const spelling =
      sequences[name] ?? (letter && String.fromCharCode(letter.charCodeAt(0) - 'a'.charCodeAt(0) + 1));
    if (spelling !== undefined) return spelling;
  }
  return marker + JSON.stringify(event);
}

// biome-ignore format: a table
const flags = [
  ['upArrow', 'up'], ['downArrow', 'down'], ['leftArrow', 'left'], ['rightArrow', 'right'], ['home', 'home'], ['end', 'end'],
  ['pageUp', 'pageup'], ['pageDown', 'pagedown'], ['return', 'enter'], ['escape', 'escape'],
  ['backspace', 'backspace'], ['delete', 'backspace'],
] as const satisfies readonly (readonly [keyof Key, string])[];

/** The event behind what `useInput` hands over. Several characters at once, as tests type them, are a key each. */
export function fromInk(input: string, key: Key): readonly (KeyEvent | MouseEvent)[] {
  if (input.startsWith(marker)) return [JSON.parse(input.slice(marker.length))];
  if (key.tab) return [{ type: 'key', name: key.shift ? 'shift+tab' : 'tab' }];
  const flag = flags.find(([name]) => key[name]);
  if (flag) return [{ type: 'key', name: flag[1] }];
  if (key.ctrl) return [{ type: 'key', name: `ctrl+${input}` }];
  return [...input].map(keyOfCharacter).filter((event) => event !== undefined);
}
