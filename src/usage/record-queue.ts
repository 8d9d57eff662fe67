import type { UsageRecord } from '../contract/usage-record.ts';
import { reasonOf } from './database.ts';
import type { Steps } from './in-turns.ts';
import { notFastEnough } from './post-records.ts';

/** Records of one transaction, and the longest that one waits for its transaction. */
const batchSize = 1_000;
const waitMs = 250;
/** Between the steps of one, unless many wait: its ten milliseconds at once would be taken from the requests that run. */
const breathMs = 2;
const many = 4 * batchSize;
/** Records kept in memory while the disk takes none; then the oldest go. */
const capacity = 20_000;
/** Between two tries while the disk takes none. */
export const retryMs = 2_000;

export interface RecordQueue {
  add(record: UsageRecord): void;
  /** Brings the open transaction to its end: before another one. */
  finish(): void;
  /** Writes what waits, as far as the disk takes it. */
  writeNow(): void;
  /** As `writeNow`, a batch at a time, so that others get their turn. */
  drain(): Promise<void>;
  readonly waiting: number;
  /** What is in no transaction yet, oldest first. */
  readonly pending: readonly UsageRecord[];
  /** What the user must know now; undefined: all is kept. */
  readonly problem: string | undefined;
  /** Says how many are lost, where some are. */
  stop(): void;
}

/** Whoever sends the records from elsewhere, and must not send more than can be written. */
export interface RecordSender {
  /** So many wait no longer: they are written, or dropped. */
  readonly settled: (count: number) => void;
  /** How many were dropped before they were sent, since the last call. */
  readonly lostBefore: () => number;
}

/** Gathers records, so that many share a transaction; what cannot be written waits and is tried again. */
export function createRecordQueue(options: {
  /** One transaction. */
  readonly write: (records: readonly UsageRecord[]) => Steps<unknown>;
  readonly tell: (sentence: string) => void;
  /** true: the file is being replaced, which is said elsewhere; records wait. */
  readonly replacing?: () => boolean;
  readonly sender?: RecordSender | undefined;
}): RecordQueue {
  const { write, tell, replacing = () => false, sender } = options;
  let pending: UsageRecord[] = [];
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;
  /** Why the disk takes none; undefined: it does. */
  let trouble: string | undefined;
  let dropped = 0;
  let open: { readonly steps: Steps<unknown>; readonly records: readonly UsageRecord[] } | undefined;
  let stopped = false;

  const schedule = (): void => {
    if (stopped || soon || pending.length === 0) return;
    if (!trouble && !replacing() && pending.length >= batchSize) soon = setImmediate(run);
    else timer ??= setTimeout(run, trouble ? retryMs : waitMs);
  };

  function run(): void {
    clear();
    if (!step()) schedule();
    else if (pending.length < many) timer = setTimeout(run, breathMs);
    else soon = setImmediate(run);
  }

  /** One step of the transaction that is open, or of a new one. @returns false: nothing more can be done now */
  function step(): boolean {
    if (!open) {
      if (pending.length === 0) return false;
      const records = pending.slice(0, batchSize);
      pending = pending.slice(batchSize);
      open = { steps: write(records), records };
    }
    try {
      if (!open.steps.next().done) return true;
    } catch (error) {
      pending = [...open.records, ...pending];
      open = undefined;
      fail(error);
      return false;
    }
    const written = open.records.length;
    open = undefined;
    sender?.settled(written);
    if (trouble) recover();
    return pending.length >= batchSize;
  }

  /** @returns false: all is written, or the disk takes nothing */
  const goOn = (): boolean => step() || (pending.length > 0 && !trouble && !replacing());

  function fail(error: unknown): void {
    if (replacing()) return;
    const reason = reasonOf(error);
    const sentence = `Usage cannot be stored (${reason}); the newest ${capacity} requests are kept in memory until it can.`;
    if (!trouble) tell(sentence);
    trouble = sentence;
  }

  function recover(): void {
    trouble = undefined;
    dropped += sender?.lostBefore() ?? 0;
    tell(
      dropped === 0
        ? 'Usage is stored again, and nothing was lost.'
        : `Usage is stored again; ${dropped} requests came and went meanwhile and are not in it.`,
    );
    dropped = 0;
  }

  /** Half a batch at once, as moving 20,000 records for each new one would be felt. */
  function dropOldest(): void {
    const first = dropped === 0;
    pending = pending.slice(batchSize / 2);
    dropped += batchSize / 2;
    sender?.settled(batchSize / 2);
    if (first && !trouble) tell(notFastEnough(dropped));
  }

  function clear(): void {
    clearTimeout(timer);
    clearImmediate(soon);
    timer = undefined;
    soon = undefined;
  }

  return {
    add(record) {
      if (stopped) return;
      pending.push(record);
      if (pending.length > capacity) dropOldest();
      schedule();
    },
    finish() {
      while (open) step();
    },
    writeNow() {
      clear();
      while (goOn());
      schedule();
    },
    async drain() {
      clear();
      while (goOn()) await new Promise((resolve) => setImmediate(resolve));
      schedule();
    },
    get waiting() {
      return pending.length + (open?.records.length ?? 0);
    },
    get pending() {
      return pending;
    },
    get problem() {
      if (dropped === 0) return trouble;
      return trouble ? `${trouble} ${dropped} did not have room and are lost.` : notFastEnough(dropped);
    },
    stop() {
      stopped = true;
      clear();
      const lost = pending.length + dropped + (sender?.lostBefore() ?? 0);
      if (lost > 0) tell(`${lost} requests could not be stored and are not in the usage.`);
      pending = [];
    },
  };
}
