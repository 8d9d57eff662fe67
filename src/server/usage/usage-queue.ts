import type { UsageRecord } from '../../contract/usage-record.ts';
import { createRecordPacker, type RecordPacket, unpackRecords } from '../../usage/record-packet.ts';

/** Records held at most; a reader that comes rarely gets the newest. */
const capacity = 10_000;
/** They wait in packets: as objects they would be work for the collector of garbage, and mostly nobody asks. */
const packetSize = 200;

interface Waiting {
  readonly packet: RecordPacket;
  /** When each of its records came. */
  readonly since: readonly number[];
}

/** What is told on `/usage-queue`: each record once, to whoever asks first (H4). */
export class UsageQueue {
  readonly #now: () => number;
  readonly #keepMs: () => number;
  readonly #open = createRecordPacker(packetSize);
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
    this.#open.add(record);
    this.#openSince.push(this.#now());
    if (this.#open.count === packetSize) this.#close();
  }

  /** Takes the oldest out. */
  take(count: number): UsageRecord[] {
    this.#close();
    const taken: UsageRecord[] = [];
    while (taken.length < count) {
      const [first] = this.#waiting;
      if (!first) break;
      const records = unpackRecords(first.packet).slice(this.#gone, this.#gone + count - taken.length);
      taken.push(...records);
      this.#forget(records.length);
    }
    return taken;
  }

  /** The open packet becomes one that waits, and what is too old or too much goes. */
  #close(): void {
    if (this.#open.count > 0) {
      this.#size += this.#open.count;
      this.#waiting.push({ packet: this.#open.take(), since: this.#openSince });
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
    if (this.#gone < (this.#waiting[0]?.packet.count ?? 0)) return;
    this.#waiting.shift();
    this.#gone = 0;
  }
}
