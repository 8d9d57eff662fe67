import type { Config } from '../../../contract/config.ts';
import type { Candidate } from '../routing/target.ts';
import type { Cooldowns } from './cooldowns.ts';

export interface RetryPlan {
  /** Different credentials asked in one round; 0: all. */
  readonly credentials: number;
  /** ms before the round after `round` (from 0); undefined: it is not worth one, or they are used up. */
  pause(
    round: number,
    parts: { readonly cooldowns: Cooldowns; readonly now: () => number },
  ): number | undefined;
}

/** A server that failed gets this long at first, and double each further time. */
const firstPauseMs = 250;

/** `request-retry` rounds after the first, each after a pause of at most `max-retry-interval` seconds. */
export function retryPlan(config: Config, candidates: readonly Candidate[]): RetryPlan {
  return {
    credentials: Math.max(0, config['max-retry-credentials'] ?? 0),
    pause(round, { cooldowns, now }) {
      if (round >= roundsOf(config, candidates)) return undefined;
      const longestMs = (config['max-retry-interval'] ?? 30) * 1000;
      const at = now();
      const wait = Math.min(...candidates.map((candidate) => cooldowns.healsIn(candidate, at)));
      const pause = Math.max(wait, firstPauseMs * 2 ** Math.min(round, 8));
      return wait <= longestMs && longestMs > 0 ? Math.min(pause, longestMs) : undefined;
    },
  };
}

function roundsOf(config: Config, candidates: readonly Candidate[]): number {
  const own = candidates
    .map(({ target }) => target.entry.requestRetry)
    .filter((count) => count !== undefined);
  return own.length > 0 ? Math.max(...own) : (config['request-retry'] ?? 0);
}
