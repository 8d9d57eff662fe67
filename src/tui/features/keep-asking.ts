import type { UsageWish } from '../../contract/usage-figures.ts';
import type { Connection } from '../../store/state.ts';
import { isReachable } from '../act.ts';
import type { Watch } from './feature.ts';
import type { UsageAnswer } from './usage/usage-state.ts';

/** A question for figures, or the one that would be asked now. */
export interface Asked {
  /** What it is about: the same text, the same question. */
  readonly about: string;
  /** ms since the epoch. */
  readonly at: number;
  /** Requests that had been reported by then. */
  readonly seen: number;
  /** Requests may have ended unreported before a new connection. */
  readonly on: Connection;
}

interface Asking {
  /** undefined: nothing is shown that needs an answer. */
  readonly about: () => string | undefined;
  /** ms from the last question to the next, 0: at once; undefined: an answer would be the same. */
  readonly pause: (last: Asked, next: Asked) => number | undefined;
  readonly wish: (next: Asked, last: Asked | undefined) => UsageWish;
  readonly tell: (answer: UsageAnswer, asked: Asked) => void;
}

/** ms between two questions while requests arrive, and while the figures only grow old. */
const [arriving, aging] = [10_000, 60_000];

/** At once where another question or a new connection makes it, else again as requests come and as time passes. */
export const pauseOf = (last: Asked, next: Asked): number => {
  if (last.about !== next.about || last.on !== next.on) return 0;
  return last.seen === next.seen ? aging : arriving;
};

/** Asks for usage figures while the server can answer: one question at a time, none while nothing changes. */
export function keepAsking(
  [session, ui, now]: Parameters<Watch>,
  { about, pause, wish, tell }: Asking,
): () => void {
  let last: Asked | undefined;
  let [asking, left] = [false, false];
  let timer: NodeJS.Timeout | undefined;

  const ask = async (next: Asked): Promise<void> => {
    const { place } = session.store.snapshot();
    const question = wish(next, last);
    [last, asking] = [next, true];
    const outcome = await session.usage(question);
    asking = false;
    if (left) return;
    // What one server answered says nothing of another.
    if (session.store.snapshot().place === place) {
      tell(
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
    const topic = hasUsage && isReachable(connection) ? about() : undefined;
    if (topic === undefined) {
      // Whatever happens in the meantime is asked for afterwards.
      last = undefined;
      return;
    }
    const next = { about: topic, at: now(), seen: usage.seen, on: connection };
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
