import type { UsageRecord } from '../contract/usage-record.ts';
import { words } from './words.ts';

/** At most this many records are in one transaction; and the longest time that one waits for it. */
const batchSize = 1_000;
const waitMs = 250;
/** At most this many records are kept in memory while they cannot be written; then the oldest are dropped. */
const capacity = 40_000;
/** Between two tries while writing fails. */
const retryMs = 2_000;

interface RecordQueue {
  add(record: UsageRecord): void;
  /** Resolves when everything added before is written, or writing fails. */
  flush(): Promise<void>;
  /** Writing fails. */
  readonly isStuck: boolean;
  /** Records that are not on disk yet, oldest first. */
  readonly waiting: readonly UsageRecord[];
  /** What the user must know now; none: everything is stored. */
  readonly problems: readonly string[];
  /** Reports how many were lost, if any. */
  stop(): void;
}

/**
 * Collects records, so that many share a transaction; records that cannot be written wait and are tried again.
 * @param options.write one transaction; the failure has the reason as its message
 */
export function createRecordQueue(options: {
  readonly write: (records: readonly UsageRecord[]) => Promise<unknown>;
  readonly report: (sentence: string) => void;
}): RecordQueue {
  const { write, report } = options;
  let pending: UsageRecord[] = [];
  /** In the current transaction. */
  let open: UsageRecord[] = [];
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** Why writing fails; undefined if it works. */
  let trouble: string | undefined;
  let dropped = 0;
  let stopped = false;

  const schedule = (): void => {
    if (stopped || running || pending.length === 0) return;
    if (!trouble && pending.length >= batchSize) void run();
    else timer ??= setTimeout(() => void run(), trouble ? retryMs : waitMs);
  };

  /** @param batches number of batches to write; full ones are written in any case */
  function run(batches = 1): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    running ??= writeBatches(batches).finally(() => {
      running = undefined;
      schedule();
    });
    return running;
  }

  async function writeBatches(batches: number): Promise<void> {
    for (let left = batches; left > 0 || pending.length >= batchSize; left--) {
      open = pending.slice(0, batchSize);
      pending = pending.slice(batchSize);
      try {
        await write(open);
        if (trouble) recover();
      } catch (error) {
        if (stopped) return;
        pending = [...open, ...pending];
        fail(error);
      }
      open = [];
      if (trouble || stopped) return;
    }
  }

  function fail(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const sentence = words().cannotStore(reason, String(capacity));
    if (!trouble) report(sentence);
    trouble = sentence;
  }

  function recover(): void {
    trouble = undefined;
    report(
      dropped === 0
        ? 'Usage is stored again, and nothing was lost.'
        : `Usage is stored again; ${dropped} requests were dropped in the meantime.`,
    );
    dropped = 0;
  }

  /** Half a batch at once, as moving all records for each new one would be slow. */
  function dropOldest(): void {
    const first = dropped === 0;
    pending = pending.slice(batchSize / 2);
    dropped += batchSize / 2;
    if (first && !trouble) report(notFastEnough(dropped));
  }

  return {
    add(record) {
      if (stopped) return;
      pending.push(record);
      if (pending.length > capacity) dropOldest();
      schedule();
    },
    async flush() {
      if (stopped) return;
      // The running batch may contain everything that waits.
      await running;
      if (pending.length > 0) void run(Math.ceil(pending.length / batchSize));
      await running;
    },
    get isStuck() {
      return trouble !== undefined;
    },
    get waiting() {
      return [...open, ...pending];
    },
    get problems() {
      if (!trouble) return dropped === 0 ? [] : [notFastEnough(dropped)];
      return dropped === 0 ? [trouble] : [trouble, words().noRoom(String(dropped))];
    },
    stop() {
      if (stopped) return;
      stopped = true;
      clearTimeout(timer);
      const lost = pending.length + open.length + dropped;
      if (lost > 0) report(`${lost} requests could not be stored and are not in the usage.`);
      pending = [];
    },
  };
}

const notFastEnough = (dropped: number): string => words().tooFast(String(dropped));
