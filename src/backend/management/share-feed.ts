import type { BackendEvent } from '../../contract/change.ts';
import type { Feed, Timers } from './feed.ts';

/** The listeners of a backend, and its feed, which runs while there are any. */
export interface SharedFeed {
  readonly emit: (event: BackendEvent) => void;
  /** Returns: stop listening. */
  readonly subscribe: (listener: (event: BackendEvent) => void) => () => void;
  /** A load has been given. */
  readonly loaded: () => void;
  /** What it is opened by has changed. */
  readonly restart: () => void;
  readonly fail: Feed['fail'];
  readonly close: () => void;
}

export interface SharedFeedOptions {
  /** Called once, when somebody listens. */
  readonly make: (emit: (event: BackendEvent) => void) => Feed;
  /** The answer of the sign-in waits to be given to a load, which comes next. */
  readonly isUnread: () => boolean;
  readonly timers: Timers;
}

/**
 * ms that a feed waits for the first load, and then for its drawing: the library that it is opened with keeps the
 * thread busy for up to 60. Nothing is missed meanwhile, as a feed that opens has its reader load again.
 */
const [patience, drawing] = [500, 250];

export function shareFeed({ make, isUnread, timers }: SharedFeedOptions): SharedFeed {
  const listeners = new Set<(event: BackendEvent) => void>();
  let feed: Feed | undefined;
  let loaded = () => {};
  let waiting: unknown[] = [];
  const emit = (event: BackendEvent) => {
    for (const listener of [...listeners]) listener(event);
  };

  function start(): void {
    let begun = false;
    const begin = () => {
      if (begun || listeners.size === 0) return;
      begun = true;
      feed ??= make(emit);
      feed.start();
    };
    if (!isUnread()) {
      begin();
      return;
    }
    loaded = () => {
      loaded = () => {};
      waiting.push(timers.set(begin, drawing));
    };
    waiting.push(timers.set(begin, patience));
  }

  function stop(): void {
    for (const timer of waiting) timers.clear(timer);
    waiting = [];
    loaded = () => {};
    feed?.stop();
  }

  return {
    emit,
    subscribe(listener) {
      const own = (event: BackendEvent) => listener(event);
      listeners.add(own);
      if (listeners.size === 1) start();
      return () => {
        if (listeners.delete(own) && listeners.size === 0) stop();
      };
    },
    loaded: () => loaded(),
    restart() {
      if (listeners.size === 0) return;
      feed?.stop();
      feed?.start();
    },
    fail: (failed) => feed?.fail(failed),
    close() {
      listeners.clear();
      stop();
    },
  };
}
