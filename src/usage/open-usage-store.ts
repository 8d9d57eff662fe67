import { failure, type Outcome, success } from '../contract/outcome.ts';
import { closeQuietly, closeWriter, isDamage, reasonOf } from './database.ts';
import { noTotals } from './figures.ts';
import { runAtOnce, runInTurns, type Steps } from './in-turns.ts';
import { totalOf } from './measures.ts';
import { openParts } from './open-parts.ts';
import { packSize } from './pack-columns.ts';
import { createPacker } from './packer.ts';
import { type ModelPrice, pricedRecords, pricesInForce, withCost } from './prices.ts';
import type { UsageReader } from './reader.ts';
import { createRecordQueue, type RecordSender, retryMs } from './record-queue.ts';
import { createSweeper } from './sweeper.ts';
import { setAside } from './usage-file.ts';
import type { UsageStore } from './usage-store.ts';
import { type ExportOptions, exportV6 } from './v6-export.ts';
import { importV6, type KeyOf } from './v6-import.ts';

export interface UsageStoreOptions {
  /** `<auth-dir>/.console`; the file is `usage.db` in it. */
  readonly folder: string;
  /** Days that records are kept, 90 unless told; 0: for good. */
  readonly retentionDays?: number | (() => number | undefined);
  /** Prices of the user's own, before the published ones. */
  readonly prices?: () => readonly ModelPrice[];
  readonly now?: () => number;
  /** Gets sentences: a damaged file was set aside, the disk is full, it is not any more. */
  readonly onProblem?: (sentence: string) => void;
}

const defaultRetentionDays = 90;

/** Opens or begins the store; the failure says why usage is not kept. @param sender of records from another thread */
export async function openUsageStore(
  options: UsageStoreOptions,
  sender?: RecordSender,
): Promise<Outcome<UsageStore>> {
  const { folder, now = Date.now, onProblem: tell = () => {} } = options;
  const said: string[] = [];
  const priceOf = pricesInForce(options.prices);
  const say = (sentence: string): void => {
    said.push(sentence);
    tell(sentence);
  };
  const place = { folder, now, priceOf, say };
  const first = await openParts(place);
  if (!first.ok) return first;
  let opened = first.value;
  let repair: Promise<void> | undefined;
  /** No file can be made before then: once every so often is enough. */
  let triedUntil = 0;

  const queue = createRecordQueue({
    *write(records) {
      beInPlace();
      yield* guardedSteps(opened.writer.write(records));
      packer.wake(records.length);
    },
    tell,
    replacing: () => repair !== undefined,
    sender,
  });
  const sweeper = createSweeper({
    database: () => opened.file.database,
    now,
    retentionDays: () => retentionOf(options.retentionDays),
    guarded,
  });
  const packer = createPacker({
    database: () => opened.file.database,
    settle: () => queue.finish(),
    guarded,
  });
  sweeper.wake();
  // An earlier version, or a server that was killed, may have left many.
  packer.wake(packSize);

  /** A file that turns out damaged while it is used is set aside as at the start; the records wait meanwhile. */
  function guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (isDamage(error)) repair ??= replace();
      throw error;
    }
  }
  function* guardedSteps<T>(steps: Steps<T>): Steps<T> {
    try {
      return yield* steps;
    } catch (error) {
      return guarded(() => {
        throw error;
      });
    }
  }
  async function replace(): Promise<void> {
    const { path, database } = opened.file;
    closeQuietly(database);
    const aside = await setAside(path);
    say(
      typeof aside === 'string'
        ? `${path} was damaged: it was set aside as ${aside}, and a new one was begun.`
        : aside.message,
    );
    await openAgain();
  }
  async function openAgain(): Promise<Outcome<unknown>> {
    const again = await openParts(place, 'write beside a log');
    if (again.ok) opened = again.value;
    repair = undefined;
    queue.writeNow();
    return again;
  }

  /** SQLite does not notice that its file is gone: records would go to a file that cannot be read any longer. */
  function beInPlace(): void {
    if (opened.file.inPlace()) return;
    if (!repair && performance.now() >= triedUntil) repair = beginAnew();
    throw new Error('its file is gone');
  }
  async function beginAnew(): Promise<void> {
    const { path, database } = opened.file;
    triedUntil = performance.now() + retryMs;
    const again = await openAgain();
    if (!again.ok) return;
    closeQuietly(database);
    say(
      `${path} was removed or replaced while it was in use. Its records are lost here; new requests are recorded from now on.`,
    );
  }

  const settled = (): UsageReader => {
    queue.writeNow();
    return opened.reader;
  };
  /** The answer while a file is being replaced is that of an empty one; `problems` says so. */
  const read = <T>(work: (reader: UsageReader) => T, empty: T): T => {
    try {
      return guarded(() => work(settled()));
    } catch {
      return empty;
    }
  };

  const exporting = (wish?: ExportOptions) => {
    settled();
    return exportV6({ database: opened.file.database, words: opened.words }, now, wish);
  };
  const importing = (data: unknown, keyOf: KeyOf | undefined) =>
    importV6(data, {
      reader: settled(),
      write(records, more) {
        queue.finish();
        packer.wake(records.length);
        return runAtOnce(opened.writer.write(records, more));
      },
      keyOf,
    });

  return success({
    add(record) {
      queue.add(record);
      sweeper.wake();
    },
    async flush() {
      await queue.drain();
      await repair;
    },
    totals: (query) => read((reader) => reader.totals(query), noTotals(query.since)),
    groups: (query, by, barStep) => read((reader) => reader.groups(query, by, barStep), []),
    series: (query, bucketMs) => read((reader) => reader.series(query, bucketMs), []),
    records: (query, limit, before) =>
      read((reader) => reader.records(query, limit, before).map(({ record }) => record), []),
    pricedRecords: (query, limit, before) =>
      read((reader) => pricedRecords(reader.records(query, limit, before), priceOf), []),
    priced: (record) => withCost(record, priceOf),
    tokensByKey(since) {
      try {
        const tokens = guarded(() => settled().tokensByKey(since));
        // What the disk does not take is used all the same.
        for (const { at, clientKey, tokens: used } of queue.pending) {
          if (at >= since && clientKey !== undefined)
            tokens.set(clientKey, (tokens.get(clientKey) ?? 0) + (totalOf(used) ?? 0));
        }
        return tokens;
      } catch {
        return undefined;
      }
    },
    exportV6: (wish) => runAtOnce(exporting(wish)),
    exportInTurns: (wish) => runInTurns(exporting(wish)),
    importV6(data, keyOf) {
      try {
        return guarded(() => runAtOnce(importing(data, keyOf)));
      } catch (error) {
        return notStored(error);
      }
    },
    async importInTurns(data, keyOf) {
      return runInTurns(importing(data, keyOf)).catch(notStored);
    },
    get problems() {
      return queue.problem ? [...said, queue.problem] : said;
    },
    async close() {
      sweeper.stop();
      packer.stop();
      await queue.drain();
      await repair;
      queue.stop();
      closeWriter(opened.file.database);
    },
  });
}

function retentionOf(wish: UsageStoreOptions['retentionDays']): number {
  return (typeof wish === 'function' ? wish() : wish) ?? defaultRetentionDays;
}

const notStored = (error: unknown) => failure('failed', `The usage could not be stored: ${reasonOf(error)}.`);
