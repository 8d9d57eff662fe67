import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { UsageRecord } from '../../contract/usage-record.ts';
import { type StoredRecord, storedRecord } from '../figures/read-records.ts';
import { words } from '../words.ts';
import { closeQuietly, connect, earlierFiles, reasonOf } from './usage-file.ts';
import type { UsagePlace } from './usage-place.ts';

/** Requests of one transaction. */
export const together = 500;

export interface TakeOver {
  readonly folder: string;
  readonly place: UsagePlace;
  /** What the user must know while it runs; undefined when it is done. */
  readonly progress: (sentence: string | undefined) => void;
  readonly report: (sentence: string) => void;
  readonly stopped: () => boolean;
}

/**
 * Copies the requests of files of versions 1 to 4 (`usage.db.old`) into the new tables, oldest first, in batches; each
 * file is removed once all of it is copied. Their sums are not read, but computed again from the requests.
 */
export async function takeOverEarlier(options: TakeOver): Promise<void> {
  for (const path of await earlierFiles(options.folder)) {
    try {
      await takeOverFile(path, options);
    } catch (error) {
      options.progress(words().earlier.incomplete(reasonOf(error), path));
      return;
    }
    if (options.stopped()) return;
  }
}

async function takeOverFile(path: string, options: TakeOver): Promise<void> {
  const { place, progress, report, stopped } = options;
  const opened = await connect(path, 'read');
  if (!opened.ok) throw new Error(opened.message);
  const { connection } = opened.value;
  const file = basename(path);
  try {
    const [[last = 0] = []] = connection.prepare('SELECT max(seq) FROM requests').raw().all() as number[][];
    const next = connection.prepare(someRequests);
    await copyRequests(options, place, {
      name: file,
      sentence: words().earlier.taking,
      last,
      async read(seq) {
        const rows = next.all([seq, together]) as EarlierRow[];
        return { records: rows.map(storedOf), last: rows.at(-1)?.seq };
      },
      write: (records) => place.use(({ writer }) => writer.write(records)),
    });
  } finally {
    closeQuietly(connection);
  }
  if (stopped()) return;
  for (const end of ['', '-journal', '-wal', '-shm']) await rm(path + end, { force: true });
  await keepCopied(place, file, undefined);
  progress(undefined);
  report('The usage of an earlier version was taken over.');
}

/**
 * How far it is, is kept in `usage.db` after each batch, so that an interrupted copy continues; what is copied twice is
 * stored once, as it is known. @returns whether there was anything to copy
 */
export async function copyRequests(
  { progress, stopped }: Pick<TakeOver, 'progress' | 'stopped'>,
  file: UsagePlace,
  copy: {
    readonly name: string;
    readonly sentence: string;
    /** `seq` of the last request. */
    readonly last: number;
    read(seq: number): Promise<{ readonly records: StoredRecord[]; readonly last: number | undefined }>;
    /** @param progress how far it is, without a full stop */
    write(records: readonly StoredRecord[], progress: string): Promise<unknown>;
  },
): Promise<boolean> {
  const { name, sentence, last, read, write } = copy;
  const from = await copiedUntil(file, name);
  for (let seq = from; !stopped(); ) {
    const { records, last: end } = await read(seq);
    if (end === undefined) break;
    const percent = String(Math.min(100, Math.floor((seq / last) * 100)));
    progress(words().earlier.sofar(sentence, percent));
    await write(records, words().earlier.percent(sentence, percent));
    if (stopped()) break;
    seq = end;
    await keepCopied(file, name, seq);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return last > from;
}

export const copiedUntil = async (file: UsagePlace, name: string): Promise<number> => {
  const known = await file.use(({ database }) =>
    database.selectFrom('takeovers').select('seq').where('file', '=', name).executeTakeFirst(),
  );
  return known?.seq ?? 0;
};

/** @param seq undefined: it is done and forgotten */
export const keepCopied = (file: UsagePlace, name: string, seq: number | undefined): Promise<unknown> =>
  file.use(({ database }) =>
    database.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('takeovers').where('file', '=', name).execute();
      if (seq !== undefined) await transaction.insertInto('takeovers').values({ file: name, seq }).execute();
    }),
  );

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
