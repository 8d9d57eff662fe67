import type { UsageRequest } from '../../contract/usage-figures.ts';
import type { Connection } from '../../store/state.ts';
import { isReachable } from '../act.ts';
import type { Watch } from './feature.ts';
import type { UsageAnswer } from './usage/usage-state.ts';

/** A usage request that was sent, or the one that would be sent now. */
export interface Asked {
  /** Identifies the request: the same text is the same request. */
  readonly queryKey: string;
  /** ms since the epoch. */
  readonly at: number;
  /** Number of requests reported by then. */
  readonly seen: number;
  /** The connection: requests may have ended unreported before a new one. */
  readonly on: Connection;
}

interface Asking {
  /** undefined if nothing shown needs an answer. */
  readonly queryKey: () => string | undefined;
  /** ms between requests, 0 for at once; undefined if the answer would be the same. */
  readonly pause: (last: Asked, next: Asked) => number | undefined;
  readonly request: (next: Asked, last: Asked | undefined) => UsageRequest;
  readonly onAnswer: (answer: UsageAnswer, asked: Asked) => void;
}

/** ms between two usage requests while client requests arrive, and while figures only age. */
const [arriving, aging] = [10_000, 60_000];

/** At once for another request or a new connection, otherwise as client requests arrive and time passes. */
export const pauseOf = (last: Asked, next: Asked): number => {
  if (last.queryKey !== next.queryKey || last.on !== next.on) return 0;
  return last.seen === next.seen ? aging : arriving;
};

/** Polls usage figures while the server is reachable: one request at a time, none while nothing changes. */
export function keepAsking(
  [session, ui, now]: Parameters<Watch>,
  { queryKey, pause, request, onAnswer }: Asking,
): () => void {
  let last: Asked | undefined;
  let [asking, left] = [false, false];
  let timer: NodeJS.Timeout | undefined;

  const ask = async (next: Asked): Promise<void> => {
    const { place } = session.store.snapshot();
    const question = request(next, last);
    [last, asking] = [next, true];
    const outcome = await session.usage(question);
    asking = false;
    if (left) return;
    // The answer of one server does not apply to another.
    if (session.store.snapshot().place === place) {
      onAnswer(
        {
          figures: outcome.ok ? outcome.value : undefined,
          problem: outcome.ok ? undefined : outcome.message,
        },
        next,
      );
    }
    check();
  };

  function check(): void {
    if (asking || left) return;
    clearTimeout(timer);
    const { hasUsage, usage, connection } = session.store.snapshot();
    const topic = hasUsage && isReachable(connection) ? queryKey() : undefined;
    if (topic === undefined) {
      // Changes in the meantime are requested afterwards.
      last = undefined;
      return;
    }
    const next = { queryKey: topic, at: now(), seen: usage.seen, on: connection };
    const wait = last ? pause(last, next) : 0;
    if (wait === undefined) return;
    const rest = (last?.at ?? 0) + wait - next.at;
    if (rest <= 0) void ask(next);
    else timer = setTimeout(check, rest);
  }

  const stops = [session.store.subscribe(check), ui.subscribe(check)];
  check();
  return () => {
    left = true;
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}
