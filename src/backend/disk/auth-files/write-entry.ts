import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { atomicWrite, removeLeftTempFiles } from '../../../base/files/atomic-write.ts';
import { acquireFileLock, type LockAttempt } from '../../../base/files/file-lock.ts';
import { ensureFolder } from '../../../base/files/private-folder.ts';
import { errorCode, fileFailure } from '../../../config/file/file-failure.ts';
import { type Failure, failure, type Outcome, success } from '../../../contract/outcome.ts';
import { foldName, nameProblem, shownName } from '../../auth-files/names.ts';
import { words } from '../../auth-files/words.ts';
import { type Entry, entryAt, entryNamed, namesIn, stampOf, textOf } from './read-entry.ts';

/** Times that a write is restarted because another program has written the file since. */
const maxAttempts = 5;

/**
 * Runs a task while no other of our programs writes in auth-dir; makes the folder (0700) where it is missing.
 * The public server takes no lock, so a writer compares before the new file takes the old one's place.
 */
export async function underLock<T>(folder: string, task: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const lock = await lockOf(folder);
  if ('kind' in lock) return lock;
  if (!lock.ok) return failure('failed', words().write.folder(folder, lock.holder));
  try {
    return await task();
  } finally {
    await lock.release();
  }
}

async function lockOf(folder: string): Promise<LockAttempt | Failure> {
  const console = join(folder, '.console');
  try {
    await ensureFolder(console);
    return await acquireFileLock(join(console, 'auth-dir.lock'));
  } catch (error) {
    return fileFailure(error, 'write in', folder);
  }
}

/** Under the lock: gives a file another text; undefined if it stays. 0600, and its owner keeps it. */
export async function rewriteEntry(
  folder: string,
  name: string,
  change: (text: string) => Outcome<string | undefined>,
): Promise<Outcome<void>> {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const entry = await entryNamed(folder, name);
    if (!entry.ok) return entry;
    const text = textOf(entry.value);
    if (!text.ok) return text;
    const next = change(text.value);
    if (!next.ok) return next;
    if (next.value === undefined || next.value === text.value) return success(undefined);
    const written = await replace(folder, entry.value, next.value);
    if (!written.ok || written.value) return written.ok ? success(undefined) : written;
  }
  return failure('conflict', words().write.file(shownName(name)));
}

/** Under the lock: a new file, or with `overwrite` another text for one that is there. */
export async function createEntry(
  folder: string,
  name: string,
  text: string,
  overwrite: boolean,
): Promise<Outcome<void>> {
  const names = await namesIn(folder);
  if (!names.ok) return names;
  if (names.value.includes(name)) {
    if (!overwrite) return taken(name);
    return rewriteEntry(folder, name, () => success(text));
  }
  const misnamed = nameProblem(name);
  if (misnamed) return misnamed;
  const double = names.value.find((other) => foldName(other) === foldName(name));
  if (double !== undefined) {
    const what = words().write.double(shownName(double));
    return failure('conflict', words().write.otherName(what));
  }
  const path = join(folder, name);
  try {
    await removeLeftTempFiles(path);
    const owner = await ownerFor(folder);
    await atomicWrite(path, text, { overwrite: false, ...(owner && { owner }) });
    return success(undefined);
  } catch (error) {
    return errorCode(error) === 'EEXIST' ? taken(name) : fileFailure(error, 'write', path);
  }
}

/** false: it is no longer the file that was read. */
async function replace(folder: string, entry: Entry, text: string): Promise<Outcome<boolean>> {
  const { name, path, linked, stats } = entry;
  if (linked) return isLink(name);
  const confirm = async () => {
    const now = entryAt(folder, name);
    return now !== undefined && !now.linked && stampOf(now) === stampOf(entry);
  };
  try {
    // A rename would get around a file that its owner has made read-only.
    await access(path, constants.W_OK);
    await removeLeftTempFiles(path);
    const owner = { uid: Number(stats.uid), gid: Number(stats.gid) };
    return success(await atomicWrite(path, text, { owner, confirm }));
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? success(false) : fileFailure(error, 'write', path);
  }
}

/** What root makes in another user's folder must be that user's, or his server could not read it. */
async function ownerFor(folder: string): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = await stat(folder);
  return uid === 0 ? undefined : { uid, gid };
}

export const isLink = (name: string): Failure => failure('unsupported', words().write.link(shownName(name)));

export const cannotRead = (name: string): Failure =>
  failure('invalid', words().write.damaged(shownName(name)));

const taken = (name: string): Failure => failure('conflict', words().write.there(shownName(name)));
