import { failure, type Outcome, success } from '../contract/outcome.ts';
import type { UsageRecord } from '../contract/usage-record.ts';
import { createSweeper } from './database/sweep.ts';
import { takeOverEarlier } from './database/take-over.ts';
import {
  isDamage,
  openUsageFile,
  openUsageFileToRead,
  reasonOf,
  setAside,
  type UsageFile,
} from './database/usage-file.ts';
import { openRecordWriter, type RecordWriter } from './database/write-records.ts';
import { readGroups, readSeries, readTotals } from './figures/read-figures.ts';
import { readRecords } from './figures/read-records.ts';
import { costOf, type ModelPrice, pricedRecords, pricesInForce } from './prices.ts';
import type { UsageQueries, UsageStore } from './usage-store.ts';
import { exportV6 } from './v6/v6-export.ts';
import { importV6 } from './v6/v6-import.ts';

/** What may change while a store is open. */
export interface UsageSettings {
  readonly prices: readonly ModelPrice[];
  /** Days that records are kept, 90 by default; 0: forever. */
  readonly retentionDays: number | undefined;
}

/**
 * Reads and writes the file, in this thread or in another one: all arguments and results can be sent between threads. A
 * call that cannot be answered rejects with the reason.
 */
export interface UsageEngine
  extends Pick<UsageQueries, 'totals' | 'groups' | 'series' | 'records' | 'exportV6' | 'close'>,
    Pick<UsageStore, 'importV6'> {
  /** One transaction. */
  write(records: readonly UsageRecord[]): Promise<void>;
  configure(settings: UsageSettings): Promise<void>;
}

export type EngineEvent =
  | { readonly type: 'problem'; readonly sentence: string }
  /** For the log only; no problem. */
  | { readonly type: 'notice'; readonly sentence: string }
  /** A problem, after which nothing is stored. */
  | { readonly type: 'ended'; readonly sentence: string }
  /** The current condition; undefined when it has ended. */
  | { readonly type: 'progress'; readonly sentence: string | undefined };

const defaultRetentionDays = 90;
/** ms between two attempts to create a file that cannot be created. */
const openAgainMs = 2_000;

export interface EngineOptions {
  /** `<auth-dir>/.console`; the file is `usage.db` in it. */
  readonly folder: string;
  readonly settings: UsageSettings;
  readonly now?: () => number;
  readonly onEvent: (event: EngineEvent) => void;
}

export async function openUsageEngine(options: EngineOptions): Promise<Outcome<UsageEngine>> {
  const { folder, onEvent } = options;
  const opened = await openUsageFile(folder, (sentence) => onEvent({ type: 'problem', sentence }));
  return opened.ok ? success(engineOn(opened.value, options)) : opened;
}

/** Beside a server that may be running; undefined if nothing was ever stored there. */
export async function openEngineToRead(options: EngineOptions): Promise<Outcome<UsageEngine | undefined>> {
  const { folder, onEvent } = options;
  const opened = await openUsageFileToRead(folder, (sentence) => onEvent({ type: 'problem', sentence }));
  if (!opened.ok || !opened.value) return opened as Outcome<undefined>;
  const engine = engineOn(opened.value, options, true);
  await engine.takenOver;
  return success(engine);
}

function engineOn(
  first: UsageFile,
  { folder, settings: given, now = Date.now, onEvent }: EngineOptions,
  reading = false,
): UsageEngine & { readonly takenOver: Promise<void> } {
  let file = first;
  let writer = openRecordWriter(file.database);
  let settings = given;
  let repair: Promise<void> | undefined;
  let triedUntil = 0;
  let closed = false;
  const priceOf = pricesInForce(() => settings.prices);
  const say = (sentence: string): void => onEvent({ type: 'problem', sentence });
  const sweeper = createSweeper({
    database: () => file.database,
    now,
    retentionDays: () => settings.retentionDays ?? defaultRetentionDays,
    forget: () => writer.forget(),
  });
  if (!reading) sweeper.wake();
  const takenOver = takeOverEarlier({
    folder,
    database: () => file.database,
    writer: () => writer,
    progress: (sentence) => onEvent({ type: 'progress', sentence }),
    report: (sentence) => onEvent({ type: 'notice', sentence }),
    stopped: () => closed,
  });

  /** A file that turns out damaged while it is used is set aside as at the start; records wait in the meantime. */
  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    if (closed) throw new Error('it is closed');
    try {
      return await work();
    } catch (error) {
      if (isDamage(error) && !reading) repair ??= replaceDamaged();
      throw new Error(reasonOf(error));
    }
  }

  async function replaceDamaged(): Promise<void> {
    const { path } = file;
    await file.close();
    const aside = await setAside(path);
    say(
      typeof aside === 'string'
        ? `${path} was damaged: it was set aside as ${aside}, and a new one was begun.`
        : aside.message,
    );
    await openAgain();
  }

  async function openAgain(): Promise<boolean> {
    const again = await openUsageFile(folder, say, 'write beside a log');
    if (again.ok) {
      file = again.value;
      writer = openRecordWriter(file.database);
    }
    repair = undefined;
    return again.ok;
  }

  /** SQLite does not notice that its file was removed: records would be written to a file that cannot be read. */
  async function beInPlace(): Promise<void> {
    await repair;
    if (file.inPlace()) return;
    if (performance.now() >= triedUntil) {
      triedUntil = performance.now() + openAgainMs;
      const lost = file;
      if (await openAgain()) {
        await lost.close();
        say(
          `${lost.path} was removed or replaced while it was in use. Its records are lost here; new requests are recorded from now on.`,
        );
        return;
      }
    }
    throw new Error('its file is gone');
  }

  return {
    takenOver,
    configure: async (wanted) => {
      settings = wanted;
    },
    write: (records) =>
      guarded(async () => {
        await beInPlace();
        await writer.write(records.map((record) => ({ record, cost: costOf(record, priceOf) })));
        sweeper.wake();
      }),
    totals: (query) => guarded(() => readTotals(file.database, query)),
    groups: (query, by, barStep) => guarded(() => readGroups(file.database, query, by, now(), barStep)),
    series: (query, bucketMs) => guarded(() => readSeries(file.database, query, bucketMs, now())),
    records: (query, limit, before) =>
      guarded(async () => pricedRecords(await readRecords(file.database, query, limit, before), priceOf)),
    exportV6: (wish) => guarded(() => exportV6(file.database, now, wish)),
    importV6: (data, keys) =>
      guarded(async () => {
        await beInPlace();
        return importV6(data, { database: file.database, writer: (): RecordWriter => writer, priceOf, keys });
      }).catch((error: Error) => failure('failed', `The usage could not be stored: ${error.message}.`)),
    async close() {
      closed = true;
      sweeper.stop();
      await Promise.all([repair, takenOver]);
      await file.close();
    },
  };
}
