import { type Key, useInput } from 'ink';
import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useCallback,
  useContext,
  useLayoutEffect,
  useRef,
} from 'react';
import { type Act, findByKey, reasonAgainst } from '../act.ts';
import { useConsole } from '../context.tsx';
import type { KeyEvent, MouseEvent } from '../terminal/decode-input.ts';
import { fromInk } from '../terminal/ink-streams.ts';

export type { KeyEvent };

const KeyboardContext = createContext(true);

/** Whether what is inside has the keyboard, and the mouse. */
export function Keyboard({ active, children }: { active: boolean; children: ReactNode }): ReactElement {
  return createElement(KeyboardContext, { value: useContext(KeyboardContext) && active }, children);
}

/** Keys and pastes, over Ink's `useInput`, while what it is used in has the keyboard. */
export function useKeys(
  handler: (event: KeyEvent) => void,
  { isActive = true }: { readonly isActive?: boolean } = {},
): void {
  useTerminalInput((event) => event.type !== 'mouse' && handler(event), isActive);
}

/**
 * Everything that comes from the terminal. The handler of the last drawn state is called: it is not bound anew with
 * each drawing, so that it keeps its place among the others.
 */
export function useTerminalInput(
  handler: (event: KeyEvent | MouseEvent) => unknown,
  isActive: boolean,
): void {
  const active = useContext(KeyboardContext) && isActive;
  const latest = useRef({ handler, active });
  useLayoutEffect(() => {
    latest.current = { handler, active };
  });
  const onInput = useCallback((input: string, key: Key) => {
    for (const event of fromInk(input, key)) if (latest.current.active) latest.current.handler(event);
  }, []);
  useInput(onInput, { isActive: active });
}

/**
 * The keys of an open box or a way in. `handlers` by id of the act, else the act's own `run`; what is no act goes to
 * `onText` (inputs). Handlers must read fresh state: a burst of keys arrives without a pause.
 */
export function useActs(
  acts: readonly Act[],
  handlers: Readonly<Record<string, () => unknown>>,
  onText?: (event: KeyEvent) => void,
): void {
  const console = useConsole();
  useKeys((event) => {
    const act = event.type === 'key' ? findByKey(acts, event.name, onText === undefined) : undefined;
    if (!act) return onText?.(event);
    const reason = reasonAgainst(act, console.at());
    if (reason !== undefined) return console.say('warning', reason);
    // A rejection is a fault of ours and ends the console, with the terminal restored.
    void (handlers[act.id]?.() ?? act.run?.(console));
  });
}
