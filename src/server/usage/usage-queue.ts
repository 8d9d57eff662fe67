import type { UsageRecord } from '../../contract/usage-record.ts';

/** Records held at most; a reader that comes rarely gets the newest. */
const capacity = 10_000;
/** They wait as text: as objects they would be work for the collector of garbage, and mostly nobody asks. */
const packetSize = 200;

interface Waiting {
  /** JSON of a list of records. */
  readonly records: string;
  /** When each of them came. */
  readonly since: readonly number[];
}

/** What is told on `/usage-queue`: each record once, to whoever asks first (H4). */
export class UsageQueue {
  readonly #now: () => number;
  readonly #keepMs: () => number;
  #open: UsageRecord[] = [];
  #openSince: number[] = [];
  /** Oldest first. */
  #waiting: Waiting[] = [];
  /** How many of the first packet are gone, and how many are there in all. */
  #gone = 0;
  #size = 0;

  /** @param keepMs how long a record waits for a reader */
  constructor(now: () => number, keepMs: () => number) {
    this.#now = now;
    this.#keepMs = keepMs;
  }

  add(record: UsageRecord): void {
    this.#open.push(record);
    this.#openSince.push(this.#now());
    if (this.#open.length === packetSize) this.#close();
  }

  /** Takes the oldest out. */
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

  /** The open packet becomes one that waits, and what is too old or too much goes. */
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

  /** When the first that waits came; none does: never. */
  #oldest(): number {
    return this.#waiting[0]?.since[this.#gone] ?? Number.POSITIVE_INFINITY;
  }

  /** @param count no more than the first packet still has */
  #forget(count: number): void {
    this.#size -= count;
    this.#gone += count;
    if (this.#gone < (this.#waiting[0]?.since.length ?? 0)) return;
    this.#waiting.shift();
    this.#gone = 0;
  }
}
