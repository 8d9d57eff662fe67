import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readdir, realpath, unlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { atomicWrite } from '../../base/files/atomic-write.ts';
import { readRegularFile } from '../../base/files/read-regular-file.ts';
import type { ConfigVersion } from '../../contract/config-edit.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { words } from '../words.ts';
import { errorCode, fileFailure } from './file-failure.ts';

interface BackupPlace {
  readonly folder: string;
  readonly name: string;
  readonly now: () => number;
}

const kept = 20;

/**
 * Keeps the bytes that are about to be replaced (0600), and the newest 20 of this file. Names sort by time:
 * `config.yaml-1a2b3c4d-20260901T101500123Z.yaml`.
 */
export async function keepBackup(place: BackupPlace, bytes: Uint8Array): Promise<void> {
  const older = await backupsOf(place);
  await atomicWrite(join(place.folder, freeName(place, older)), bytes);
  for (const name of older.slice(0, Math.max(0, older.length + 1 - kept))) {
    await unlink(join(place.folder, name)).catch(() => {});
  }
}

/** Whether these bytes are among the backups made since `at`, ms since the epoch. */
export async function keptSince(place: BackupPlace, bytes: Buffer, at: number): Promise<boolean> {
  const names = await backupsOf(place);
  const since = names.filter((name) => instantOf(name.slice(place.name.length)) >= at);
  const found = await Promise.all(since.map((name) => readRegularFile(join(place.folder, name))));
  return found.some((it) => it.bytes.equals(bytes));
}

/** One name for one file, whichever link leads to it; several configs may share a folder. */
export async function backupNameOf(configPath: string): Promise<string> {
  const path = resolve(configPath);
  const real = await realpath(path).catch(() => path);
  return `${basename(real)}-${createHash('sha256').update(real).digest('hex').slice(0, 8)}`;
}

/** Names of the backups of this file, oldest first; a copy that a person has put beside them is none. */
export async function backupsOf({ folder, name }: Pick<BackupPlace, 'folder' | 'name'>): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((it) => it.startsWith(name) && instantOf(it.slice(name.length)) < farthest).sort();
}

/** The texts that are kept of this file, newest first. */
export async function versionsOf(
  place: Pick<BackupPlace, 'folder' | 'name'>,
): Promise<Outcome<ConfigVersion[]>> {
  try {
    const names = await backupsOf(place);
    const versions = names.map((name) => {
      const rest = name.slice(place.name.length);
      const path = join(place.folder, name);
      return { id: rest.slice(1, -'.yaml'.length), until: instantOf(rest), path };
    });
    return success(versions.reverse());
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? success([]) : fileFailure(error, 'read', place.folder);
  }
}

/** The text of one of them; `invalid` if its bytes are none, as restoring the text would change them. */
export async function readVersion(
  { folder, name }: Pick<BackupPlace, 'folder' | 'name'>,
  id: string,
): Promise<Outcome<string>> {
  // Nothing but a stamp leads to a file.
  if (Number.isNaN(instantOf(`-${id}.yaml`))) return noVersion(id);
  const path = join(folder, `${name}-${id}.yaml`);
  try {
    const { bytes } = await readRegularFile(path);
    return isUtf8(bytes) ? success(bytes.toString('utf8')) : failure('invalid', words().versionNotUtf8(path));
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? noVersion(id) : fileFailure(error, 'read', path);
  }
}

const noVersion = (id: string) => failure('invalid', words().noVersion(id.slice(0, 40)));

/** Behind it no stamp has four digits for its year, and none would sort last. */
const farthest = Date.UTC(9999, 0);

/** Two writes within a millisecond, or a clock that was set back, still give a name that sorts last. */
function freeName(place: BackupPlace, older: readonly string[]): string {
  const newest = older.at(-1);
  const last = newest === undefined ? 0 : instantOf(newest.slice(place.name.length));
  const stamp = new Date(Math.max(place.now(), last + 1)).toISOString().replace(/[-:.]/g, '');
  return `${place.name}-${stamp}.yaml`;
}

/** ms since the epoch; NaN if the name is not one of ours. */
function instantOf(rest: string): number {
  const stamp = /^-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.yaml$/;
  return stamp.test(rest) ? Date.parse(rest.replace(stamp, '$1-$2-$3T$4:$5:$6.$7Z')) : Number.NaN;
}
