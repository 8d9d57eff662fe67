/**
 * The time that the screen shows. It moves on only when something on the screen would read differently: components
 * say when (`wakeAt`), and one timer is set to the earliest.
 */
export interface Clock {
  /** ms since the epoch, as of the last tick. */
  readonly now: () => number;
  readonly subscribe: (listener: () => void) => () => void;
  wakeAt(instant: number): void;
  /** Moves on to the present. */
  tick(): void;
  stop(): void;
}

/** The longest that a timer of Node can wait. */
const longest = 2 ** 31 - 1;

export function createClock(now: () => number): Clock {
  const listeners = new Set<() => void>();
  let shown = now();
  let due = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const tick = () => {
    clearTimeout(timer);
    due = Number.POSITIVE_INFINITY;
    shown = now();
    for (const listener of [...listeners]) listener();
  };
  return {
    now: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    wakeAt(instant) {
      if (stopped || instant >= due) return;
      due = instant;
      clearTimeout(timer);
      timer = setTimeout(tick, Math.min(longest, Math.max(0, instant - now())));
    },
    tick,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
