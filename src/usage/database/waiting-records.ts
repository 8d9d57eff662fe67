import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'libsql';
import { ensureFolder } from '../../base/files/private-folder.ts';
import type { StoredRecord } from '../figures/read-records.ts';
import { isDamage, reasonOf, setAside } from './usage-file.ts';

/** 256 MiB, about half a million requests. */
const maxPages = 65_536;

/** Requests that a database could not take yet, in their order, on this disk. */
export interface WaitingRecords {
  readonly count: number;
  /** All of them or none. @throws with the reason, such as a full disk */
  add(records: readonly StoredRecord[]): void;
  first(most: number): { readonly records: readonly StoredRecord[]; readonly last: number };
  /** Up to this one. */
  remove(last: number): void;
  close(): void;
}

const fileName = 'usage-waiting.db';

export const areWaiting = (folder: string): boolean => existsSync(join(folder, fileName));

/** `usage-waiting.db` (0600) beside the usage; a damaged one is set aside, which is said. */
export async function openWaitingRecords(
  folder: string,
  say: (sentence: string) => void,
): Promise<WaitingRecords> {
  await ensureFolder(folder);
  const path = join(folder, fileName);
  try {
    const opened = openAt(path);
    await chmod(path, 0o600);
    return opened;
  } catch (error) {
    if (!isDamage(error)) throw new Error(`${path}: ${reasonOf(error)}`);
    const stays = await setAside(path, say);
    if (stays) say(stays.message);
    return openAt(path);
  }
}

function openAt(path: string): WaitingRecords {
  const database = new Database(path, { timeout: 2_000 });
  database.exec(`PRAGMA max_page_count = ${maxPages}`);
  database.exec('CREATE TABLE IF NOT EXISTS waiting (seq integer primary key autoincrement, record text)');
  const insert = database.prepare('INSERT INTO waiting (record) VALUES (?)');
  const select = database.prepare('SELECT seq, record FROM waiting ORDER BY seq LIMIT ?');
  const remove = database.prepare('DELETE FROM waiting WHERE seq <= ?');
  const counted = database.prepare('SELECT count(*) AS count FROM waiting').get() as { count: number };
  let { count } = counted;
  return {
    get count() {
      return count;
    },
    add(records) {
      try {
        database.exec('BEGIN IMMEDIATE');
        for (const record of records) insert.run(JSON.stringify(record));
        database.exec('COMMIT');
      } catch (error) {
        if (database.inTransaction) database.exec('ROLLBACK');
        throw new Error(reasonOf(error));
      }
      count += records.length;
    },
    first(most) {
      const rows = select.all(most) as { seq: number; record: string }[];
      return { records: rows.map(({ record }) => JSON.parse(record)), last: rows.at(-1)?.seq ?? 0 };
    },
    remove(last) {
      count -= remove.run(last).changes;
    },
    close: () => void database.close(),
  };
}
