import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readInOrder } from '../figures/read-records.ts';
import { words } from '../words.ts';
import { openFilePlace } from './file-place.ts';
import { writeAcceptable } from './postgres-place.ts';
import {
  copiedUntil,
  copyRequests,
  keepCopied,
  type TakeOver,
  takeOverEarlier,
  together,
} from './take-over.ts';
import { earlierFiles } from './usage-file.ts';
import type { UsagePlace } from './usage-place.ts';

/** Rows of refused requests of one statement, and ms between two tries while the database does not answer. */
const refusalsTogether = 100;
const retryMs = 1_000;

/**
 * Copies the refused requests of `usage.db`, and then its requests, into the database that took its place, oldest first,
 * in batches. The file is kept, and requests of a time without the database follow.
 * @param options.place the database @param options.url of it @param options.server name of this server in the records
 */
export async function copyToShared(options: TakeOver & { url: string; server: string }): Promise<void> {
  const { folder, url, server, progress, report, stopped, place: shared } = options;
  const { host, pathname } = new URL(url);
  const name = `copied to ${host}${pathname}`;
  const nameOfRefusals = `refusals ${name}`;
  if (!existsSync(join(folder, 'usage.db')) && (await earlierFiles(folder)).length === 0) return;
  const opened = await openFilePlace({ folder, reading: false, say: report });
  if (!opened.ok) throw new Error(opened.message.replace(/\.$/, ''));
  // A place to write is created if there is none.
  const file = opened.value as UsagePlace;
  let waited = false;
  const untilItAnswers = async (sentence: string, work: () => Promise<unknown>): Promise<void> => {
    while (!stopped()) {
      try {
        await work();
        return;
      } catch (error) {
        waited = true;
        progress(words().earlier.waits(sentence, (error as Error).message));
        await pause(retryMs);
      }
    }
  };
  try {
    await takeOverEarlier({ ...options, place: file });
    const hour = await copiedUntil(file, nameOfRefusals);
    // Those of the last hour once more, as others of that hour may have followed.
    const refusals = await file.use(({ database }) =>
      database.selectFrom('refusals').selectAll().where('hour', '>=', hour).orderBy('hour').execute(),
    );
    for (let at = 0; at < refusals.length && !stopped(); at += refusalsTogether) {
      const values = refusals.slice(at, at + refusalsTogether).map((row) => ({ ...row, server }));
      await untilItAnswers(words().earlier.refusals, () =>
        shared.use(({ database }) =>
          database
            .insertInto('refusals')
            .values(values)
            .onConflict((on) => on.doNothing())
            .execute(),
        ),
      );
    }
    if (stopped()) return;
    const lastHour = refusals.at(-1)?.hour;
    if (lastHour !== undefined) await keepCopied(file, nameOfRefusals, lastHour);
    const { last } = await file.use(({ database }) =>
      database
        .selectFrom('requests')
        .select(({ fn }) => [fn.max('seq').as('last')])
        .executeTakeFirstOrThrow(),
    );
    const isCopied = await copyRequests(options, file, {
      name,
      sentence: words().earlier.copying,
      last: last ?? 0,
      read: (seq) => file.use(({ database }) => readInOrder(database, seq, together)),
      write: (records, sofar) =>
        untilItAnswers(sofar, () =>
          writeAcceptable(shared.use, records, (reason) =>
            report(`A request of usage.db could not be stored in the database: ${reason}.`),
          ),
        ),
    });
    if (stopped()) return;
    if (isCopied || waited) progress(undefined);
    if (isCopied) report('The requests of usage.db are in the database now; the file is kept.');
  } finally {
    await file.close();
  }
}
