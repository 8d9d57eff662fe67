import type { Glyphs } from '../theme.ts';
import { listWords } from '../words/list.ts';

/** `1–16 of 25 ▾`: which rows are shown, and where there are more; undefined where all fit. */
export function positionOf(
  all: number,
  top: number,
  height: number,
  { moreAbove, moreBelow }: Glyphs,
): string | undefined {
  if (all <= height) return undefined;
  const last = Math.min(all, top + height);
  const arrows = `${top > 0 ? moreAbove : ''}${last < all ? moreBelow : ''}`;
  return `${listWords().position(top + 1, last, all)} ${arrows}`;
}
