import type { UsageRecord } from '../contract/usage-record.ts';

/** Records held at most; a reader that comes rarely gets the newest. */
const capacity = 10_000;

/** What is told on `/usage-queue`: each record once, to whoever asks first (H4). */
export class UsageQueue {
  readonly #now: () => number;
  readonly #keepMs: () => number;
  #records: { readonly record: UsageRecord; readonly since: number }[] = [];
  #start = 0;

  /** @param keepMs how long a record waits for a reader */
  constructor(now: () => number, keepMs: () => number) {
    this.#now = now;
    this.#keepMs = keepMs;
  }

  add(record: UsageRecord): void {
    this.#records.push({ record, since: this.#now() });
    this.#forget();
  }

  /** Takes the oldest out. */
  take(count: number): UsageRecord[] {
    this.#forget();
    const taken = this.#records.slice(this.#start, this.#start + count);
    this.#start += taken.length;
    return taken.map(({ record }) => record);
  }

  #forget(): void {
    const oldest = this.#now() - this.#keepMs();
    const first = Math.max(this.#start, this.#records.length - capacity);
    this.#start = first;
    while ((this.#records[this.#start]?.since ?? Number.POSITIVE_INFINITY) < oldest) this.#start += 1;
    // Now and then, as each removal at the front moves all that follows.
    if (this.#start > 1_000 || this.#start === this.#records.length) {
      this.#records = this.#records.slice(this.#start);
      this.#start = 0;
    }
  }
}
