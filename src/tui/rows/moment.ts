import { formatDuration } from '../../base/duration.ts';

/**
 * One instant, the same for everything on a frame. Whoever writes a relative time into the frame says here when
 * it will read differently: the one timer of the console is set to the earliest.
 */
export interface Moment {
  /** ms since the epoch, of the whole second: so that all lines tick together. */
  readonly now: number;
  /** The same to the millisecond, for what moves faster. */
  readonly exact: number;
  changesAt(instant: number): void;
  /** Infinity: nothing on the frame grows older. */
  readonly next: () => number;
}

const second = 1000;

export function createMoment(now: number): Moment {
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

/** The unit that `formatDuration` counts this long a time in. */
function unitOf(ms: number): number {
  if (ms < 60 * second) return second;
  if (ms < 3600 * second) return 60 * second;
  return ms < 48 * 3600 * second ? 3600 * second : 24 * 3600 * second;
}

/** `12 s ago`, `4 min ago`, `3 d ago`. */
export function ago(moment: Moment, instant: number): string {
  return `${age(moment, instant)} ago`;
}

/** How long since: `12 s`. */
export function age(moment: Moment, instant: number): string {
  const since = Math.floor(instant / second) * second;
  const ms = Math.max(0, moment.now - since);
  const unit = unitOf(ms);
  moment.changesAt(since + (Math.floor(ms / unit) + 1) * unit);
  return formatDuration(ms);
}

/** How long until: `29 min`; begun seconds count whole, so that a countdown ends with 1 s. */
export function left(moment: Moment, instant: number): string {
  const until = Math.ceil(instant / second) * second;
  const ms = Math.max(0, until - moment.now);
  if (ms > 0) {
    const unit = unitOf(ms);
    moment.changesAt(until - Math.floor(ms / unit) * unit + second);
  }
  return formatDuration(ms);
}
