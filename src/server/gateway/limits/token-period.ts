import { startOfDay } from '../../../base/text/start-of-day.ts';

/** A stretch of the calendar, in the time zone of this server. */
export interface Calendar {
  /** Of the stretch that `now` is in, ms since the epoch. */
  startOf(now: number): number;
  nextAfter(now: number): number;
}

export const days: Calendar = {
  startOf: startOfDay,
  // Not a day later than the start: where the clocks go forward at midnight, a day begins at one.
  nextAfter: (now) => new Date(days.startOf(now)).setHours(24, 0, 0, 0),
};

export const months: Calendar = {
  startOf(now) {
    const date = new Date(now);
    return new Date(date.getFullYear(), date.getMonth()).getTime();
  },
  nextAfter(now) {
    const date = new Date(now);
    return new Date(date.getFullYear(), date.getMonth() + 1).getTime();
  },
};

/** ms until what could not be read is asked for again: a store that is busy lets its asker wait. */
const askAgainMs = 10_000;

/** Tokens by client key since a day or month began. */
export class TokenPeriod {
  readonly calendar: Calendar;
  /** What is kept of the requests before: asked once for each period, as soon as somebody has a limit. */
  readonly #load: (since: number) => ReadonlyMap<string, number> | undefined;
  #until = Number.NEGATIVE_INFINITY;
  /** When it is to be asked, ms since the epoch; undefined: it has been told. */
  #askAt: number | undefined;
  #tokens = new Map<string, number>();

  /** @param load undefined: it cannot be read now */
  constructor(calendar: Calendar, load: (since: number) => ReadonlyMap<string, number> | undefined) {
    this.calendar = calendar;
    this.#load = load;
  }

  of(key: string, now: number): number {
    if (now >= this.#until) {
      this.#until = this.calendar.nextAfter(now);
      this.#tokens = new Map();
      this.#askAt = now;
    }
    if (this.#askAt !== undefined && now >= this.#askAt) this.#ask(now);
    return this.#tokens.get(key) ?? 0;
  }

  /** Not counted while nobody asks: it is loaded then. */
  add(key: string, count: number, now: number): void {
    if (now < this.#until) this.#tokens.set(key, (this.#tokens.get(key) ?? 0) + count);
  }

  #ask(now: number): void {
    const kept = this.#load(this.calendar.startOf(now));
    this.#askAt = kept ? undefined : now + askAgainMs;
    if (!kept) return;
    const counted = this.#tokens;
    this.#tokens = new Map(kept);
    // What was used since the first time it was asked is among what is kept, unless nothing is kept any more.
    for (const [key, count] of counted) {
      if (count > (this.#tokens.get(key) ?? 0)) this.#tokens.set(key, count);
    }
  }
}
