import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { placeholderOf } from '../frame/line-book.ts';

/** Room for one line of the screen. Its words are in the line book, at `slot`. */
export function Place({
  slot,
  width,
  height = 1,
}: {
  slot: number;
  width: number;
  height?: number;
}): ReactElement {
  return (
    <Box width={width} height={height} flexShrink={0}>
      <Text>{placeholderOf(slot)}</Text>
    </Box>
  );
}
