import type { UsageRecord } from '../contract/usage-record.ts';
import { createRecordPacker, type RecordPacket } from './record-packet.ts';

/** Records of one packet, and the longest that one waits for its packet. */
const packetSize = 400;
const waitMs = 50;
/** Records that a thread has not taken yet, and as many that wait here; then the oldest go. */
const capacity = 20_000;

export interface RecordPost {
  add(record: UsageRecord): void;
  /** So many of those that the thread got wait there no longer. */
  took(count: number): void;
  /** Sends what waits, as far as there is room: before a question, which must see it. */
  sendNow(): void;
  /** Sends as many as the thread has room for when none wait there any more, whether it has said so or not. */
  sendAnyway(): void;
  /** Records that have not been sent. */
  readonly waiting: number;
  readonly problem: string | undefined;
  stop(): void;
}

export const notFastEnough = (dropped: number): string =>
  `Usage could not be stored as fast as it came; ${dropped} requests are not in it.`;

/**
 * Gathers records into packets; a thread that does not keep up is not buried under them.
 * @param lost called when so many have been dropped
 */
export function createRecordPost(
  send: (packet: RecordPacket) => void,
  lost: (count: number) => void = () => {},
): RecordPost {
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
  const hasRoom = (packet: { readonly count: number }): boolean => away + packet.count <= capacity;
  /** While there is room; the oldest first. */
  const sendWaiting = (): void => {
    for (let [next] = waiting; next && hasRoom(next); [next] = waiting) {
      waiting.shift();
      post(next);
    }
  };
  const dropOldest = (): void => {
    const count = waiting.shift()?.count ?? 0;
    dropped += count;
    lost(count);
  };

  const sendSoon = (): void => {
    timer ??= setTimeout(sendNow, waitMs).unref();
  };
  const sendNow = (): void => {
    clearTimeout(timer);
    timer = undefined;
    sendWaiting();
    if (open.count > 0 && waiting.length === 0 && hasRoom(open)) post(open.take());
  };

  return {
    add(record) {
      open.add(record);
      if (open.count < packetSize) return sendSoon();
      if (waiting.length === 0 && hasRoom(open)) return sendNow();
      waiting.push(open.take());
      if (waiting.length * packetSize > capacity) dropOldest();
    },
    took(count) {
      away -= count;
      sendWaiting();
      if (open.count > 0) sendSoon();
    },
    sendNow,
    sendAnyway() {
      away = 0;
      sendNow();
    },
    get waiting() {
      return waiting.reduce((sum, { count }) => sum + count, open.count);
    },
    get problem() {
      return dropped === 0 ? undefined : notFastEnough(dropped);
    },
    stop() {
      clearTimeout(timer);
      waiting.length = 0;
    },
  };
}
