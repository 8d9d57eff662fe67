import { readFile } from 'node:fs/promises';
import { overwriteInPlace, removeLeftTempFiles } from '../base/atomic-write.ts';
import { type Outcome, success } from '../contract/outcome.ts';
import { keepBackup } from './backup-files.ts';
import { errorCode, fileFailure } from './file-failure.ts';
import type { WritePlace } from './write-config.ts';
import { clearJournal, type Journal, readJournal } from './write-journal.ts';

/**
 * Completes a write in place that a crash cut in half, under the writer's lock. A file that somebody else has
 * written since is theirs and stays as it is.
 */
export async function recoverWrite(place: WritePlace): Promise<Outcome<'nothing' | 'repaired'>> {
  try {
    await removeLeftTempFiles(place.path);
    const journal = await readJournal(place);
    const found = journal && (await readFile(place.path).catch(missing));
    // Writing in place never removes the file, so a missing one was taken away by somebody.
    const damaged = journal && found && isCutShort(found, journal);
    if (damaged) {
      await keepBackup(place, found);
      await overwriteInPlace(place.path, journal.intended);
    }
    await clearJournal(place);
    return success(damaged ? 'repaired' : 'nothing');
  } catch (error) {
    return fileFailure(error, 'repair', place.path);
  }
}

const missing = (error: unknown): undefined => {
  if (errorCode(error) !== 'ENOENT') throw error;
  return undefined;
};

/**
 * True for what our own writing can leave: the new bytes up to some point and the old ones behind it, nothing at
 * all, or blocks of zeros after a power cut.
 */
export function isCutShort(found: Buffer, { old, intended }: Journal): boolean {
  if (found.equals(old) || found.equals(intended)) return false;
  if (found.length === 0 || found.includes(0)) return true;
  const same = commonStart(found, intended);
  if (same === found.length) return true;
  // Every cut up to `same` is possible; behind the cut there must be old bytes and nothing else.
  const tail = found.length === old.length ? commonEnd(found, old) : 0;
  return same + tail >= found.length;
}

function commonStart(a: Buffer, b: Buffer): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a[at] === b[at]) at++;
  return at;
}

function commonEnd(a: Buffer, b: Buffer): number {
  const end = Math.min(a.length, b.length);
  let count = 0;
  while (count < end && a[a.length - 1 - count] === b[b.length - 1 - count]) count++;
  return count;
}
