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

/** `retentionMs`: a record that nobody takes in that time is gone. */
export function createUsageFeed(
  kind: ServerKind,
  first: readonly UsageRecord[],
  now: () => number,
  retentionMs: () => number,
): UsageFeed {
  const queue = first.map((record) => ({ record, at: now() }));
  const listeners = new Set<(message: string) => void>();
  let taken = 0;
  const dropOld = () => {
    while (queue[0] && queue[0].at + retentionMs() < now()) queue.shift();
  };
  return {
    get taken() {
      return taken;
    },
    get waiting() {
      dropOld();
      return queue.length;
    },
    get subscribers() {
      return listeners.size;
    },
    add(record) {
      if (listeners.size === 0) queue.push({ record, at: now() });
      for (const send of listeners) send(JSON.stringify(record));
    },
    take(count, end) {
      dropOld();
      const from = end === 'oldest' ? 0 : Math.max(0, queue.length - count);
      const out = queue.splice(from, count).map((one) => one.record);
      taken += out.length;
      return end === 'oldest' ? out : out.reverse();
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
