import { access, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { leftTempFiles, overwriteInPlace, removeLeftTempFiles } from '../../base/files/atomic-write.ts';
import { readRegularFile } from '../../base/files/read-regular-file.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { words } from '../words.ts';
import { keepBackup } from './backup-files.ts';
import { errorCode, fileFailure } from './file-failure.ts';
import type { WritePlace } from './write-config.ts';
import { clearJournal, type Journal, journalPath, readJournal } from './write-journal.ts';

export interface Recovered {
  readonly did: 'nothing' | 'repaired';
  /** What the user should know of it: one sentence. */
  readonly note?: string;
}

const nothing: Recovered = { did: 'nothing' };

/** The lock of the writers of the configs whose backups are in one folder. */
export const lockPath = (folder: string) => join(folder, 'config.lock');

/** Whether a killed writer left something behind; only looked at, nothing is written. */
export async function isLeftOver(place: WritePlace): Promise<boolean> {
  const left = [await leftTempFiles(place.path), await leftTempFiles(ours(place), true)];
  return left.flat().length > 0 || (await isThere(journalPath(place)));
}

/**
 * Completes a write in place that a crash cut in half, under the writer's lock. A file that another program
 * has written since is theirs and stays as it is. The journal goes when the file holds what one of the two
 * wanted, or when its bytes are among the backups.
 */
export async function recoverWrite(place: WritePlace): Promise<Outcome<Recovered>> {
  try {
    await removeLeftTempFiles(place.path);
    await removeLeftTempFiles(ours(place), true);
    if (!(await isThere(journalPath(place)))) return success(nothing);
    const journal = await readJournal(place);
    if (!journal) return success({ ...nothing, note: await setAside(place) });
    // Writing in place never removes the file, so a missing one was removed by another program.
    const { bytes: found, stats } = (await readThere(place.path)) ?? {};
    if (!found || found.equals(journal.old) || found.equals(journal.intended)) {
      await clearJournal(place);
      return success(nothing);
    }
    const late = stats && stats.mtimeMs - (await stat(journalPath(place))).mtimeMs > longest;
    if (!late && isTorn(found, journal)) return await repair(place, found, journal);
    await keepBackup(place, journal.old);
    await keepBackup(place, journal.intended);
    await clearJournal(place);
    const note = words().recover.neither(place.path, place.folder);
    return success({ ...nothing, note });
  } catch (error) {
    return fileFailure(error, 'repair', place.path);
  }
}

async function repair(place: WritePlace, found: Buffer, journal: Journal): Promise<Outcome<Recovered>> {
  await keepBackup(place, found);
  await overwriteInPlace(place.path, journal.intended);
  if (!(await readThere(place.path))?.bytes.equals(journal.intended))
    return failure('conflict', words().recover.changed(place.path));
  await clearJournal(place);
  return success({
    did: 'repaired',
    note: words().recover.completed(place.path, place.folder),
  });
}

/** A journal that cannot be read repairs nothing, but it may be of use to a person. */
async function setAside(place: WritePlace): Promise<string> {
  const aside = `${journalPath(place)}.damaged`;
  await rename(journalPath(place), aside);
  return words().recover.damaged(place.path, aside);
}

/** How the names of this config's backups and journal begin. */
const ours = (place: WritePlace) => join(place.folder, place.name);

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

const readThere = (path: string) =>
  readRegularFile(path).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
    return undefined;
  });

/** From the journal to the end of a write of ours, ms. What was written later is another program's, such as an editor's. */
const longest = 10_000;

/** Disks write whole blocks of this size or of a multiple of it. */
const block = 512;

/**
 * True for what our own writing can leave. A kill leaves the new bytes up to some point and the old ones
 * behind it; a power cut leaves any blocks of the two, in any order, and zeros where a block was given but
 * never written.
 */
export function isTorn(found: Buffer, { old, intended }: Journal): boolean {
  if (found.equals(old) || found.equals(intended)) return false;
  if (found.length > Math.max(old.length, intended.length)) return false;
  for (let at = 0; at < found.length; at += block) {
    const [piece, before, after] = [found, old, intended].map((all) => all.subarray(at, at + block)) as [
      Buffer,
      Buffer,
      Buffer,
    ];
    if (!isCut(piece, before, after)) return false;
  }
  return true;
}

/** The new bytes up to some point, then the old ones; zeros may follow on either. */
function isCut(piece: Buffer, before: Buffer, after: Buffer): boolean {
  const end = piece.findLastIndex((byte) => byte !== 0) + 1;
  const fresh = commonStart(piece, after);
  if (fresh >= end) return true;
  if (piece.subarray(fresh, end).equals(before.subarray(fresh, end))) return true;
  return commonStart(piece, before) >= end;
}

function commonStart(a: Buffer, b: Buffer): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a[at] === b[at]) at++;
  return at;
}
