import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
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
 * Copies the refused requests of `usage.db`, and then its requests, into the database that took its place, oldest first,
 * in batches. The file is kept and has the progress, so that an interrupted copy continues, what was copied is not read
 * again, and requests of a time without the database follow. What is sent twice is stored once, as it is known.
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
        progress(`${sentence}; it waits (${(error as Error).message}).`);
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
      await untilItAnswers('Refused requests of usage.db are copied into the database', () =>
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
    const whole = await file.use(({ database }) =>
      database
        .selectFrom('requests')
        .select(({ fn }) => [fn.max('seq').as('last')])
        .executeTakeFirst(),
    );
    const from = await copiedUntil(file, name);
    const last = whole?.last ?? 0;
    if (last <= from) {
      if (waited) progress(undefined);
      return;
    }
    for (let seq = from; !stopped(); ) {
      const { records, last: end } = await file.use(({ database }) => readInOrder(database, seq, together));
      if (end === undefined) break;
      const part = Math.min(100, Math.floor(((seq - from) / (last - from)) * 100));
      const sentence = `Usage of usage.db is copied into the database, oldest first: ${part} % is there`;
      progress(`${sentence}.`);
      await untilItAnswers(sentence, () => sendRecords(shared, records, report));
      if (stopped()) return;
      seq = end;
      await keepCopied(file, name, seq);
    }
    if (stopped()) return;
    progress(undefined);
    report('The requests of usage.db are in the database now; the file is kept.');
  } finally {
    await file.close();
  }
}

const copiedUntil = async (file: UsagePlace, name: string): Promise<number> => {
  const known = await file.use(({ database }) =>
    database.selectFrom('takeovers').select('seq').where('file', '=', name).executeTakeFirst(),
  );
  return known?.seq ?? 0;
};

const keepCopied = (file: UsagePlace, name: string, seq: number): Promise<unknown> =>
  file.use(({ database }) =>
    database.transaction().execute((transaction) =>
      transaction
        .insertInto('takeovers')
        .values({ file: name, seq })
        .onConflict((on) => on.column('file').doUpdateSet({ seq }))
        .execute(),
    ),
  );

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
