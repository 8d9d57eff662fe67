import type { UsageRecord } from '../contract/usage-record.ts';

/** Records of one transaction at most, and the longest that one waits for its transaction. */
const batchSize = 1_000;
const waitMs = 250;
/** Records kept in memory while the disk takes none; then the oldest go. */
const capacity = 40_000;
/** Between two tries while the disk takes none. */
const retryMs = 2_000;

interface RecordQueue {
  add(record: UsageRecord): void;
  /** Until all is written that was added before, or the disk takes nothing. */
  flush(): Promise<void>;
  /** The disk takes nothing. */
  readonly isStuck: boolean;
  /** What is not on disk yet, oldest first. */
  readonly waiting: readonly UsageRecord[];
  /** What the user must know now; undefined: all is kept. */
  readonly problem: string | undefined;
  /** Says how many are lost, where some are. */
  stop(): void;
}

/**
 * Gathers records, so that many share a transaction; what cannot be written waits and is tried again.
 * @param options.write one transaction; the failure has the reason as its message
 */
export function createRecordQueue(options: {
  readonly write: (records: readonly UsageRecord[]) => Promise<unknown>;
  readonly tell: (sentence: string) => void;
}): RecordQueue {
  const { write, tell } = options;
  let pending: UsageRecord[] = [];
  /** In the transaction that runs. */
  let open: UsageRecord[] = [];
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** Why the disk takes none; undefined: it does. */
  let trouble: string | undefined;
  let dropped = 0;
  let stopped = false;

  const schedule = (): void => {
    if (stopped || running || pending.length === 0) return;
    if (!trouble && pending.length >= batchSize) void run();
    else timer ??= setTimeout(() => void run(), trouble ? retryMs : waitMs);
  };

  /** @param batches as many are written, and more while full ones wait */
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
    const sentence = `Usage cannot be stored (${reason}); the newest ${capacity} requests are kept in memory until it can.`;
    if (!trouble) tell(sentence);
    trouble = sentence;
  }

  function recover(): void {
    trouble = undefined;
    tell(
      dropped === 0
        ? 'Usage is stored again, and nothing was lost.'
        : `Usage is stored again; ${dropped} requests came and went meanwhile and are not in it.`,
    );
    dropped = 0;
  }

  /** Half a batch at once, as moving all of them for each new one would be felt. */
  function dropOldest(): void {
    const first = dropped === 0;
    pending = pending.slice(batchSize / 2);
    dropped += batchSize / 2;
    if (first && !trouble) tell(notFastEnough(dropped));
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
      // What waits in the batch that runs may be all of it.
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
    get problem() {
      if (dropped === 0) return trouble;
      return trouble ? `${trouble} ${dropped} did not have room and are lost.` : notFastEnough(dropped);
    },
    stop() {
      if (stopped) return;
      stopped = true;
      clearTimeout(timer);
      const lost = pending.length + open.length + dropped;
      if (lost > 0) tell(`${lost} requests could not be stored and are not in the usage.`);
      pending = [];
    },
  };
}

const notFastEnough = (dropped: number): string =>
  `Usage could not be stored as fast as it came; ${dropped} requests are not in it.`;
