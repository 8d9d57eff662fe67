/** ms before the first and the longest pause. */
const first = 250;
const longest = 15_000;

/**
 * The pause before attempt `attempt` (from 0), in ms: doubles from a quarter second to 15 s, and by `random`
 * (0 to 1) falls up to half short of it, so that many clients of one server do not return together.
 */
export function backoff(attempt: number, random: () => number): number {
  const full = Math.min(longest, first * 2 ** Math.min(attempt, 16));
  return Math.max(first, Math.round(full * (1 - random() / 2)));
}
