import type { UsageRecord } from '../contract/usage-record.ts';

/** Records of one message, and the longest that one waits for its message. */
const batchSize = 200;
const waitMs = 50;
/** Records that a thread has not taken yet, and as many that wait here; then the oldest go. */
const capacity = 20_000;

export interface RecordPost {
  add(record: UsageRecord): void;
  /** The thread has taken so many. */
  took(count: number): void;
  /** Sends what waits: before a question, which must see it. */
  sendNow(): void;
  readonly problem: string | undefined;
  stop(): void;
}

/** Gathers records into messages; a thread that does not keep up is not buried under them. */
export function createRecordPost(send: (text: string, count: number) => void): RecordPost {
  let waiting: UsageRecord[] = [];
  let away = 0;
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;

  const sendNow = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0 || away >= capacity) return;
    const records = waiting;
    waiting = [];
    away += records.length;
    send(JSON.stringify(records), records.length);
  };

  return {
    add(record) {
      waiting.push(record);
      if (waiting.length >= batchSize && away < capacity) return sendNow();
      if (waiting.length > capacity) {
        waiting = waiting.slice(batchSize);
        dropped += batchSize;
      }
      timer ??= setTimeout(sendNow, waitMs).unref();
    },
    took(count) {
      away -= count;
      if (waiting.length >= batchSize) sendNow();
    },
    sendNow,
    get problem() {
      return dropped === 0
        ? undefined
        : `Usage could not be stored as fast as it came; ${dropped} requests are not in it.`;
    },
    stop() {
      clearTimeout(timer);
      waiting = [];
    },
  };
}
