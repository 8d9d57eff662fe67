import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readInOrder, type StoredRecord } from '../figures/read-records.ts';
import { openFilePlace } from './file-place.ts';
import type { Refused } from './postgres-place.ts';
import { type TakeOver, takeOverEarlier } from './take-over.ts';
import { earlierFiles } from './usage-file.ts';
import type { UsagePlace } from './usage-place.ts';

/** Requests of one transaction, rows of refused requests, and ms between two tries while the database does not answer. */
const together = 500;
const refusalsTogether = 100;
const retryMs = 1_000;

/**
 * Copies the requests of `usage.db` into the database that took its place, oldest first, in batches. The file is kept and
 * has the progress, so that an interrupted copy continues, what was copied is not read again, and requests of a time
 * without the database follow. A request that is sent twice is stored once, as its id is known.
 * @param options.place the database @param options.url of it @param options.server name of this server in the records
 */
export async function copyToShared(options: TakeOver & { url: string; server: string }): Promise<void> {
  const { folder, url, server, progress, report, stopped, place: shared } = options;
  const { host, pathname } = new URL(url);
  const name = `copied to ${host}${pathname}`;
  if (!existsSync(join(folder, 'usage.db')) && (await earlierFiles(folder)).length === 0) return;
  const opened = await openFilePlace({ folder, reading: false, say: report });
  if (!opened.ok || !opened.value) {
    if (!opened.ok) progress(`Usage of earlier is not in the database: ${opened.message}`);
    return;
  }
  const file = opened.value;
  try {
    await takeOverEarlier({ ...options, place: file });
    const known = await file.use(({ database }) =>
      database.selectFrom('takeovers').select('seq').where('file', '=', name).executeTakeFirst(),
    );
    const whole = await file.use(({ database }) =>
      database
        .selectFrom('requests')
        .select(({ fn }) => [fn.max('seq').as('last')])
        .executeTakeFirst(),
    );
    const from = known?.seq ?? 0;
    const last = whole?.last ?? 0;
    if (last <= from) return;
    for (let seq = from; !stopped(); ) {
      const { records, last: end } = await file.use(({ database }) => readInOrder(database, seq, together));
      if (end === undefined) break;
      const part = Math.min(100, Math.floor(((seq - from) / (last - from)) * 100));
      const sentence = `Usage of usage.db is copied into the database, oldest first: ${part} % is there`;
      progress(`${sentence}.`);
      await untilItAnswers(
        (reason) => progress(`${sentence}; it waits (${reason}).`),
        stopped,
        () => sendRecords(shared, records, report),
      );
      if (stopped()) return;
      seq = end;
      await file.use(({ database }) =>
        database.transaction().execute((transaction) =>
          transaction
            .insertInto('takeovers')
            .values({ file: name, seq })
            .onConflict((on) => on.column('file').doUpdateSet({ seq }))
            .execute(),
        ),
      );
    }
    if (stopped()) return;
    const refusals = await file.use(({ database }) => database.selectFrom('refusals').selectAll().execute());
    for (let at = 0; at < refusals.length; at += refusalsTogether) {
      const values = refusals.slice(at, at + refusalsTogether).map((row) => ({ ...row, server }));
      await shared.use(({ database }) =>
        database
          .insertInto('refusals')
          .values(values)
          .onConflict((on) => on.doNothing())
          .execute(),
      );
    }
    progress(undefined);
    report('The requests of usage.db are in the database now; the file is kept.');
  } catch (error) {
    progress(
      `Usage of usage.db is not complete in the database (${(error as Error).message}); it is tried again at the next start.`,
    );
  } finally {
    await file.close();
  }
}

/** One that the database refuses for what is in it must not hold up the others. */
async function sendRecords(
  place: UsagePlace,
  records: readonly StoredRecord[],
  report: (sentence: string) => void,
): Promise<void> {
  try {
    await place.use(({ writer }) => writer.write(records));
  } catch (error) {
    if (!(error as Refused).isData) throw error;
    if (records.length > 1) for (const record of records) await sendRecords(place, [record], report);
    else report(`A request of usage.db could not be stored in the database: ${(error as Error).message}.`);
  }
}

async function untilItAnswers(
  tell: (reason: string) => void,
  stopped: () => boolean,
  work: () => Promise<void>,
): Promise<void> {
  while (!stopped()) {
    try {
      return await work();
    } catch (error) {
      tell((error as Error).message);
      await new Promise((resolve) => setTimeout(resolve, retryMs).unref());
    }
  }
}
