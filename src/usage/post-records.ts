import type { UsageRecord } from '../contract/usage-record.ts';
import { createRecordPacker, type RecordPacket } from './record-packet.ts';

/** Records of one packet, and the longest that one waits for its packet. */
const packetSize = 400;
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

/** Gathers records into packets; a thread that does not keep up is not buried under them. */
export function createRecordPost(send: (packet: RecordPacket) => void): RecordPost {
  const open = createRecordPacker(packetSize);
  /** Full ones that the thread has no room for. */
  const waiting: RecordPacket[] = [];
  let away = 0;
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;

  const post = (packet: RecordPacket): void => {
    away += packet.count;
    send(packet);
  };
  /** While there is room; the oldest first. */
  const sendWaiting = (): void => {
    while (waiting.length > 0 && away < capacity) post(waiting.shift() as RecordPacket);
  };

  const sendSoon = (): void => {
    timer ??= setTimeout(sendNow, waitMs).unref();
  };
  const sendNow = (): void => {
    clearTimeout(timer);
    timer = undefined;
    sendWaiting();
    if (open.count > 0 && away < capacity) post(open.take());
  };

  return {
    add(record) {
      open.add(record);
      if (open.count < packetSize) return sendSoon();
      if (away < capacity) return sendNow();
      waiting.push(open.take());
      if (waiting.length * packetSize > capacity) dropped += waiting.shift()?.count ?? 0;
    },
    took(count) {
      away -= count;
      sendWaiting();
      if (open.count > 0) sendSoon();
    },
    sendNow,
    get problem() {
      return dropped === 0
        ? undefined
        : `Usage could not be stored as fast as it came; ${dropped} requests are not in it.`;
    },
    stop() {
      clearTimeout(timer);
      waiting.length = 0;
    },
  };
}
