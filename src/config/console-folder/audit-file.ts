import { constants } from 'node:fs';
import { type FileHandle, lstat, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { acquireFileLock } from '../../base/files/file-lock.ts';
import { ensureFolder, refusePlanted } from '../../base/files/private-folder.ts';
import { type AuditEntry, auditEntrySchema } from '../../contract/audit.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import { errorCode, fileFailure } from '../file/file-failure.ts';

/** Larger, it makes way for a new one. */
const largest = 8 * 1024 * 1024;
/** Older logs that are kept beside it, `audit.1.jsonl` being the newest of them. */
const keptLogs = 3;
/** Characters of a text in it, as texts from the network may be of any length. */
const longestText = 500;

const olderLog = (path: string, nth: number): string => path.replace(/(\.\w+)?$/, `.${nth}$1`);

/**
 * One JSON line per act, only ever added to. The line is written at once, so lines of several processes do
 * not mix; it starts a line of its own even behind one that a crash cut short.
 */
export async function appendAuditLine(path: string, entry: AuditEntry): Promise<Outcome<void>> {
  try {
    await ensureFolder(dirname(path));
    let handle = await openOwn(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
    try {
      if ((await handle.stat()).size >= largest) {
        await handle.close();
        await makeWay(path);
        handle = await openOwn(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
      }
      const { size } = await handle.stat();
      const last = size === 0 ? '\n' : (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString();
      await handle.writeFile(`${last === '\n' ? '' : '\n'}${JSON.stringify(entry, shorten)}\n`);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    return success(undefined);
  } catch (error) {
    return fileFailure(error, 'write', path);
  }
}

/** A link in its place would make us write into another file. */
async function openOwn(path: string, flags: number): Promise<FileHandle> {
  const handle = await open(path, flags | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0), 0o600);
  const stats = await handle.stat();
  if (stats.isFile() && stats.nlink === 1) return handle;
  await handle.close();
  throw Object.assign(new Error(`ESPIPE: ${path}`), { code: 'ESPIPE' });
}

/** Moves the logs one number up. Another process may have done it by the time we get the lock. */
async function makeWay(path: string): Promise<void> {
  const lock = await acquireFileLock(`${path}.lock`);
  if (!lock.ok) return;
  try {
    if ((await lstat(path)).size < largest) return;
    for (let nth = keptLogs; nth > 0; nth--) {
      const from = nth === 1 ? path : olderLog(path, nth - 1);
      await rename(from, olderLog(path, nth)).catch(() => undefined);
    }
  } finally {
    await lock.release();
  }
}

const shorten = (_: string, value: unknown): unknown =>
  typeof value === 'string' && value.length > longestText ? `${value.slice(0, longestText)}…` : value;

/** The last `limit` entries, newest last, from older logs as well where one has fewer. */
export async function readAuditLines(path: string, limit: number): Promise<Outcome<AuditEntry[]>> {
  let entries: AuditEntry[] = [];
  try {
    await refusePlanted(path);
    for (let nth = 0; nth <= keptLogs && entries.length < limit; nth++) {
      const older = await readLog(nth === 0 ? path : olderLog(path, nth), limit - entries.length);
      entries = [...older, ...entries];
    }
    return success(entries);
  } catch (error) {
    return fileFailure(error, 'read', path);
  }
}

/** A truncated or foreign line is skipped. Reads only the end of a long log. */
async function readLog(path: string, limit: number): Promise<AuditEntry[]> {
  let handle: FileHandle;
  try {
    handle = await openOwn(path, constants.O_RDONLY);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
  try {
    let { size: start } = await handle.stat();
    let tail = Buffer.alloc(0);
    let entries: AuditEntry[] = [];
    while (start > 0 && entries.length < limit) {
      const length = Math.min(start, Math.max(64 * 1024, tail.length));
      const chunk = Buffer.alloc(length);
      start -= length;
      await handle.read(chunk, 0, length, start);
      tail = Buffer.concat([chunk, tail]);
      // The first line of a part from the middle may lack its start.
      const lines = tail
        .toString('utf8')
        .split('\n')
        .slice(start > 0 ? 1 : 0);
      entries = lines.flatMap(entryOf).slice(-limit);
    }
    return limit > 0 ? entries : [];
  } finally {
    await handle.close();
  }
}

const lineSchema = v.pipe(v.string(), v.parseJson(), auditEntrySchema);

function entryOf(line: string): AuditEntry[] {
  if (line.trim() === '') return [];
  const entry = v.safeParse(lineSchema, line);
  return entry.success ? [entry.output] : [];
}
