import { startOfDay } from '../../base/start-of-day.ts';

/** A stretch of the calendar, in the time zone of this server. */
export interface Calendar {
  /** Of the stretch that `now` is in, ms since the epoch. */
  startOf(now: number): number;
  nextAfter(now: number): number;
}

export const days: Calendar = {
  startOf: startOfDay,
  nextAfter(now) {
    const date = new Date(days.startOf(now));
    return date.setDate(date.getDate() + 1);
  },
};

export const months: Calendar = {
  startOf: (now) => new Date(days.startOf(now)).setDate(1),
  nextAfter(now) {
    const date = new Date(months.startOf(now));
    return date.setMonth(date.getMonth() + 1);
  },
};

/** Tokens by client key since a day or month began. */
export class TokenPeriod {
  readonly calendar: Calendar;
  /** What is kept of the requests before: asked once for each period, as soon as somebody has a limit. */
  readonly #load: (since: number) => ReadonlyMap<string, number>;
  #until = Number.NEGATIVE_INFINITY;
  #tokens = new Map<string, number>();

  constructor(calendar: Calendar, load: (since: number) => ReadonlyMap<string, number>) {
    this.calendar = calendar;
    this.#load = load;
  }

  of(key: string, now: number): number {
    if (now >= this.#until) {
      this.#until = this.calendar.nextAfter(now);
      this.#tokens = new Map(this.#load(this.calendar.startOf(now)));
    }
    return this.#tokens.get(key) ?? 0;
  }

  /** Not counted while nobody asks: it is loaded then. */
  add(key: string, count: number, now: number): void {
    if (now < this.#until) this.#tokens.set(key, (this.#tokens.get(key) ?? 0) + count);
  }
}
