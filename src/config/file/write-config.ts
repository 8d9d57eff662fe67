import type { Stats } from 'node:fs';
import { access, constants, type FileHandle, lstat, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { atomicWrite, overwriteInPlace } from '../../base/files/atomic-write.ts';
import { readRegularFile } from '../../base/files/read-regular-file.ts';
import { type Revision, revisionOf } from '../../base/files/revision.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { words } from '../words.ts';
import { keepBackup } from './backup-files.ts';
import { errorCode, fileFailure } from './file-failure.ts';
import { clearJournal, writeJournal } from './write-journal.ts';

export interface WritePlace {
  readonly path: string;
  /** Holds backups, journal and lock. */
  readonly folder: string;
  /** Start of the names in `folder` that belong to this file. */
  readonly name: string;
  readonly inPlace: boolean;
  readonly now: () => number;
}

/**
 * Puts `text` at the path, under the writer's lock. `from` names the bytes that the caller saw (undefined:
 * none): anything else on disk is a `conflict`. On any failure the file is as it was. `overtaken`: it was
 * written, and another program wrote behind it before it was read back.
 */
export async function writeConfig(
  place: WritePlace,
  from: Revision | undefined,
  text: string,
): Promise<Outcome<{ revision: Revision; overtaken: boolean }>> {
  const bytes = Buffer.from(text, 'utf8');
  try {
    const old = await bytesOf(place.path).catch(missing);
    if ((old && revisionOf(old)) !== from) return conflict(place.path);
    if (!(await putBytes(place, old, bytes))) return conflict(place.path);
    const back = await bytesOf(place.path);
    return success({ revision: revisionOf(bytes), overtaken: !back.equals(bytes) });
  } catch (error) {
    return fileFailure(error, 'write', place.path);
  }
}

/** false: another program was faster; nothing was written. */
async function putBytes(place: WritePlace, old: Buffer | undefined, bytes: Buffer): Promise<boolean> {
  if (!old) return atomicWrite(place.path, bytes, { mode: 0o600, overwrite: false });
  // A rename would get around a file that its owner has made read-only.
  await access(place.path, constants.W_OK);
  await keepBackup(place, old);
  const stats = await stat(place.path);
  return (await mustStayInPlace(place, stats))
    ? inPlace(place, old, bytes)
    : renamed(place, old, bytes, stats);
}

const bytesOf = async (path: string) => (await readRegularFile(path)).bytes;

const missing = (error: unknown): undefined => {
  if (errorCode(error) !== 'ENOENT') throw error;
  return undefined;
};

export const conflict = (path: string) => failure('conflict', words().sameMoment(path));

/** A rename would break a link or is not possible, or a foreign server would lose its watch. */
async function mustStayInPlace(place: WritePlace, stats: Stats): Promise<boolean> {
  if (place.inPlace || stats.nlink > 1) return true;
  if ((await lstat(place.path)).isSymbolicLink()) return true;
  return !(await access(dirname(place.path), constants.W_OK).then(
    () => true,
    () => false,
  ));
}

const stillHolds = async (place: WritePlace, old: Buffer) => (await bytesOf(place.path)).equals(old);

async function renamed(place: WritePlace, old: Buffer, bytes: Buffer, stats: Stats): Promise<boolean> {
  const options = { mode: stats.mode & 0o7777, owner: { uid: stats.uid, gid: stats.gid } };
  let replaced: FileHandle | undefined;
  try {
    const confirm = async () => {
      replaced = await open(place.path, 'r');
      return (await readAll(replaced)).equals(old);
    };
    if (!(await atomicWrite(place.path, bytes, { ...options, confirm }))) return false;
    const saved = replaced && (await savedBehind(replaced, old));
    if (!saved) return true;
    // A third program may be faster still.
    await keepBackup(place, saved);
    await atomicWrite(place.path, saved, { ...options, confirm: () => stillHolds(place, bytes) });
    return false;
  } catch (error) {
    // A mount point (EBUSY, EXDEV), a sticky folder, or an owner that we may not give away.
    if (!['EBUSY', 'EXDEV', 'EPERM', 'EACCES'].includes(errorCode(error) ?? '')) throw error;
    return inPlace(place, old, bytes);
  } finally {
    await replaced?.close();
  }
}

/**
 * What another program saved in place between the comparison and the rename: it wrote into the file that the
 * rename took out of the folder. undefined if nothing was saved there. A save in the middle is waited for.
 */
async function savedBehind(replaced: FileHandle, old: Buffer): Promise<Buffer | undefined> {
  let saved = await readAll(replaced);
  if (saved.equals(old)) return undefined;
  for (let looks = 0; looks < 20; looks += 1) {
    await setTimeout(25);
    const now = await readAll(replaced);
    if (now.length > 0 && now.equals(saved)) return now;
    saved = now;
  }
  return saved.length > 0 ? saved : undefined;
}

async function readAll(handle: FileHandle): Promise<Buffer> {
  const { size } = await handle.stat();
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, 0);
  return buffer.subarray(0, bytesRead);
}

async function inPlace(place: WritePlace, old: Buffer, bytes: Buffer): Promise<boolean> {
  await writeJournal(place, old, bytes);
  if (await stillHolds(place, old)) {
    try {
      await overwriteInPlace(place.path, bytes);
    } catch (error) {
      // The old bytes have their blocks on the disk still, so this works on a full one too. If it does not,
      // the journal stays and the next start repairs the file.
      await overwriteInPlace(place.path, old);
      await clearJournal(place);
      throw error;
    }
    await clearJournal(place);
    return true;
  }
  await clearJournal(place);
  return false;
}
