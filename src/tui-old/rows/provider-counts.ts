import type { ProviderStatesView } from '../../store/state.ts';
import type { StatedProviderKey } from '../providers/stated-keys.ts';
import { shortNumber } from './figures.ts';
import { percentText } from './usage-texts.ts';

/** What the figures of a list are about: the same for all its lines, as nobody could compare them else. */
export type Counting = 'loading' | 'today' | 'since start' | 'unknown';

export function countingOf(
  keys: readonly StatedProviderKey[],
  states: ProviderStatesView | undefined,
): Counting {
  if (!states) return 'loading';
  if (keys.some(({ state }) => state?.callsToday !== undefined)) return 'today';
  return keys.some(({ state }) => state?.calls !== undefined) ? 'since start' : 'unknown';
}

/** `3.4k`, and how many of them failed: `12 %`. */
export function countsOf(
  { state }: StatedProviderKey,
  counting: Counting,
): { readonly calls: string; readonly errors: string } {
  if (counting === 'loading') return { calls: '…', errors: '…' };
  const today = counting === 'today';
  const calls = today ? state?.callsToday : state?.calls;
  const errors = today ? state?.errorsToday : state?.errors;
  return { calls: calls === undefined ? '–' : shortNumber(calls), errors: percentText(errors, calls) };
}
