import { Box, Text } from 'ink';
import { createContext, type ReactElement, use, useEffect, useState } from 'react';
import { type LineBook, placeholderOf } from '../frame/line-book.ts';
import { fitLine } from '../text/fit.ts';
import type { Line as LineText } from '../text/line.ts';
import type { Theme } from '../theme.ts';

/** What lines are painted with, and where they are kept until then. */
export interface Paper {
  readonly book: LineBook;
  readonly theme: Theme;
}

export const PaperContext = createContext<Paper | undefined>(undefined);

interface LineProps {
  readonly line: LineText;
  readonly width: number;
  readonly inverse?: boolean;
  /** Column of the screen that it begins in. */
  readonly at?: number;
}

/** One line of the screen, exactly `width` columns. */
export function Line({ line, width, inverse = false, at = 0 }: LineProps): ReactElement {
  const { book, theme } = usePaper();
  const slot = useSlot(book);
  // Written while rendering, on purpose: rendering is synchronous here, and a frame whose layout has not changed
  // is painted from the book alone.
  book.write(slot, { text: theme.paint(fitLine(line, width), inverse, at), width });
  return <Placed slot={slot} width={width} height={1} />;
}

/** A secret, whole: on one row when it fits, else wrapped by the terminal, so that a selection copies it unbroken. */
export function UnbrokenLine({
  text,
  width,
}: {
  readonly text: string;
  readonly width: number;
}): ReactElement {
  const { book, theme } = usePaper();
  const slot = useSlot(book);
  const flows = text.length > width;
  book.write(slot, {
    text: theme.paint([{ text, style: 'bold' }]),
    width: Math.min(width, text.length),
    flows,
  });
  return <Placed slot={slot} width={width} height={Math.max(1, Math.ceil(text.length / width))} />;
}

function Placed({ slot, width, height }: { slot: number; width: number; height: number }): ReactElement {
  return (
    <Box width={width} height={height} flexShrink={0}>
      <Text>{placeholderOf(slot)}</Text>
    </Box>
  );
}

function usePaper(): Paper {
  const paper = use(PaperContext);
  if (!paper) throw new Error('lines are drawn inside a PaperContext');
  return paper;
}

function useSlot(book: LineBook): number {
  const [slot] = useState(() => book.take());
  useEffect(() => () => book.release(slot), [book, slot]);
  return slot;
}
