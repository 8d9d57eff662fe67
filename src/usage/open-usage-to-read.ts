import { type Outcome, success } from '../contract/outcome.ts';
import { closeQuietly } from './database.ts';
import { runAtOnce, runInTurns } from './in-turns.ts';
import { type ModelPrice, pricedRecords, pricesInForce } from './prices.ts';
import { openReader } from './reader.ts';
import { openUsageFileToRead } from './usage-file.ts';
import type { UsageQueries } from './usage-store.ts';
import { exportV6 } from './v6-export.ts';
import { openWords } from './words.ts';

/** The store beside a server that may be running, for reading; undefined: nothing was ever kept there. */
export async function openUsageToRead(options: {
  readonly folder: string;
  readonly now?: () => number;
  /** Prices of the user's own. */
  readonly prices?: () => readonly ModelPrice[];
}): Promise<Outcome<UsageQueries | undefined>> {
  const { folder, now = Date.now } = options;
  const file = await openUsageFileToRead(folder);
  if (!file.ok) return file;
  if (!file.value) return success(undefined);
  const { database } = file.value;
  const opened = openTables(database, now);
  if (!opened) {
    // A server is making it at this moment: nothing was kept yet.
    closeQuietly(database);
    return success(undefined);
  }
  const { words, reader } = opened;
  const priceOf = pricesInForce(options.prices);
  return success({
    ...reader,
    records: (query, limit, before) => reader.records(query, limit, before).map(({ record }) => record),
    pricedRecords: (query, limit, before) => pricedRecords(reader.records(query, limit, before), priceOf),
    exportV6: (wish) => runAtOnce(exportV6({ database, words }, now, wish)),
    exportInTurns: (wish) => runInTurns(exportV6({ database, words }, now, wish)),
    problems: [],
    close: async () => closeQuietly(database),
  });
}

/** undefined: there are no tables in it. */
function openTables(database: Parameters<typeof openWords>[0], now: () => number) {
  try {
    const words = openWords(database, now);
    return { words, reader: openReader(database, words, now) };
  } catch {
    return undefined;
  }
}
