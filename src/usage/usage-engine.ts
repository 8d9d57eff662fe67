import { type Outcome, success } from '../contract/outcome.ts';
import type { UsageRefusal } from '../contract/usage-figures.ts';
import { openFilePlace } from './database/file-place.ts';
import { readRefusals, writeRefusals } from './database/refusals.ts';
import { createSweeper } from './database/sweep.ts';
import { type TakeOver, takeOverEarlier } from './database/take-over.ts';
import type { EngineEvent, UsagePlace } from './database/usage-place.ts';
import { readGroups, readSeries, readServers, readTotals } from './figures/read-figures.ts';
import { readRecords, type StoredRecord } from './figures/read-records.ts';
import { type ModelPrice, priceBook } from './prices.ts';
import type { questions, UsageQueries } from './usage-store.ts';
import { exportV6 } from './v6/v6-export.ts';
import { type ImportAnswer, importV6, type KeysByName } from './v6/v6-import.ts';
import { words } from './words.ts';

/**
 * Reads and writes the file, in this thread or in another one: all arguments and results can be sent between threads. A
 * call that cannot be answered rejects with the reason.
 */
export interface UsageEngine
  extends Pick<UsageQueries, Exclude<(typeof questions)[number], 'records'> | 'close'> {
  records(...asked: Parameters<UsageQueries['records']>): Promise<StoredRecord[]>;
  /** One transaction. @param retentionDays that apply from now on */
  write(records: readonly StoredRecord[], retentionDays: number | undefined): Promise<void>;
  writeRefusals(refusals: readonly UsageRefusal[]): Promise<void>;
  /** @param prices the user's own */
  importV6(data: unknown, prices: readonly ModelPrice[], keys?: KeysByName): Promise<Outcome<ImportAnswer>>;
}

/** A database that several servers share, instead of the file. */
export interface SharedDatabase {
  /** `postgres://…`; a secret. */
  readonly url: string;
  /** Name of this server in the records. */
  readonly server: string;
}

const defaultRetentionDays = 90;
export interface EngineOptions {
  /** `<auth-dir>/.console`; the file is `usage.db` in it. */
  readonly folder: string;
  readonly shared?: SharedDatabase | undefined;
  /** Days that records are kept, 90 by default; 0: forever. */
  readonly retentionDays: number | undefined;
  readonly now?: () => number;
  readonly onEvent: (event: EngineEvent) => void;
}

export async function openUsageEngine(options: EngineOptions): Promise<Outcome<UsageEngine>> {
  const opened = await openPlace(options, false);
  // A place to write is created if there is none.
  return opened.ok ? success(engineOn(opened.value as UsagePlace, options)) : opened;
}

/** Beside a server that may be running; undefined if nothing was ever stored there. */
export async function openEngineToRead(options: EngineOptions): Promise<Outcome<UsageEngine | undefined>> {
  const opened = await openPlace(options, true);
  if (!opened.ok || !opened.value) return opened as Outcome<undefined>;
  const engine = engineOn(opened.value, options, true);
  await engine.takenOver;
  return success(engine);
}

async function openPlace({ shared, folder, onEvent }: EngineOptions, reading: boolean) {
  if (!shared)
    return openFilePlace({ folder, reading, say: (sentence) => onEvent({ type: 'problem', sentence }) });
  const { openPostgresPlace } = await import('./database/postgres-place.ts');
  return openPostgresPlace({ ...shared, folder, reading, onEvent });
}

function engineOn(
  place: UsagePlace,
  { folder, shared, retentionDays, now = Date.now, onEvent }: EngineOptions,
  reading = false,
): UsageEngine & { readonly takenOver: Promise<void> } {
  const { use } = place;
  let keptDays = retentionDays;
  let closed = false;
  const sweeper = createSweeper({
    place,
    now,
    halfDays: shared === undefined,
    retentionDays: () => keptDays ?? defaultRetentionDays,
  });
  if (!reading) sweeper.wake();
  const takeOver: TakeOver = {
    folder,
    place,
    progress: (sentence) => onEvent({ type: 'progress', of: 'copy', sentence }),
    report: (sentence) => onEvent({ type: 'notice', sentence }),
    stopped: () => closed,
  };
  const takenOver = shared ? Promise.resolve() : takeOverEarlier(takeOver);
  const copied =
    shared && !reading
      ? import('./database/copy-to-shared.ts')
          .then(({ copyToShared }) => copyToShared({ ...takeOver, ...shared }))
          .catch(({ message }: Error) => takeOver.progress(words().earlier.notCopied(message)))
      : undefined;

  return {
    takenOver,
    async write(records, days) {
      keptDays = days;
      await place.store(records);
      sweeper.wake();
    },
    writeRefusals: (refusals) =>
      use(({ database }) => writeRefusals(database, refusals, shared?.server ?? '')),
    servers: async () => (shared ? use(({ database }) => readServers(database)) : undefined),
    refusals: (query, most) => use(({ database }) => readRefusals(database, query, most)),
    totals: (query) => use(({ database }) => readTotals(database, query)),
    groups: (query, by, barStep) => use(({ database }) => readGroups(database, query, by, now(), barStep)),
    series: (query, bucketMs) => use(({ database }) => readSeries(database, query, bucketMs, now())),
    records: (query, limit, before) => use(({ database }) => readRecords(database, query, limit, before)),
    exportV6: (exportOptions) => use(({ database }) => exportV6(database, now, exportOptions)),
    importV6: (data, prices, keys) =>
      use((tables) => importV6(data, { ...tables, priceOf: priceBook(prices), keys })),
    async close() {
      closed = true;
      sweeper.stop();
      await takenOver;
      await copied;
      await place.close();
    },
  };
}
