import type { Change } from '../../contract/change.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';

/** At most twenty frames a second, so that a request is shown within a tenth of one; the first is sent at once. */
const gapMs = 50;
/** Records in one frame: more than anyone reads in that time. */
const most = 100;

/** Sends the requests that have ended to the connected consoles. No timer runs while none end. */
export class UsagePush {
  readonly #emit: (change: Change) => void;
  readonly #listening: () => boolean;
  readonly #priced: (record: UsageRecord) => UsageRecord;
  #records: UsageRecord[] = [];
  #missed = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param listening nothing is collected if false @param priced adds the cost to a record */
  constructor(
    emit: (change: Change) => void,
    listening: () => boolean,
    priced: (record: UsageRecord) => UsageRecord = (record) => record,
  ) {
    this.#emit = emit;
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
    this.#emit({ type: 'usage', records: this.#records.map(this.#priced), ...(missed > 0 && { missed }) });
    this.#records = [];
    this.#missed = 0;
    this.#timer = setTimeout(() => this.#send(), gapMs).unref();
  }
}
