/** Frames no closer than this for what happens by itself; a key press is drawn at once. ms. */
const shortest = 16;
/** The longest time that Node's timers take. */
const longest = 2 ** 31 - 1;

/** When to draw: at most once a frame, and never while nothing changes. One timer in all. */
export interface FrameClock {
  /** Something changed: draw soon. */
  request(): void;
  /** Draw now if anything was requested: at the end of a burst of keys. */
  flush(): void;
  stop(): void;
}

/** @param draw draws, and says when (ms since the epoch; Infinity: never) the frame would read differently. */
export function createFrameClock(draw: () => number, now: () => number): FrameClock {
  let timer: NodeJS.Timeout | undefined;
  let due = Number.POSITIVE_INFINITY;
  let requested = false;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let stopped = false;

  const run = () => {
    clearTimeout(timer);
    timer = undefined;
    requested = false;
    drawnAt = now();
    due = Number.POSITIVE_INFINITY;
    const next = draw();
    if (!stopped) wakeAt(next);
  };
  const wakeAt = (instant: number) => {
    if (instant >= due) return;
    due = instant;
    clearTimeout(timer);
    timer = setTimeout(run, Math.min(longest, Math.max(0, instant - now())));
  };
  return {
    request() {
      if (stopped || requested) return;
      requested = true;
      wakeAt(Math.max(now(), drawnAt + shortest));
    },
    flush() {
      if (requested && !stopped) run();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
