import { type DOMElement, measureElement } from 'ink';
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** Rows that the layout gives a box, known from the second frame on. @param guess rows of the first frame */
export function useHeight(guess = 10): readonly [ref: RefObject<DOMElement | null>, height: number] {
  const ref = useRef<DOMElement>(null);
  const [height, setHeight] = useState(guess);
  useLayoutEffect(() => {
    if (ref.current) setHeight(measureElement(ref.current).height);
  });
  return [ref, height];
}
