import { type DOMElement, measureElement } from 'ink';
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

/**
 * Rows that the layout gives a box, known from the second frame on; call `measure` after renders that skip
 * this component. @param guess rows of the first frame
 */
export function useHeight(
  guess = 10,
): readonly [ref: RefObject<DOMElement | null>, height: number, measure: () => void] {
  const ref = useRef<DOMElement>(null);
  const [height, setHeight] = useState(guess);
  // Reset without a box: the next one may have another height.
  const measure = useCallback(() => {
    setHeight(ref.current ? measureElement(ref.current).height : guess);
  }, [guess]);
  useLayoutEffect(measure);
  return [ref, height, measure];
}
