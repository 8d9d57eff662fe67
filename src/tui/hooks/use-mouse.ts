import type { DOMElement } from 'ink';
import { createContext, type RefObject, useContext, useEffect } from 'react';
import { useTerminalInput } from './use-keys.ts';

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
