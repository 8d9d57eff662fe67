import { type Key, useInput } from 'ink';
import { createContext, createElement, type ReactElement, type ReactNode, useContext } from 'react';

/**
 * One thing that came from the keyboard. `name` is what the records speak of: a letter as typed (`j`, `G`, `ü`),
 * `space`, `enter`, `up`, `pageup`, `ctrl+c`, `shift+tab`, `f1`. `text` is set when it can be typed into an input.
 */
export type KeyEvent =
  | { readonly type: 'key'; readonly name: string; readonly text?: string }
  /** A bracketed paste, whole, with its line ends as `\n`. */
  | { readonly type: 'paste'; readonly text: string };

const KeyboardContext = createContext(true);

/** Whether what is inside has the keyboard. */
export function Keyboard({
  active,
  children,
}: {
  readonly active: boolean;
  readonly children: ReactNode;
}): ReactElement {
  return createElement(KeyboardContext, { value: useContext(KeyboardContext) && active }, children);
}

/** Keys and pastes, over Ink's `useInput`, while what it is used in has the keyboard. */
export function useKeys(
  handler: (event: KeyEvent) => void,
  { isActive = true }: { readonly isActive?: boolean } = {},
): void {
  const keyboard = useContext(KeyboardContext);
  useInput((input, key) => handler(eventOf(input, key)), { isActive: keyboard && isActive });
}

function eventOf(input: string, key: Key): KeyEvent {
  if (key.upArrow) return { type: 'key', name: 'up' };
  if (key.downArrow) return { type: 'key', name: 'down' };
  if (key.leftArrow) return { type: 'key', name: 'left' };
  if (key.rightArrow) return { type: 'key', name: 'right' };
  if (key.return) return { type: 'key', name: 'enter' };
  if (key.escape) return { type: 'key', name: 'escape' };
  if (key.tab) return { type: 'key', name: key.shift ? 'shift+tab' : 'tab' };
  if (key.backspace || key.delete) return { type: 'key', name: 'backspace' };
  if (key.pageDown) return { type: 'key', name: 'pagedown' };
  if (key.pageUp) return { type: 'key', name: 'pageup' };
  if (key.ctrl) return { type: 'key', name: `ctrl+${input}` };
  if (input === ' ') return { type: 'key', name: 'space', text: ' ' };
  return { type: 'key', name: input, text: input };
}
