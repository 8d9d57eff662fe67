import { startOfDay } from '../../../base/text/start-of-day.ts';

/** A stretch of the calendar, in the time zone of this server. */
interface Calendar {
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

/** ms until what could not be read is asked for again. */
const askAgainMs = 10_000;

/** What was used since an instant (ms since the epoch), by client key; undefined: it cannot be read now. */
type Load = (since: number) => Promise<ReadonlyMap<string, number> | undefined>;

/** Tokens by client key since a day or month began. */
export class TokenPeriod {
  readonly calendar: Calendar;
  /** What is kept of the requests before: asked once for each period, as soon as somebody has a limit. */
  readonly #load: Load;
  #until = Number.NEGATIVE_INFINITY;
  /** When to load it, ms since the epoch; undefined: it is loaded. */
  #askAt: number | undefined;
  #tokens = new Map<string, number>();

  /** @param load undefined: it cannot be read now */
  constructor(calendar: Calendar, load: Load) {
    this.calendar = calendar;
    this.#load = load;
  }

  of(key: string, now: number): number {
    this.#begin(now);
    if (this.#askAt !== undefined && now >= this.#askAt) void this.#ask(now);
    return this.#tokens.get(key) ?? 0;
  }

  /** As soon as this has ended, `of` knows what was used before. */
  async restore(now: number): Promise<void> {
    this.#begin(now);
    if (this.#askAt !== undefined && now >= this.#askAt) await this.#ask(now);
  }

  #begin(now: number): void {
    if (now < this.#until) return;
    this.#until = this.calendar.nextAfter(now);
    this.#tokens = new Map();
    this.#askAt = now;
  }

  /** Not counted before the first question: it is loaded then. */
  add(key: string, count: number, now: number): void {
    if (now < this.#until) this.#tokens.set(key, (this.#tokens.get(key) ?? 0) + count);
  }

  async #ask(now: number): Promise<void> {
    this.#askAt = now + askAgainMs;
    const [until, before] = [this.#until, new Map(this.#tokens)];
    const kept = await this.#load(this.calendar.startOf(now));
    // Another period may have begun meanwhile.
    if (!kept || until !== this.#until) return;
    this.#askAt = undefined;
    const counted = this.#tokens;
    this.#tokens = new Map(kept);
    for (const [key, count] of counted) {
      // What was counted before it was asked is among what is kept, unless nothing is kept any more.
      const first = before.get(key) ?? 0;
      this.#tokens.set(key, Math.max(kept.get(key) ?? 0, first) + count - first);
    }
  }
}
