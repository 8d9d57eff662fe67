import type { Change } from '../contract/change.ts';
import type { UsageRecord } from '../contract/usage-record.ts';

/** Frames are at most ten a second; the first after a pause goes out at once. */
const gapMs = 100;
/** Records in one frame: more than anyone reads in a tenth of a second. */
const most = 200;

/** Tells the connected consoles of the requests that have ended. No timer runs while none end. */
export class UsagePush {
  readonly #tell: (change: Change) => void;
  readonly #priced: (record: UsageRecord) => UsageRecord;
  #records: UsageRecord[] = [];
  #missed = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param priced what is told of a record: its cost with it */
  constructor(
    tell: (change: Change) => void,
    priced: (record: UsageRecord) => UsageRecord = (record) => record,
  ) {
    this.#tell = tell;
    this.#priced = priced;
  }

  add(record: UsageRecord): void {
    if (this.#records.length < most) this.#records.push(record);
    else this.#missed += 1;
    if (!this.#timer) this.#send();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #send(): void {
    this.#timer = undefined;
    if (this.#records.length === 0) return;
    const missed = this.#missed;
    this.#tell({ type: 'usage', records: this.#records.map(this.#priced), ...(missed > 0 && { missed }) });
    this.#records = [];
    this.#missed = 0;
    this.#timer = setTimeout(() => this.#send(), gapMs).unref();
  }
}
