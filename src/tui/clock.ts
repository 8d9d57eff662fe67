import { day, formatDuration, hour, minute, second } from '../base/text/duration.ts';
import { frameWords } from './words/frame.ts';

/**
 * One instant for everything on a frame. Code that draws a relative time reports here when its text changes
 * next; the single timer of the console is set to the earliest.
 */
export interface FrameTime {
  /** ms since the epoch, rounded to the second, so that all lines change together. */
  readonly now: number;
  /** With ms precision, for faster changes. */
  readonly exact: number;
  changesAt(instant: number): void;
  /** Infinity if nothing on the frame changes with time. */
  readonly next: () => number;
}

export function createFrameTime(now: number): FrameTime {
  const floored = Math.floor(now / second) * second;
  let next = Number.POSITIVE_INFINITY;
  return {
    now: floored,
    exact: now,
    changesAt(instant) {
      if (instant > now && instant < next) next = instant;
    },
    next: () => next,
  };
}

/**
 * Caches a value per item until it changes with time; a changed item is another object. Whatever depends on the time
 * must be reported to it.
 */
export function perItem<Item extends object, Said>(
  say: (item: Item, time: FrameTime) => Said,
): (item: Item, time: FrameTime) => Said {
  const known = new WeakMap<Item, { readonly said: Said; readonly from: number; readonly until: number }>();
  return (item, time) => {
    let one = known.get(item);
    if (!one || time.exact < one.from || time.exact >= one.until) {
      const own = createFrameTime(time.exact);
      const said = say(item, own);
      // What compares with `now` changes only with its whole second.
      one = { said, from: own.exact, until: Math.ceil(own.next() / second) * second };
      known.set(item, one);
    }
    time.changesAt(one.until);
    return one.said;
  };
}

/** The unit that `formatDuration` uses for this duration. */
function unitOf(ms: number): number {
  if (ms < minute) return second;
  if (ms < hour) return minute;
  return ms < 48 * hour ? hour : day;
}

/** `12 s ago`, `4 min ago`, `3 d ago`. */
export function ago(time: FrameTime, instant: number): string {
  return frameWords().ago(age(time, instant));
}

/** Time since: `12 s`. */
export function age(time: FrameTime, instant: number): string {
  const since = Math.floor(instant / second) * second;
  const ms = Math.max(0, time.now - since);
  const unit = unitOf(ms);
  time.changesAt(since + (Math.floor(ms / unit) + 1) * unit);
  return formatDuration(ms);
}

/**
 * Time until: `29 min`, rounded to the nearest unit, so that a period of seven days reads `7 d` and not `6 d`
 * a second later. Seconds are rounded up, so that a countdown ends with 1 s.
 */
export function left(time: FrameTime, instant: number): string {
  const until = Math.ceil(instant / second) * second;
  const ms = Math.max(0, until - time.now);
  const text = leftText(ms);
  let last = ms;
  while (last > 0 && leftText(last - second) === text) last = lowestLike(last - second);
  if (ms > 0) time.changesAt(until - last + second);
  return text;
}

const leftText = (ms: number): string => formatDuration(Math.round(ms / unitOf(ms)) * unitOf(ms));

/** The shortest time in the same unit that rounds to the same number. */
function lowestLike(ms: number): number {
  const unit = unitOf(ms);
  if (unit === second) return ms;
  return Math.max((Math.round(ms / unit) - 0.5) * unit, unit === day ? 48 * hour : unit);
}

/** Minutes and seconds until: `28:14`. */
export function countdown(time: FrameTime, instant: number): string {
  const ms = Math.max(0, Math.ceil(instant / second) * second - time.now);
  if (ms > 0) time.changesAt(time.now + second);
  return `${Math.floor(ms / minute)}:${String((ms % minute) / second).padStart(2, '0')}`;
}

/** `09:26:46` in the user's time zone. */
export function clockText(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}

/**
 * The time that the screen shows. It advances only when something on the screen would read differently:
 * components report when (`wakeAt`), and one timer is set to the earliest.
 */
export interface Clock {
  /** ms since the epoch, as of the last tick. */
  readonly now: () => number;
  readonly subscribe: (listener: () => void) => () => void;
  wakeAt(instant: number): void;
  /** Advances to the present. */
  tick(): void;
  stop(): void;
}

/** Maximum delay of a Node timer. */
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
