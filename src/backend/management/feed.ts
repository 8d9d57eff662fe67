import * as v from 'valibot';
import { backoff } from '../../base/async/backoff.ts';
import { type BackendEvent, type Change, changeSchema } from '../../contract/change.ts';
import type { Failure, Outcome } from '../../contract/outcome.ts';
import type { EventSocket } from './event-socket.ts';
import { words } from './words.ts';

export interface Timers {
  readonly set: (run: () => void, ms: number) => unknown;
  readonly clear: (timer: unknown) => void;
}

export const systemTimers: Timers = {
  set: (run, ms) => setTimeout(run, ms),
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
};

interface FeedOptions {
  /** One attempt with the secret; never runs beside a request. */
  readonly open: () => Promise<Outcome<EventSocket>>;
  readonly emit: (event: BackendEvent) => void;
  /** What the reader has loaded last, for the `config` event that makes it load again. */
  readonly revision: () => string;
  /** ms since the epoch. */
  readonly now: () => number;
  /** 0 to 1. */
  readonly random: () => number;
  readonly timers: Timers;
}

interface Feed {
  start(): void;
  stop(): void;
  /** A request beside the feed has learnt what ends or holds it: a refusal, a lock-out, a dead server. */
  fail(failed: Failure): void;
}

/** ms without frame or ping after which the peer counts as dead; the server pings every 30 s. */
const silence = 45_000;
/**
 * ms by which a timer is late when this program itself has stood still, and for which it then reads what has
 * arrived since: those records are nowhere else.
 */
const [late, catchUp] = [1_000, 5_000];
/** ms after which a connection counts as good, so that the next pause is short again. */
const goodAfter = 5_000;

/**
 * Keeps the change feed open: live → lost → live, with growing pauses. A refused secret ends it; a ban is
 * waited out. What happened while it was closed is unknown, so each `live` is followed by a `config`, unless
 * the server reports it.
 */
export function createFeed(options: FeedOptions): Feed {
  const { emit, now, random, timers } = options;
  /** Set anew by each start and stop, so that late answers of an earlier life do nothing. */
  let life: object | undefined;
  let attempt = 0;
  let timer: unknown;
  let socket: EventSocket | undefined;

  function later(ms: number, run: () => void): void {
    timers.clear(timer);
    timer = timers.set(run, ms);
  }

  async function connect(): Promise<void> {
    const own = life;
    const opened = await options.open();
    if (own !== life) return opened.ok ? opened.value.end() : undefined;
    if (!opened.ok) return missed(opened);
    const current = opened.value;
    socket = current;
    const since = now();
    const isOpen = () => own === life && socket === current;
    const ended = (reason: string) => {
      if (!isOpen()) return;
      socket = undefined;
      if (now() - since >= goodAfter) attempt = 0;
      lost(reason, backoff(attempt++, random));
    };
    // Reported from here: `end` of a public socket is not followed by its `onEnd`.
    const silent = () => {
      ended(words().silent(silence / 1000));
      current.end();
    };
    const expectWithin = (ms: number): void => {
      const due = now() + ms;
      later(ms, () => (now() - due > late ? expectWithin(catchUp) : silent()));
    };
    const alive = () => isOpen() && expectWithin(silence);
    current.listen({
      onFrame(text) {
        alive();
        const change = isOpen() ? changeOf(text) : undefined;
        if (change) emit(change);
      },
      onChange(change) {
        alive();
        if (isOpen()) emit(change);
      },
      onPing: alive,
      onEnd: ended,
    });
    if (!isOpen()) return;
    alive();
    emit({ type: 'feed', state: 'live' });
    if (!current.tellsMissed) emit({ type: 'config', revision: options.revision() });
  }

  function missed(failed: Failure): void {
    if (failed.kind === 'denied') {
      life = undefined;
      const { message: reason, attemptsLeft } = failed;
      emit({ type: 'feed', state: 'refused', reason, attemptsLeft });
    } else if (failed.kind === 'cancelled') {
      life = undefined;
    } else {
      const until = failed.lockedOutUntil;
      if (until === undefined) lost(failed.message, backoff(attempt++, random));
      else lost(failed.message, Math.max(1000, until - now()), { lockedOut: true });
    }
  }

  function lost(reason: string, pause: number, more: { lockedOut?: true } = {}): void {
    later(pause, () => void connect());
    emit({ type: 'feed', state: 'lost', reason, nextAttemptAt: now() + pause, ...more });
  }

  function stop(): void {
    life = undefined;
    timers.clear(timer);
    socket?.end();
    socket = undefined;
  }

  return {
    start() {
      life = {};
      attempt = 0;
      void connect();
    },
    stop,
    fail(failed) {
      if (life === undefined) return;
      stop();
      life = {};
      missed(failed);
    },
  };
}

/** undefined if unknown to this version; a newer server may say more. */
function changeOf(text: string): Change | undefined {
  try {
    const parsed = v.safeParse(changeSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** The listeners of a backend, and its feed, which runs while there are any. */
interface SharedFeed {
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

interface SharedFeedOptions {
  /** Called once, when there is a listener. */
  readonly make: (emit: (event: BackendEvent) => void) => Feed;
  /** The answer of the sign-in waits to be given to a load, which comes next. */
  readonly isUnread: () => boolean;
  readonly timers: Timers;
}

/**
 * ms that a feed waits for the first load, and then for its drawing: the library that opens it keeps the
 * thread busy for up to 60. Nothing is missed in that time, as a feed that opens has its reader load again.
 */
const [firstLoadMs, drawMs] = [500, 250];

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
      waiting.push(timers.set(begin, drawMs));
    };
    waiting.push(timers.set(begin, firstLoadMs));
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
