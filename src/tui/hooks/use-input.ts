import type { DOMElement } from 'ink';
import { type Key, useInput } from 'ink';
import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  type RefObject,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
} from 'react';
import { type Act, type Console, findByKey, reasonAgainst } from '../act.ts';
import { useConsole } from '../context.tsx';
import type { KeyEvent, MouseEvent } from '../terminal/decode-input.ts';
import { fromInk } from '../terminal/ink-streams.ts';

export type { KeyEvent };

const KeyboardContext = createContext(true);

/** Whether the content has the keyboard and the mouse. */
export function Keyboard({ active, children }: { active: boolean; children: ReactNode }): ReactElement {
  return createElement(KeyboardContext, { value: useContext(KeyboardContext) && active }, children);
}

/** Keys and pastes, from Ink's `useInput`, while the surrounding content has the keyboard. */
export function useKeys(
  handler: (event: KeyEvent) => void,
  { isActive = true }: { readonly isActive?: boolean } = {},
): void {
  useTerminalInput((event) => event.type !== 'mouse' && handler(event), isActive);
}

/**
 * All events of the terminal. Calls the handler of the last render; the subscription itself is not renewed
 * with each render, so that the order of handlers stays the same.
 */
function useTerminalInput(handler: (event: KeyEvent | MouseEvent) => unknown, isActive: boolean): void {
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
 * The keys of an open box or a sign-in screen. `handlers` by id of the act, otherwise the act's own `run`;
 * other events are passed to `onText` (inputs). Handlers must read fresh state: a burst of keys arrives
 * without a pause.
 */
export function useActs(
  acts: readonly Act[],
  handlers: Readonly<Record<string, () => unknown>>,
  onText?: (event: KeyEvent) => void,
): void {
  const console = useConsole();
  useKeys((event) => {
    dropWarning(console);
    const act = event.type === 'key' ? findByKey(acts, event.name, onText === undefined) : undefined;
    if (!act) return onText?.(event);
    const reason = reasonAgainst(act, console.at());
    if (reason !== undefined) return console.say('warning', reason);
    // A rejection is a bug and ends the console, with the terminal restored.
    void (handlers[act.id]?.() ?? act.run?.(console));
  });
}

/** A warning is shown until the next key; success messages disappear by themselves, and errors are shown until Esc. */
export function dropWarning({ ui }: Pick<Console, 'ui'>): void {
  if (ui.snapshot().notice?.tone === 'warning') ui.dispatch({ type: 'set', ui: { notice: undefined } });
}

/** Row and column inside the element, from 0; or a step of the wheel over it, 1 is down. */
export type Click = { readonly row: number; readonly column: number; readonly double: boolean };
export type Wheel = { readonly wheel: 1 | -1 };

/**
 * Presses of the left button on an element, and the wheel over it, while its surroundings have the keyboard.
 */
export function useClick(ref: RefObject<DOMElement | null>, handler: (at: Click | Wheel) => void): void {
  useTerminalInput((event) => {
    if (event.type !== 'mouse' || !ref.current) return;
    const place = placeIn(ref.current, event);
    if (!place) return;
    handler(event.wheel === undefined ? { ...place, double: event.double === true } : { wheel: event.wheel });
  }, true);
}

interface Place {
  readonly row: number;
  readonly column: number;
}

/** Converts a screen position to one inside the element; undefined if outside or clipped by a parent. */
function placeIn(element: DOMElement, { row, column }: Place): Place | undefined {
  const boxes: { left: number; top: number; width: number; height: number }[] = [];
  for (let node: DOMElement | undefined = element; node?.yogaNode; node = node.parentNode) {
    boxes.unshift(node.yogaNode.getComputedLayout());
  }
  let place = { row, column };
  for (const { left, top, width, height } of boxes) {
    place = { row: place.row - top, column: place.column - left };
    if (place.row < 0 || place.column < 0 || place.row >= height || place.column >= width) return undefined;
  }
  return place;
}

/**
 * Releases the mouse, so that the terminal selects text with it; returns a function that captures it again.
 */
export const MouseContext = createContext<() => () => void>(() => () => {});

/** Leaves the mouse to the terminal while the component is mounted, to select keys and links. */
export function useReleasedMouse(): void {
  const release = useContext(MouseContext);
  useEffect(release, [release]);
}
