import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { type Fingerprint, fingerprint } from '../../../base/secrets/fingerprint.ts';
import {
  activityOf,
  countRequest,
  emptyCounts,
  joinCounts,
  type KeyCounts,
} from '../../../contract/activity-counts.ts';
import type { KeyActivity } from '../../../contract/client-key.ts';
import type { UsageRecord as Try } from '../../../contract/usage-record.ts';
import { joinTries, type TryMarks } from '../../../usage/join-tries.ts';
import type { Activity } from '../../client-keys.ts';
import { type UsageRecord, usageRecord } from '../client/public-schemas.ts';

/** Keys counted at most. */
const maxKeys = 20_000;

/** Counts by client key what the server's usage records report; keys are kept as fingerprints only. */
export interface UsageCounts {
  /** A record from the wire; undefined if invalid, or another try of a request that was counted. */
  take(record: unknown): Fingerprint | undefined;
  of(prints: Iterable<Fingerprint>): Record<string, KeyActivity>;
  /** Figures of all keys; undefined while nothing is counted. */
  all(): Activity | undefined;
  /** Adds requests that were counted before this program began. */
  add(earlier: Iterable<readonly [Fingerprint, KeyCounts]>): void;
  /** Takes the figures of a server that counts by itself; returns the keys whose figures changed. */
  replace(figures: Activity): Record<string, KeyActivity>;
  /** Records come from now on; what came before may have gaps. */
  begin(): void;
  /** Whether the server records its requests; one that does not reports none, however many there are. */
  record(on: boolean): void;
  /** Whether it does, as far as is known. */
  isRecorded(): boolean;
  /**
   * ms since the epoch from which all requests are counted; undefined: from the first one that the server
   * remembers, or from now on.
   */
  since(): number | undefined;
  /** Counting has ended. @param pending the last request for records, which are still to be taken */
  end(pending?: Promise<unknown>): void;
}

/** @param remembers whether the server keeps what no program reads */
export function countUsage(now: () => number, remembers = () => false): UsageCounts {
  const keys = new Map<Fingerprint, KeyCounts>();
  const tries = joinTries();
  let counted = 0;
  let recorded = true;
  /** Since when the server records, if it was seen not to. */
  let recordedSince: number | undefined;
  let countedSince: number | undefined;
  let figured: Activity | undefined;

  const figures = (prints: Iterable<Fingerprint>, since: number): Record<string, KeyActivity> => {
    const result: Record<string, KeyActivity> = {};
    for (const print of prints) {
      const counts = keys.get(print);
      if (counts) result[print] = activityOf(counts, now(), since);
    }
    return result;
  };

  return {
    take(data) {
      const parsed = v.safeParse(usageRecord, data);
      const key = parsed.success ? parsed.output.api_key : undefined;
      if (!parsed.success || !key || again(parsed.output)) return undefined;
      const print = fingerprint(key);
      const counts = keys.get(print) ?? emptyCounts();
      if (!keys.has(print) && keys.size >= maxKeys) keys.delete(keys.keys().next().value as Fingerprint);
      keys.set(print, counts);
      // Records of several providers may come out of order, and counts only go on.
      countRequest(counts, Math.max(counts.lastUsedAt, instantOf(parsed.output, now())));
      return print;
    },
    add(earlier) {
      for (const [print, before] of earlier) {
        const counts = keys.get(print);
        keys.set(print, counts ? joinCounts(before, counts) : before);
      }
    },
    of: (prints) => (recorded ? figures(prints, since() ?? now()) : {}),
    all() {
      if (!recorded) return undefined;
      if (figured) return figured;
      const from = since();
      return from === undefined || countedSince === undefined
        ? undefined
        : { activity: figures(keys.keys(), from), countedSince: from };
    },
    replace(whole) {
      const before = figured?.activity ?? {};
      const next = figuresSince(whole, recordedSince);
      figured = next;
      if (!recorded) return {};
      const other = Object.entries(next.activity).filter(
        ([print, it]) => !isDeepStrictEqual(it, before[print]),
      );
      return Object.fromEntries(other);
    },
    begin() {
      countedSince = now();
    },
    end() {
      figured = undefined;
      countedSince = undefined;
    },
    record(on) {
      if (on && !recorded) recordedSince = now();
      recorded = on;
      if (!on) figured = undefined;
    },
    isRecorded: () => recorded,
    since,
  };

  function since(): number | undefined {
    if (countedSince !== undefined) return Math.max(countedSince, recordedSince ?? 0);
    return remembers() ? recordedSince : undefined;
  }

  /** One request gives a record for each try at a provider. */
  function again(record: UsageRecord): boolean {
    return tries.take(tryOf(record, String(counted++)), marksOf(record)).attempts !== undefined;
  }
}

/** Figures that are complete from an instant on at most. @param since ms since the epoch */
function figuresSince(figures: Activity, since = 0): Activity {
  if (figures.countedSince >= since) return figures;
  const all = Object.entries(figures.activity);
  const activity = all.map(([print, it]) => [print, { ...it, countedSince: since }] as const);
  return { activity: Object.fromEntries(activity), countedSince: since };
}

/** Identifies the tries of one request. */
export function tryOf(record: UsageRecord, id: string): Try {
  const { timestamp, latency_ms: latency = 0, api_key: key, source, model, failed = false } = record;
  const latencyMs = Math.max(0, Math.round(latency));
  return {
    ...{ id, at: Date.parse(timestamp), latencyMs, endpoint: '', status: 0, failed },
    ...(key && { clientKey: key }),
    ...(source && { account: source }),
    ...(model && { model }),
  };
}

/** All answers on one WebSocket (a GET) share an id, as tries of one request do, and are requests. */
export function marksOf({ request_id: id, endpoint, auth_index, source }: UsageRecord): TryMarks {
  return { request: endpoint?.startsWith('GET ') ? undefined : id, credential: auth_index || source };
}

/** The server's clock may be off: a record is never from the future, nor older than the queue keeps it. */
function instantOf({ timestamp }: UsageRecord, now: number): number {
  const at = Date.parse(timestamp);
  return Number.isNaN(at) || at > now || at < now - 3_600_000 ? now : at;
}
