import { statSync } from 'node:fs';
import { chmod, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import Database, { type Database as Connection } from 'libsql';
import { ensureFolder } from '../../base/files/private-folder.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { words } from '../words.ts';
import { libsqlDialect } from './libsql-dialect.ts';
import { addAddresses, createTables, schemaVersion, type UsageDatabase } from './tables.ts';
import type { OpenTables } from './usage-place.ts';
import { openRecordWriter } from './write-records.ts';

export interface UsageFile extends OpenTables {
  readonly path: string;
  /** false: the file was removed or replaced, so that writes are lost. */
  readonly inPlace: () => boolean;
  /** Moves the whole log into the file, as the connection may outlive this call. */
  close(): Promise<void>;
}

/**
 * `beside a log`: another connection of this process may still have a write-ahead log of this name, of a file that was
 * set aside. The library closes a connection only on garbage collection, and then deletes the log by its name:
 * the new file uses none until the next start.
 */
type Access = 'read' | 'write' | 'write beside a log';

/** ms that a write waits for another process that writes. */
const busyMs = 2_000;
const fileName = 'usage.db';
const oldName = `${fileName}.old`;
/** From this version on, tables are only added to. */
const sameTables = 6;

/**
 * `usage.db` in the console's folder (0700), readable by its owner only; created if missing. A damaged one is set
 * aside and reported; one of an earlier version is renamed, for take-over.ts.
 */
export async function openUsageFile(
  folder: string,
  report: (sentence: string) => void,
  access: Access = 'write',
): Promise<Outcome<UsageFile>> {
  const path = join(folder, fileName);
  try {
    await ensureFolder(folder);
  } catch (error) {
    const plant = planted[codeOf(error)];
    const reason = plant ? words().reasons[plant] : codeOf(error);
    return failure('failed', words().noFolder(folder, reason));
  }
  let opened = await connect(path, access);
  if (opened.ok && isEarlier(opened.value.version)) {
    const renamed = await renameEarlier(path, opened.value.connection);
    if (renamed) return renamed;
    opened = await connect(path, access);
  }
  if (!opened.ok && opened.kind === 'conflict') {
    const stays = await setAside(path, report);
    if (stays) return stays;
    opened = await connect(path, 'write beside a log');
  }
  if (!opened.ok) return opened;
  for (const end of ['', '-wal', '-shm']) await chmod(path + end, 0o600).catch(() => undefined);
  return fileAt(path, opened.value.connection);
}

/**
 * Opens an existing file; undefined: there is none yet, or a server is creating it. Nothing is created, unless the file
 * is of an earlier version, as a server that would convert it may never run.
 */
export async function openUsageFileToRead(
  folder: string,
  report: (sentence: string) => void,
): Promise<Outcome<UsageFile | undefined>> {
  const path = join(folder, fileName);
  if (identityOf(path) === 'none') return success(undefined);
  const opened = await connect(path, 'read');
  if (!opened.ok) {
    if (opened.kind !== 'conflict') return opened;
    return failure('invalid', words().damagedNow(path));
  }
  const { version, connection } = opened.value;
  if (version === schemaVersion && (await earlierFiles(folder)).length === 0) return fileAt(path, connection);
  closeQuietly(connection);
  // It lacks something, or its takeover was interrupted and continues here.
  return version === 0 ? success(undefined) : openUsageFile(folder, report);
}

/** Files of earlier versions that are not copied yet. */
export async function earlierFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const own = new RegExp(`^${oldName}(-\\d+)?$`);
  return names.filter((name) => own.test(name)).map((name) => join(folder, name));
}

/** With other tables. */
const isEarlier = (version: number): boolean => version > 0 && version < sameTables;

/** A failure of kind `conflict` means that the file is damaged. */
export async function connect(
  path: string,
  access: Access,
): Promise<Outcome<{ readonly connection: Connection; readonly version: number }>> {
  let connection: Connection | undefined;
  try {
    connection = new Database(path, { timeout: busyMs }) as Connection;
    connection.exec(`PRAGMA busy_timeout = ${busyMs}`);
    const version = versionOf(connection);
    if (version > schemaVersion) {
      closeQuietly(connection);
      return failure('unsupported', words().newer(path));
    }
    if (access === 'write' && !isEarlier(version)) connection.exec('PRAGMA journal_mode = WAL');
    connection.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY');
    connection.exec('PRAGMA foreign_keys = ON');
    if (access === 'read' && !isEarlier(version)) connection.exec('PRAGMA query_only = ON');
    // Reads every table, so that damage is detected now.
    if (version >= sameTables) {
      connection.prepare('SELECT max(seq), max(at) FROM requests').get();
      connection.prepare('SELECT hour FROM hourly, combinations LIMIT 1').get();
    }
    return success({ connection, version });
  } catch (error) {
    closeQuietly(connection);
    if (isDamage(error)) return failure('conflict', words().damaged(path));
    return unopened(path, error);
  }
}

async function fileAt(path: string, connection: Connection): Promise<Outcome<UsageFile>> {
  const opened = identityOf(path);
  const database: UsageDatabase = new Kysely({ dialect: libsqlDialect(connection) });
  const upgrade = async (transaction: UsageDatabase) => {
    const version = versionOf(connection);
    // Another process was first.
    if (version === schemaVersion) return;
    if (version === 0) await createTables(transaction, 'sqlite');
    await addAddresses(transaction, 'sqlite');
    connection.exec(`PRAGMA user_version = ${schemaVersion}`);
  };
  try {
    if (versionOf(connection) !== schemaVersion) await database.transaction().execute(upgrade);
  } catch (error) {
    closeQuietly(connection);
    return unopened(path, error);
  }
  return success({
    path,
    database,
    writer: openRecordWriter(database),
    inPlace: () => opened === 'unknown' || [opened, 'unknown'].includes(identityOf(path)),
    async close() {
      try {
        connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      } catch {
        // another process is reading: the log stays, and is read with the file
      }
      closeQuietly(connection);
    },
  });
}

const unopened = (path: string, error: unknown): Failure =>
  failure('failed', words().notOpened(path, reasonOf(error)));

/** Only if no other program has it open, whose log would be lost. @returns why it was not done */
async function renameEarlier(path: string, connection: Connection): Promise<Failure | undefined> {
  const other = failure('failed', words().earlierInUse(path));
  try {
    const [mode] = connection.prepare('PRAGMA journal_mode = DELETE').raw().all() as string[][];
    if (mode?.[0] !== 'delete') return other;
  } catch (error) {
    return reasonOf(error) === words().reasons.busy
      ? other
      : failure('failed', words().notTakenOver(path, reasonOf(error)));
  } finally {
    closeQuietly(connection);
  }
  try {
    await rename(path, freeName(path.slice(0, -fileName.length) + oldName));
    return undefined;
  } catch (error) {
    return failure('failed', words().notRenamed(path, codeOf(error)));
  }
}

/**
 * A damaged file, and its log, which SQLite would otherwise apply to the new one.
 * @param report gets the new name @returns why it was not done
 */
export async function setAside(
  path: string,
  report: (sentence: string) => void,
): Promise<Failure | undefined> {
  const aside = freeName(`${path}.damaged`);
  try {
    await rename(path, aside);
    for (const end of ['-wal', '-shm']) await rename(path + end, aside + end).catch(() => undefined);
    report(words().wasDamaged(path, aside));
    return undefined;
  } catch (error) {
    return failure('failed', words().notSetAside(path, codeOf(error)));
  }
}

function freeName(name: string): string {
  let free = name;
  for (let count = 2; identityOf(free) !== 'none'; count++) free = `${name}-${count}`;
  return free;
}

/** Identifies the file, to distinguish a new one from the open one. */
function identityOf(path: string): string {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev} ${ino}`;
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(codeOf(error)) ? 'none' : 'unknown';
  }
}

export function closeQuietly(connection: Connection | undefined): void {
  try {
    connection?.close();
  } catch {
    // nothing to clean up
  }
}

function versionOf(connection: Connection): number {
  const [row] = connection.prepare('PRAGMA user_version').raw().all() as number[][];
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
  const { reasons } = words();
  if (isDamage(error)) return reasons.damaged;
  if (code.startsWith('SQLITE_FULL') || /disk is full|ENOSPC/i.test(message)) return reasons.full;
  if (code.startsWith('SQLITE_READONLY') || /readonly/i.test(message)) return reasons.readOnly;
  if (code.startsWith('SQLITE_BUSY') || /locked/i.test(message)) return reasons.busy;
  if (code.startsWith('SQLITE_CANTOPEN') || /unable to open/i.test(message)) return reasons.noFile;
  if (code.startsWith('SQLITE_IOERR')) return reasons.disk;
  return message.replace(/[\r\n]+/g, ' ').slice(0, 160) || reasons.unknown;
}

function described(error: unknown): { code: string; message: string } {
  const { code = '', message = '' } = error as { code?: unknown; message?: unknown };
  return { code: String(code), message: String(message) };
}

const planted: Partial<Record<string, 'link' | 'foreign' | 'denied'>> = {
  ELINKED: 'link',
  EFOREIGN: 'foreign',
  EACCES: 'denied',
  EPERM: 'denied',
};

const codeOf = (error: unknown) => String((error as NodeJS.ErrnoException).code ?? words().reasons.unknown);
