import type { UsageRecord } from '../../contract/usage-record.ts';

/** At most this many records are kept; an infrequent reader gets the newest. */
const capacity = 10_000;
/** After so many records those that are too old, or too many, are dropped. */
const often = 200;

type Subscriber = (record: UsageRecord) => void;

/** The records for `/usage-queue`: each is returned once, to the first reader (H4). */
export class UsageQueue {
  readonly #now: () => number;
  readonly #keepMs: () => number;
  /** Oldest first, and when each of them arrived. */
  #records: UsageRecord[] = [];
  #since: number[] = [];
  readonly #subscribers = new Set<Subscriber>();
  readonly #errorSubscribers = new Set<Subscriber>();

  /** @param keepMs how long a record waits for a reader */
  constructor(now: () => number, keepMs: () => number) {
    this.#now = now;
    this.#keepMs = keepMs;
  }

  add(record: UsageRecord): void {
    if (record.failed || record.tries) for (const notify of this.#errorSubscribers) notify(record);
    for (const notify of this.#subscribers) notify(record);
    // Recorded: what somebody is subscribed to does not wait here.
    if (this.#subscribers.size > 0) return;
    this.#records.push(record);
    if (this.#since.push(this.#now()) % often === 0) this.#tidy();
  }

  /** Each record goes to those who have subscribed, as long as there is one, and not into the queue. */
  subscribe(notify: Subscriber): () => void {
    this.#subscribers.add(notify);
    return () => this.#subscribers.delete(notify);
  }

  /** For each record of which an attempt failed; these stay in the queue. */
  subscribeErrors(notify: Subscriber): () => void {
    this.#errorSubscribers.add(notify);
    return () => this.#errorSubscribers.delete(notify);
  }

  /** Removes and returns the oldest. */
  take(count: number): UsageRecord[] {
    this.#tidy();
    this.#since.splice(0, count);
    return this.#records.splice(0, count);
  }

  /** Drops records that are too old or too many. */
  #tidy(): void {
    const oldest = this.#now() - this.#keepMs();
    const young = this.#since.findIndex((at) => at >= oldest);
    const old = young < 0 ? this.#since.length : young;
    const gone = Math.max(old, this.#since.length - capacity);
    this.#since.splice(0, gone);
    this.#records.splice(0, gone);
  }
}
