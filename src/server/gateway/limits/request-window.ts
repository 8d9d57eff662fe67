const minuteMs = 60_000;
/** Expired times are dropped this many at a time, as each removal moves all that follow. */
const passed = 1_000;

/** The requests of a sliding minute. */
export class RequestWindow {
  /** Oldest first. */
  #instants: number[] = [];
  #first = 0;

  add(now: number): void {
    this.#instants.push(now);
  }

  /** @param now ms since the epoch */
  count(now: number): number {
    while ((this.#instants[this.#first] ?? Number.POSITIVE_INFINITY) <= now - minuteMs) this.#first += 1;
    if (this.#first > passed || this.#first === this.#instants.length) {
      this.#instants = this.#instants.slice(this.#first);
      this.#first = 0;
    }
    return this.#instants.length - this.#first;
  }

  /** When fewer than `most` of the latest requests remain. */
  roomAt(most: number): number {
    return (this.#instants[Math.max(this.#first, this.#instants.length - most)] ?? 0) + minuteMs;
  }

  /** When none remains. */
  emptyAt(): number {
    return (this.#instants.at(-1) ?? 0) + minuteMs;
  }
}
