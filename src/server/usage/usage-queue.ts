import type { UsageRecord } from '../../contract/usage-record.ts';

/** Most records kept; an infrequent reader gets the newest. */
const capacity = 10_000;
/** Kept as text, as objects would burden the garbage collector and are rarely read. */
const packetSize = 200;

type Subscriber = (record: UsageRecord) => void;

interface Waiting {
  /** JSON of a list of records. */
  readonly records: string;
  /** When each of them arrived. */
  readonly since: readonly number[];
}

/** The records for `/usage-queue`: each is returned once, to the first reader (H4). */
export class UsageQueue {
  readonly #now: () => number;
  readonly #keepMs: () => number;
  #open: UsageRecord[] = [];
  #openSince: number[] = [];
  /** Oldest first. */
  #waiting: Waiting[] = [];
  /** How many of the first packet were removed, and how many there are in total. */
  #gone = 0;
  #size = 0;
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
    this.#open.push(record);
    this.#openSince.push(this.#now());
    if (this.#open.length === packetSize) this.#close();
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
    this.#close();
    const taken: UsageRecord[] = [];
    while (taken.length < count) {
      const [first] = this.#waiting;
      if (!first) break;
      const all = JSON.parse(first.records) as UsageRecord[];
      const records = all.slice(this.#gone, this.#gone + count - taken.length);
      taken.push(...records);
      this.#forget(records.length);
    }
    return taken;
  }

  /** Closes the open packet, and drops records that are too old or too many. */
  #close(): void {
    if (this.#open.length > 0) {
      this.#size += this.#open.length;
      this.#waiting.push({ records: JSON.stringify(this.#open), since: this.#openSince });
      this.#open = [];
      this.#openSince = [];
    }
    const oldest = this.#now() - this.#keepMs();
    while (this.#size > capacity || this.#oldest() < oldest) this.#forget(1);
  }

  /** When the first waiting record arrived; Infinity if there is none. */
  #oldest(): number {
    return this.#waiting[0]?.since[this.#gone] ?? Number.POSITIVE_INFINITY;
  }

  /** @param count at most what the first packet still has */
  #forget(count: number): void {
    this.#size -= count;
    this.#gone += count;
    if (this.#gone < (this.#waiting[0]?.since.length ?? 0)) return;
    this.#waiting.shift();
    this.#gone = 0;
  }
}
