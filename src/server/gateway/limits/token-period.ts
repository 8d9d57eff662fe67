import { startOfDay } from '../../../base/text/start-of-day.ts';

/** A period of the calendar, in the time zone of this server. */
interface Calendar {
  /** Bounds of the period that `now` is in, ms since the epoch. */
  startOf(now: number): number;
  nextAfter(now: number): number;
}

export const days: Calendar = {
  startOf: startOfDay,
  // Not the start plus a day: where daylight saving begins at midnight, a day begins at one.
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

/** ms until a failed read is tried again. */
const askAgainMs = 10_000;

/** Tokens used since a time (ms since the epoch), by client key; undefined if it cannot be read now. */
type Load = (since: number) => Promise<ReadonlyMap<string, number> | undefined>;

/** Tokens by client key since a day or month began. */
export class TokenPeriod {
  readonly calendar: Calendar;
  /** The tokens of stored requests: read once for each period, as soon as any key has a limit. */
  readonly #load: Load;
  #until = Number.NEGATIVE_INFINITY;
  /** When to load it, ms since the epoch; undefined: it is loaded. */
  #askAt: number | undefined;
  #tokens = new Map<string, number>();

  /** @param load returns undefined if it cannot be read now */
  constructor(calendar: Calendar, load: Load) {
    this.calendar = calendar;
    this.#load = load;
  }

  of(key: string, now: number): number {
    this.#begin(now);
    if (this.#askAt !== undefined && now >= this.#askAt) void this.#ask(now);
    return this.#tokens.get(key) ?? 0;
  }

  /** Once this has resolved, `of` includes earlier use. */
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

  /** Not counted before the first query, which loads it. */
  add(key: string, count: number, now: number): void {
    if (now < this.#until) this.#tokens.set(key, (this.#tokens.get(key) ?? 0) + count);
  }

  async #ask(now: number): Promise<void> {
    this.#askAt = now + askAgainMs;
    const [until, before] = [this.#until, new Map(this.#tokens)];
    const kept = await this.#load(this.calendar.startOf(now));
    // Another period may have begun in the meantime.
    if (!kept || until !== this.#until) return;
    this.#askAt = undefined;
    const counted = this.#tokens;
    this.#tokens = new Map(kept);
    for (const [key, count] of counted) {
      // Tokens counted before the read are among the stored ones, unless requests are no longer stored.
      const first = before.get(key) ?? 0;
      this.#tokens.set(key, Math.max(kept.get(key) ?? 0, first) + count - first);
    }
  }
}
