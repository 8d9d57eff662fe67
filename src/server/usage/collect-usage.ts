import type { Change } from '../../contract/change.ts';
import type { Config } from '../../contract/config.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import type { UsageStore } from '../../usage/usage-store.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { UpstreamCounts } from './upstream-counts.ts';
import { UsagePush } from './usage-push.ts';
import { UsageQueue } from './usage-queue.ts';

/** Stores the records of a server's requests, and answers its usage routes. */
export interface UsageCollector {
  /** undefined if this server stores none. */
  readonly store: UsageStore | undefined;
  readonly queue: UsageQueue;
  readonly upstreams: UpstreamCounts;
  readonly now: () => number;
  /** `usage-statistics-enabled`; on by default. */
  recording(): boolean;
  /** For each request that has ended. */
  record(record: UsageRecord): void;
  /** A request without a valid client key. */
  refused(address: string, why: string): void;
  /** For the gauge of running requests; each `began` has its `ended`. */
  began(): void;
  ended(): void;
  /** A client was authenticated, for any request. */
  heard(): void;
  /** Running requests, and the arrival of the last one. */
  traffic(): Traffic;
  /** By client key, of the requests that are stored; undefined if they cannot be read now. */
  tokensSince(since: number): Promise<ReadonlyMap<string, number> | undefined>;
  metrics(): Promise<Metrics>;
  close(): void;
}

export interface Traffic {
  readonly running: number;
  /** ms since the epoch; undefined: none since the start. */
  readonly lastRequestAt: number | undefined;
}

interface CollectorOptions {
  /** Of this program. */
  readonly version: string;
  readonly store: UsageStore | undefined;
  readonly config: () => Config;
  readonly send: (change: Change) => void;
  /** Whether any console is connected. */
  readonly listening: () => boolean;
  readonly now: () => number;
  /** Also gets each record, stored or not. */
  readonly also?: (record: UsageRecord) => void;
}

/** As recorded: seconds that a record waits for a reader, by default and at most. */
const queueSeconds = { usual: 60, most: 3600 };
/** At most this many records are kept while the metrics library loads. */
const maxEarly = 10_000;

export function collectUsage(options: CollectorOptions): UsageCollector {
  const { version, store, config, send, listening, now, also } = options;
  const keepMs = () => {
    const seconds = config()['redis-usage-queue-retention-seconds'] ?? queueSeconds.usual;
    return Math.min(queueSeconds.most, Math.max(0, seconds)) * 1000;
  };
  const queue = new UsageQueue(now, keepMs);
  const upstreams = new UpstreamCounts(now);
  const priced = (record: UsageRecord): UsageRecord => store?.priced(record) ?? record;
  const push = new UsagePush(send, listening, priced);
  let inFlight = 0;
  let lastRequestAt: number | undefined;
  let loading: Promise<Metrics> | undefined;
  let metrics: Metrics | undefined;
  let early: UsageRecord[] = [];

  const load = (): Promise<Metrics> => {
    loading ??= createMetrics({ version, inFlight: () => inFlight }).then((made) => {
      for (const record of early) made.add(priced(record));
      early = [];
      metrics = made;
      return made;
    });
    return loading;
  };
  const measure = (record: UsageRecord): void => {
    if (metrics) metrics.add(priced(record));
    else if (early.length < maxEarly) early.push(record);
    if (!metrics) void load();
  };
  const recording = () => config()['usage-statistics-enabled'] !== false;

  return {
    store,
    queue,
    upstreams,
    now,
    recording,
    record(record) {
      also?.(record);
      upstreams.add(record);
      if (config().metrics === true) measure(record);
      if (!recording()) return;
      store?.add(record);
      queue.add(record);
      push.add(record);
    },
    refused(address, why) {
      if (config().metrics === true) void load().then((made) => made.refused(why));
      if (recording()) store?.refused(address, why, now());
    },
    began() {
      inFlight += 1;
      lastRequestAt = now();
    },
    ended() {
      inFlight -= 1;
    },
    heard() {
      lastRequestAt = now();
    },
    traffic: () => ({ running: inFlight, lastRequestAt }),
    tokensSince: async (since) => store?.tokensByKey(since),
    metrics: load,
    close: () => push.close(),
  };
}
