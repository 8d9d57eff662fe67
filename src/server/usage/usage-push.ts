import type { Change } from '../../contract/change.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';

/** Frames are at most twenty a second, so that a call is on a screen within a tenth of one; the first goes out at once. */
const gapMs = 50;
/** Records in one frame: more than anyone reads in that time. */
const most = 100;

/** Tells the connected consoles of the requests that have ended. No timer runs while none end. */
export class UsagePush {
  readonly #tell: (change: Change) => void;
  readonly #listening: () => boolean;
  readonly #priced: (record: UsageRecord) => UsageRecord;
  #records: UsageRecord[] = [];
  #missed = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param listening nothing is gathered for nobody @param priced what is told of a record: its cost with it */
  constructor(
    tell: (change: Change) => void,
    listening: () => boolean,
    priced: (record: UsageRecord) => UsageRecord = (record) => record,
  ) {
    this.#tell = tell;
    this.#listening = listening;
    this.#priced = priced;
  }

  add(record: UsageRecord): void {
    if (!this.#listening()) return;
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
