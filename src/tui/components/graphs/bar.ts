import type { Role, Theme } from '../../theme.ts';
import type { Span } from '../text.tsx';
import { words } from './words.ts';

/** How near a used share is to its limit: a color, and from 75% on a word. */
export function shareLook(share: number): { readonly role: Role; readonly word: string | undefined } {
  const { high, critical, full } = words().share;
  if (share >= 1) return { role: 'danger', word: full };
  if (share >= 0.9) return { role: 'danger', word: critical };
  return share >= 0.75 ? { role: 'warning', word: high } : { role: 'accent', word: undefined };
}

/** A bar of exactly `width` columns: what is used is filled; full only when it is, empty only when nothing is. */
export function barSpans(
  share: number,
  width: number,
  { barUsed, barFree }: Pick<Theme['glyphs'], 'barUsed' | 'barFree'>,
): readonly Span[] {
  const rounded = Math.round(Math.max(0, Math.min(1, share)) * width);
  const filled = share <= 0 ? 0 : share >= 1 ? width : Math.max(1, Math.min(width - 1, rounded));
  return [
    { text: barUsed.repeat(filled), role: shareLook(share).role },
    { text: barFree.repeat(width - filled), role: 'border' },
  ];
}
