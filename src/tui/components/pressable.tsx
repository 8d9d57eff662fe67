import { Box, type BoxProps, type DOMElement } from 'ink';
import { type ReactElement, type ReactNode, useRef } from 'react';
import { useClick } from '../hooks/use-input.ts';

interface PressableProps extends Omit<BoxProps, 'ref'> {
  readonly onPress: (double: boolean) => unknown;
  readonly onWheel?: (by: 1 | -1) => unknown;
  readonly children: ReactNode;
}

/** A box where a click does what its key does. */
export function Pressable({ onPress, onWheel, children, ...box }: PressableProps): ReactElement {
  const ref = useRef<DOMElement>(null);
  useClick(ref, (at) => void ('wheel' in at ? onWheel?.(at.wheel) : onPress(at.double)));
  return (
    <Box ref={ref} flexShrink={0} {...box}>
      {children}
    </Box>
  );
}
