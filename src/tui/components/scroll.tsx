import { Box, type DOMElement } from 'ink';
import type { ReactElement, ReactNode, RefObject } from 'react';
import { useSize, useTheme } from '../context.tsx';
import { useHeight } from '../hooks/use-height.ts';
import { useClick } from '../hooks/use-input.ts';
import { useReduced } from '../hooks/use-reduced.ts';
import { Line, type Span } from './text.tsx';

type Ref = RefObject<DOMElement | null>;

/** Rows of a box and of content that may be taller (`Scrolled`); known from the second frame on. */
export function useScroll() {
  const [view, shown] = useHeight(0);
  const [content, all] = useHeight(0);
  return { view, content, shown, all, last: Math.max(0, all - shown) };
}

/** Position in content taller than its box, in rows, and the keys of the box that move it. */
export function useScrollKeys({ shown, last }: { readonly shown: number; readonly last: number }) {
  const within = (position: number) => Math.max(0, Math.min(last, position));
  const [position, scroll] = useReduced(
    (before: number, by: number) => within(within(before) + by),
    () => 0,
  );
  const keys = {
    'box-down': () => scroll(1),
    'box-up': () => scroll(-1),
    'box-page-down': () => scroll(shown),
    'box-page-up': () => scroll(-shown),
  };
  return { top: within(position), keys: last > 0 ? keys : {} };
}

interface ScrolledProps {
  readonly of: { readonly view: Ref; readonly content: Ref };
  /** Rows hidden above. */
  readonly top: number;
  readonly grow?: boolean;
  readonly children: ReactNode;
}

/** Content that scrolls in the available rows. */
export function Scrolled({ of, top, grow = false, children }: ScrolledProps): ReactElement {
  return (
    <Box ref={of.view} flexDirection="column" flexGrow={grow ? 1 : 0} overflowY="hidden">
      <Box ref={of.content} flexDirection="column" flexShrink={0} marginTop={-top}>
        {children}
      </Box>
    </Box>
  );
}

/**
 * The visible part of a list of rows, around the selected row.
 * @param most maximum number of rows @param tall rows that the selected item takes
 */
export function useWindow(count: number, at: number, { most = count, tall = 1 } = {}) {
  const [ref, height] = useHeight(Math.min(most, useSize().rows));
  const top = Math.max(0, Math.min(at - Math.floor((height - tall) / 2), count - height));
  return { ref, top, end: Math.min(count, top + height), height, at, tall, rows: Math.min(count, most) };
}

interface ChoicesProps {
  readonly of: ReturnType<typeof useWindow>;
  /** Columns of the rows. */
  readonly width: number;
  /** The text of a row, after the selection sign. */
  readonly children: (place: number, selected: boolean) => readonly Span[];
  readonly onPress: (place: number) => unknown;
  readonly onWheel?: (by: 1 | -1) => unknown;
}

/** A list of rows with one selected; shows as many as fit. */
export function Choices({ of, width, children, onPress, onWheel }: ChoicesProps): ReactElement {
  const { glyphs } = useTheme();
  useClick(of.ref, (event) => {
    if ('wheel' in event) onWheel?.(event.wheel);
    else if (of.top + event.row < of.end) onPress(of.top + event.row);
  });
  return (
    <Box ref={of.ref} height={of.rows} flexDirection="column" overflow="hidden">
      {Array.from({ length: of.end - of.top }, (_, row) => {
        const place = of.top + row;
        const selected = place >= of.at && place < of.at + of.tall;
        const sign = { text: place === of.at ? glyphs.selected : ' ', role: 'accent' as const };
        return (
          <Line key={place} width={width} selected={selected} of={[sign, ...children(place, selected)]} />
        );
      })}
    </Box>
  );
}
