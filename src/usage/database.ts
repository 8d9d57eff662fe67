import type { Database as Connection } from 'libsql';
import { failure, type Outcome, success } from '../contract/outcome.ts';
import { migrations } from './schema.ts';

export type { Connection };
export type Cell = string | number | null;

/** ms that a write waits for another process that writes. */
const patience = 2_000;

/**
 * `beside a log`: another connection of this process may still hold a write-ahead log of this name, of a file that was
 * set aside. The library closes a connection only when memory is collected, and the log is deleted by its name
 * then: the new file gets none until the next start.
 */
export type Access = 'read' | 'write' | 'write beside a log';

/**
 * Opens or makes the file and brings it to the version of this program. The library is loaded here, when first
 * used. A failure of kind `conflict` means that the file is damaged.
 */
export async function openDatabase(path: string, access: Access): Promise<Outcome<Connection>> {
  const { default: Database } = await import('libsql');
  let database: Connection | undefined;
  try {
    database = new Database(path, { timeout: patience }) as Connection;
    database.exec(`PRAGMA busy_timeout = ${patience}`);
    if (access === 'write') database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY');
    const version = versionOf(database);
    if (version > migrations.length) {
      database.close();
      return failure('unsupported', `${path} is from a newer version of this program; update this one.`);
    }
    // Also for a reader: the server that would do it may never run.
    if (version > 0 || access !== 'read') migrate(database, version);
    if (access === 'read') database.exec('PRAGMA query_only = ON');
    // Touches every table, so that a damaged file shows itself now.
    if (versionOf(database) > 0) {
      database.prepare('SELECT max(seq), max(at) FROM requests').get();
      database.prepare('SELECT cube FROM rollup LIMIT 1').get();
    }
    return success(database);
  } catch (error) {
    closeQuietly(database);
    if (isDamage(error)) return failure('conflict', `${path} is damaged.`);
    return failure('failed', `${path} could not be opened: ${reasonOf(error)}.`);
  }
}

/** With all of the log in the file, as the connection may outlive this call. */
export function closeWriter(database: Connection): void {
  try {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // another process reads: its log stays, and is read with the file
  }
  closeQuietly(database);
}

export function closeQuietly(database: Connection | undefined): void {
  try {
    database?.close();
  } catch {
    // there is nothing left to do with it
  }
}

/** Runs as one transaction; an error undoes it and goes on to the caller. */
export function inTransaction<T>(database: Connection, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    undo(database);
    throw error;
  }
}

export function undo(database: Connection): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // SQLite has already undone it
  }
}

function migrate(database: Connection, version: number): void {
  for (const [from, step] of migrations.entries()) {
    if (from < version) continue;
    inTransaction(database, () => {
      // Another process may have been quicker.
      if (versionOf(database) !== from) return;
      database.exec(step);
      database.exec(`PRAGMA user_version = ${from + 1}`);
    });
  }
}

function versionOf(database: Connection): number {
  const [row] = database.prepare('PRAGMA user_version').raw().all() as number[][];
  return row?.[0] ?? 0;
}

/** The file's content is not what SQLite wrote. */
export function isDamage(error: unknown): boolean {
  const { code, message } = described(error);
  return (
    /^SQLITE_(CORRUPT|NOTADB)/.test(code) || /malformed|not a database|no such (table|column)/i.test(message)
  );
}

/** Why a write failed, for the middle of a sentence. */
export function reasonOf(error: unknown): string {
  const { code, message } = described(error);
  if (code.startsWith('SQLITE_FULL') || /disk is full|ENOSPC/i.test(message)) return 'the disk is full';
  if (code.startsWith('SQLITE_READONLY') || /readonly/i.test(message)) return 'it may not be written';
  if (code.startsWith('SQLITE_BUSY') || /locked/i.test(message)) return 'another program holds it';
  if (code.startsWith('SQLITE_CANTOPEN') || /unable to open/i.test(message))
    return 'it is a folder, or you do not have permission to open it';
  if (code.startsWith('SQLITE_IOERR')) return 'the disk does not answer as it should';
  return message.replace(/[\r\n]+/g, ' ').slice(0, 160) || 'unknown reason';
}

function described(error: unknown): { code: string; message: string } {
  const { code = '', message = '' } = error as { code?: unknown; message?: unknown };
  return { code: String(code), message: String(message) };
}
