import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { UsageRecord } from '../../contract/usage-record.ts';
import { type StoredRecord, storedRecord } from '../figures/read-records.ts';
import { closeQuietly, connect, earlierFiles, reasonOf } from './usage-file.ts';
import type { UsagePlace } from './usage-place.ts';

/** Requests of one transaction. */
const together = 500;

export interface TakeOver {
  readonly folder: string;
  readonly place: UsagePlace;
  /** What the user must know while it runs; undefined when it is done. */
  readonly progress: (sentence: string | undefined) => void;
  readonly report: (sentence: string) => void;
  readonly stopped: () => boolean;
}

/**
 * Copies the requests of files of versions 1 to 4 (`usage.db.old`) into the new tables, oldest first, in batches. The
 * progress is written with each batch, so that an interrupted takeover continues; each file is removed once all of it
 * is copied. Their sums are not read, but computed again from the requests.
 */
export async function takeOverEarlier(options: TakeOver): Promise<void> {
  for (const path of await earlierFiles(options.folder)) {
    try {
      await takeOverFile(path, options);
    } catch (error) {
      options.progress(
        `Usage of an earlier version is not complete (${reasonOf(error)}): what is missing is in ${path}, and is tried again at the next start.`,
      );
      return;
    }
    if (options.stopped()) return;
  }
}

async function takeOverFile(path: string, options: TakeOver): Promise<void> {
  const { progress, report, stopped } = options;
  const { use } = options.place;
  const opened = await connect(path, 'read');
  if (!opened.ok) throw new Error(opened.message);
  const { connection } = opened.value;
  const file = basename(path);
  try {
    const [[last = 0] = []] = connection.prepare('SELECT max(seq) FROM requests').raw().all() as number[][];
    const known = await use(({ database }) =>
      database.selectFrom('takeovers').select('seq').where('file', '=', file).executeTakeFirst(),
    );
    const next = connection.prepare(someRequests);
    for (let seq = known?.seq ?? 0; !stopped(); ) {
      const rows = next.all([seq, together]) as EarlierRow[];
      const end = rows.at(-1)?.seq;
      if (end === undefined) break;
      seq = end;
      const part = last > 0 ? Math.floor((seq / last) * 100) : 100;
      progress(`Usage of an earlier version is being taken over, oldest first: ${part} % is there.`);
      await use(({ writer }) =>
        writer.write(rows.map(storedOf), (transaction) =>
          transaction
            .insertInto('takeovers')
            .values({ file, seq })
            .onConflict((on) => on.column('file').doUpdateSet({ seq }))
            .execute(),
        ),
      );
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    closeQuietly(connection);
  }
  if (stopped()) return;
  for (const end of ['', '-journal', '-wal', '-shm']) await rm(path + end, { force: true });
  await use(({ database }) =>
    database
      .transaction()
      .execute((transaction) => transaction.deleteFrom('takeovers').where('file', '=', file).execute()),
  );
  progress(undefined);
  report('The usage of an earlier version was taken over.');
}

interface EarlierRow extends Record<string, string | number | null> {
  readonly seq: number;
}

/** Names were numbers of words; `status` was twice the status, and one more when the request had failed. */
const names = {
  key: 'client_key',
  provider: 'provider',
  account: 'account',
  model: 'model',
  application: 'application',
  endpoint: 'endpoint',
  alias: 'alias',
  agent: 'user_agent',
};
const someRequests = `
  SELECT seq, requests.id, at, status AS code, latency, first_byte, input, output, reasoning, cached, total, cost, more,
    ${Object.entries(names)
      .map(
        ([column, name]) => `coalesce((SELECT text FROM words WHERE id = requests.${column}), '') AS ${name}`,
      )
      .join(', ')}
  FROM requests WHERE seq > ? ORDER BY seq LIMIT ?`;

function storedOf(row: EarlierRow): StoredRecord {
  const code = Number(row.code);
  const stored = storedRecord({
    ...(row as unknown as Parameters<typeof storedRecord>[0]),
    status: code >> 1,
    failed: code & 1,
    error: null,
  });
  // The error was in the JSON of rare fields.
  const { error, ...more } = stored.more ?? {};
  const record: UsageRecord = typeof error === 'string' ? { ...stored.record, error } : stored.record;
  return { ...stored, record, more };
}
