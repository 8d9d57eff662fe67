import type { DOMElement } from 'ink';
import type { RefObject } from 'react';

/** A click, in rows and columns of the box from 0, or a step of the wheel. */
export type Click =
  | { readonly row: number; readonly column: number; readonly double: boolean }
  | { readonly wheel: 1 | -1 };

/** Clicks and wheel steps inside the box. */
export function useClick(_ref: RefObject<DOMElement | null>, _handler: (at: Click) => void): void {}
