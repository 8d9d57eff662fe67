import { useIsScreenReaderEnabled } from 'ink';
import type { ReactElement } from 'react';
import { useTheme } from '../../context.tsx';
import { wholePercent } from '../../numbers.ts';
import type { Role, Theme } from '../../theme.ts';
import { Line, type Span } from '../text.tsx';
import { words } from './words.ts';

/** How near a share is to its limit; each has a colour and, from `high` on, a word. */
export type ShareLevel = 'fine' | 'high' | 'critical' | 'full';

/** @param full the limit will be reached before it is reset: at least `high` */
export function shareLevel(share: number, full = false): ShareLevel {
  if (share >= 1) return 'full';
  if (share >= 0.9) return 'critical';
  return share >= 0.75 || full ? 'high' : 'fine';
}

const roles: Readonly<Record<ShareLevel, Role>> = {
  fine: 'accent',
  high: 'warning',
  critical: 'danger',
  full: 'danger',
};
export const shareRole = (level: ShareLevel): Role => roles[level];

/** The word beside the figure; undefined: there is nothing to say. */
export const shareWord = (level: ShareLevel): string | undefined =>
  level === 'fine' ? undefined : words()[level];

export interface BarOptions {
  /** The used part, from 0 to 1. */
  readonly share: number;
  /** The part of the window that has passed, from 0 to 1. */
  readonly mark?: number | undefined;
  /** Full before its reset, at this pace. */
  readonly fullEarly?: boolean | undefined;
  readonly width: number;
}

/** A bar of exactly `width` columns: what is used is filled, a mark takes the place of its cell. */
export function barSpans(
  { share, mark, fullEarly, width }: BarOptions,
  glyphs: Pick<Theme['glyphs'], 'barUsed' | 'barFree' | 'barMark'>,
): readonly Span[] {
  const rounded = Math.round(Math.max(0, Math.min(1, share)) * width);
  const filled = share > 0 ? Math.max(1, share < 1 ? Math.min(width - 1, rounded) : width) : 0;
  const marked = mark === undefined ? -1 : Math.max(0, Math.min(width - 1, Math.floor(mark * width)));
  const role = shareRole(shareLevel(share, fullEarly));
  const piece = (from: number, to: number): Span[] => {
    const used = Math.max(0, Math.min(filled, to) - from);
    const free = Math.max(0, to - from - used);
    return [
      ...(used > 0 ? [{ text: glyphs.barUsed.repeat(used), role }] : []),
      ...(free > 0 ? [{ text: glyphs.barFree.repeat(free), role: 'border' as const }] : []),
    ];
  };
  if (marked < 0) return piece(0, width);
  return [
    ...piece(0, marked),
    { text: glyphs.barMark, role: 'text', bold: true },
    ...piece(marked + 1, width),
  ];
}

/** The figure and the words for it: `29% left`, `24% left high`, `full`. */
export function shareSpans(share: number, say: 'left' | 'used', fullEarly = false): readonly Span[] {
  const level = shareLevel(share, fullEarly);
  const role = shareRole(level);
  if (level === 'full') return [{ text: words().full, role, bold: true }];
  const text =
    say === 'left' ? words().left(wholePercent(1 - Math.max(0, share))) : words().used(wholePercent(share));
  const word = shareWord(level);
  return word === undefined ? [{ text }] : [{ text: `${text} ` }, { text: word, role, bold: true }];
}

/** A bar alone. */
export function Bar(options: BarOptions): ReactElement | null {
  const { glyphs } = useTheme();
  const spoken = useIsScreenReaderEnabled();
  return spoken ? null : <Line of={barSpans(options, glyphs)} width={options.width} />;
}

/** The bar of a quota with what is left or used in words; `width` is that of the bar. */
export function QuotaBar({ say, ...bar }: BarOptions & { readonly say: 'left' | 'used' }): ReactElement {
  const { glyphs } = useTheme();
  const spans = useIsScreenReaderEnabled() ? [] : [...barSpans(bar, glyphs), { text: ' ' }];
  return <Line of={[...spans, ...shareSpans(bar.share, say, bar.fullEarly)]} />;
}
