import type { ServerKind } from './types.ts';

export type UsageRecord = Readonly<Record<string, unknown>>;

/** The queue of usage records and those who are subscribed to it. */
export interface UsageFeed {
  /** Records that were taken out, over HTTP or RESP. */
  readonly taken: number;
  readonly waiting: number;
  readonly subscribers: number;
  /** A new record: to the subscribers when there are any, else into the queue. */
  add(record: UsageRecord): void;
  /** Takes records out: whoever reads them leaves nothing for others. */
  take(count: number, end: 'oldest' | 'newest'): UsageRecord[];
  subscribe(send: (message: string) => void): () => void;
  /** Tells subscribers that something changed. */
  refresh(): void;
  clear(): void;
}

export function createUsageFeed(kind: ServerKind, first: readonly UsageRecord[]): UsageFeed {
  const queue: UsageRecord[] = [...first];
  const listeners = new Set<(message: string) => void>();
  let taken = 0;
  return {
    get taken() {
      return taken;
    },
    get waiting() {
      return queue.length;
    },
    get subscribers() {
      return listeners.size;
    },
    add(record) {
      if (listeners.size === 0) queue.push(record);
      for (const send of listeners) send(JSON.stringify(record));
    },
    take(count, end) {
      const out =
        end === 'oldest' ? queue.splice(0, count) : queue.splice(Math.max(0, queue.length - count)).reverse();
      taken += out.length;
      return out;
    },
    subscribe(send) {
      listeners.add(send);
      if (kind === 'v7') send('{"support_refresh":true}');
      return () => listeners.delete(send);
    },
    refresh() {
      for (const send of listeners) send('{"refresh":true}');
    },
    clear() {
      queue.length = 0;
    },
  };
}
