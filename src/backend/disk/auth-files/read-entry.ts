import { type BigIntStats, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { readSmallFile } from '../../../base/files/read-regular-file.ts';
import { withoutMark } from '../../../base/secrets/secret-text.ts';
import { errorCode, fileFailure } from '../../../config/file/file-failure.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { goneFile, isAuthFileName, isConsoleFile, shownName } from '../../auth-files/names.ts';
import { words } from '../../auth-files/words.ts';

/** One file of auth-dir as it was found. */
export interface Entry {
  readonly name: string;
  readonly path: string;
  readonly stats: BigIntStats;
  /** A link to a file of the same folder, as mounted secrets are: read, and never written through. */
  readonly linked: boolean;
}

/** Bytes. No account is larger; a database named .json must not be read. */
const largestFile = 1024 * 1024;

/** Names of what is in auth-dir; a folder that is not there yet is empty. */
export async function namesIn(folder: string): Promise<Outcome<string[]>> {
  try {
    return success((await readdir(folder)).filter(isAuthFileName));
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? success([]) : fileFailure(error, 'read', folder);
  }
}

/**
 * undefined if it is gone, or no file: folders, pipes, and links that lead out of auth-dir or to what the
 * console keeps there.
 */
export function entryAt(folder: string, name: string): Entry | undefined {
  const path = join(folder, name);
  const stats = lookAt(path);
  if (stats?.isFile()) {
    return stats.nlink > 1n && isConsoles(folder, stats) ? undefined : { name, path, stats, linked: false };
  }
  if (!stats?.isSymbolicLink()) return undefined;
  try {
    const target = realpathSync(path);
    const real = `${realpathSync(folder)}${sep}`;
    if (!target.startsWith(real) || isConsoleFile(target.slice(real.length))) return undefined;
    const there = lookAt(target);
    if (!there?.isFile() || (there.nlink > 1n && isConsoles(folder, there))) return undefined;
    return { name, path: target, stats: there, linked: true };
  } catch {
    return undefined;
  }
}

/** Whether a file that has several names has one of them below the console's folder. */
function isConsoles(folder: string, { dev, ino }: BigIntStats): boolean {
  const console = join(folder, '.console');
  try {
    return readdirSync(console, { recursive: true, encoding: 'utf8' }).some((name) => {
      const stats = lookAt(join(console, name));
      return stats?.ino === ino && stats.dev === dev;
    });
  } catch {
    return false;
  }
}

/** At once: a thousand take 5 ms this way, and far longer as promises when the machine is busy. */
function lookAt(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * The file that a list has shown under this name. The name must be one that the folder has, letter for
 * letter: so it cannot lead elsewhere, and a file system that folds case cannot give another file.
 */
export async function entryNamed(folder: string, name: string): Promise<Outcome<Entry>> {
  if (!isAuthFileName(name) || basename(name) !== name) return goneFile(name);
  const entry = entryAt(folder, name);
  if (!entry) return goneFile(name);
  if (!entry.linked) return hasExactName(entry) ? success(entry) : goneFile(name);
  const names = await namesIn(folder);
  if (!names.ok) return names;
  return names.value.includes(name) ? success(entry) : goneFile(name);
}

/** Whether the file system has exactly this name; asking it is cheaper than listing a thousand files. */
function hasExactName({ name, path }: Entry): boolean {
  try {
    return basename(realpathSync.native(path)) === name;
  } catch {
    return false;
  }
}

/** Its text, or a failure with the reason; `invalid`: it is too large to be one. */
export function textOf({ name, path, stats }: Entry): Outcome<string> {
  if (stats.size > largestFile) {
    return failure('invalid', words().large(shownName(name)));
  }
  try {
    return success(withoutMark(readSmallFile(path).toString('utf8')));
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? goneFile(name) : fileFailure(error, 'read', path);
  }
}

/** Whether a file is still the one that was read. */
export const stampOf = ({ stats }: Pick<Entry, 'stats'>): string =>
  `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
