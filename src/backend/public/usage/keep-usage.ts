import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Fingerprint } from '../../../base/secrets/fingerprint.ts';
import { hour, minute } from '../../../base/text/duration.ts';
import { startOfDay } from '../../../base/text/start-of-day.ts';
import type { ConsoleFolder } from '../../../config/console-folder/console-folder.ts';
import { countsFrom } from '../../../contract/activity-counts.ts';
import type { Change } from '../../../contract/change.ts';
import { success } from '../../../contract/outcome.ts';
import type { UsageGroup } from '../../../contract/usage-figures.ts';
import { joinTries, type TriesJoiner } from '../../../usage/join-tries.ts';
import type { UsageStore } from '../../../usage/usage-store.ts';
import type { BackendUsage } from '../../backend.ts';
import { usageOf } from '../../usage-of.ts';
import type { UsageRecord as WireRecord } from '../client/public-schemas.ts';
import { marksOf, type UsageCounts } from './count-usage.ts';

/** What a public server reports about its requests, stored with its labels on this machine (H2). */
interface UsageKeeper {
  readonly usage: BackendUsage;
  /** The counts, each record of which is kept as well. */
  around(counts: UsageCounts): UsageCounts;
  /** What v6 has stored itself, reported as a whole; known records are skipped. */
  takeSnapshot(usage: { readonly total_requests: number }): void;
  close(): Promise<void>;
}

/** New requests of a snapshot that are reported one by one, at most. */
const maxReported = 100;

/**
 * Requests whose next try may still run when this program begins: at most this old (ms), and at most this
 * many.
 */
const recent = { ms: 3_600_000, count: 500 };

/** The store is opened with the first record or question. */
export function keepUsage(options: {
  readonly folder: ConsoleFolder;
  readonly now: () => number;
  readonly emit: (change: Change) => void;
  /**
   * Before each answer: what can be read now. The value: why new requests are not read; undefined if they
   * are.
   */
  readonly catchUp: () => Promise<string | undefined>;
  /** The server itself remembers its requests, as v6 does: none is missed while this program does not run. */
  readonly remembers: () => boolean;
}): UsageKeeper {
  const { folder, now, emit, catchUp, remembers } = options;
  let opening: Promise<UsageStore | undefined> | undefined;
  let failed: string[] = [];
  let tries: TriesJoiner | undefined;
  let lastTotal: number | undefined;
  let working: Promise<void> = Promise.resolve();
  let begun = false;
  let counted: UsageCounts | undefined;
  const store = (): Promise<UsageStore | undefined> => {
    opening ??= import('../../../usage/open-usage-store.ts')
      .then(({ openUsageStore }) => openUsageStore({ folder: folder.path, now }))
      .then(async (opened) => {
        const since = now() - recent.ms;
        const known = opened.ok ? await opened.value.records({ since }, recent.count).catch(() => []) : [];
        tries = joinTries(known.reverse());
        if (opened.ok) return opened.value;
        failed = [opened.message];
        return undefined;
      });
    return opening;
  };
  const keep = async (data: unknown): Promise<void> => {
    const [opened, { recordOf }] = await Promise.all([store(), import('./record-of.ts')]);
    const reported = recordOf(data);
    if (!reported) return;
    const record = tries?.take(reported, marksOf(data as WireRecord)) ?? reported;
    opened?.add(record);
    emit({ type: 'usage', records: [opened?.priced(record) ?? record] });
  };
  const labels = async (): Promise<Map<string, string>> => {
    const read = await folder.readKeyRecords();
    const records = read.ok ? read.value : [];
    return new Map(
      records.flatMap(({ fingerprint: print, label }) => (label ? [[print as string, label]] : [])),
    );
  };

  /** Keys keep their counts over a restart of the console, as the embedded server's do. */
  const addStored = async (counts: UsageCounts): Promise<void> => {
    const opened = existsSync(join(folder.path, 'usage.db')) ? await store() : undefined;
    if (!opened) return;
    const at = now();
    const [hours, minutes, today] = await Promise.all([
      opened.groups({ since: at - 23 * hour }, 'key', hour),
      opened.groups({ since: at - 59 * minute }, 'key', minute),
      opened.groups({ since: startOfDay(at) }, 'key'),
    ]);
    const of = (groups: readonly UsageGroup[], key: string) => groups.find(({ value }) => value === key);
    const older = today.filter(({ value }) => !hours.some((group) => group.value === value));
    const found = [...hours, ...older].flatMap(({ value, lastAt = 0, bars = [] }) => {
      if (value === null) return [];
      const stored = {
        hours: bars,
        minutes: of(minutes, value)?.bars ?? [],
        today: of(today, value)?.requests ?? 0,
      };
      return [[value as Fingerprint, countsFrom(stored, lastAt, at)] as const];
    });
    counts.add(found);
    emit({ type: 'activity', keys: counts.of(found.map(([print]) => print)) });
  };

  /** Makes the views of requests load the new ones. */
  const emitNew = async (opened: UsageStore, added: number): Promise<void> => {
    if (added === 0) return;
    const newest = await opened.records({ since: 0 }, Math.min(added, maxReported)).catch(() => []);
    const records = newest.reverse();
    emit({ type: 'usage', records, ...(added > records.length && { missed: added - records.length }) });
  };

  return {
    usage: usageOf(async (request) => {
      const { answerUsageRequest } = await import('../../../usage/answer-usage-request.ts');
      const reason = await catchUp();
      await working;
      const [opened, names] = [await store(), await labels()];
      // A public server does not report requests without a valid client key.
      const asked = { ...request, refusals: undefined };
      // Requests are missing from the time in which this program did not read them, or the server recorded none.
      const countedSince = counted?.since() ?? (remembers() ? undefined : now());
      const answer = await answerUsageRequest(opened, asked, {
        labels: names,
        recording: reason === undefined,
        ...(countedSince !== undefined && { countedSince, missedBefore: true }),
      });
      if (!answer.ok) return answer;
      const figures = answer.value;
      return success({
        ...figures,
        ...(reason && { reason }),
        problems: [...figures.problems, ...failed],
      });
    }),
    around: (counts) => {
      counted = counts;
      return {
        ...counts,
        begin() {
          counts.begin();
          // What is taken from now on is stored behind this.
          if (!begun) working = working.then(() => addStored(counts)).catch(() => {});
          begun = true;
        },
        end(pending) {
          counts.end();
          working = Promise.allSettled([working, pending]).then(() => {});
        },
        take(data) {
          working = working.then(() => keep(data));
          return counts.take(data);
        },
      };
    },
    takeSnapshot(usage) {
      // It only grows, except over a restart of the server: the same count is the same snapshot.
      if (usage.total_requests === lastTotal) return;
      lastTotal = usage.total_requests;
      working = working.then(store).then(async (opened) => {
        const imported = await opened?.importV6({ version: 1, usage });
        if (opened && imported?.ok) await emitNew(opened, imported.value.added);
      });
    },
    async close() {
      for (let last: unknown; last !== working; ) {
        last = working;
        await last;
      }
      await (await opening)?.close();
    },
  };
}
