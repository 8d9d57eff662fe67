import { createHash } from 'node:crypto';
import { readdir, realpath, unlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { atomicWrite } from '../base/atomic-write.ts';

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

/** One name for one file, whichever link leads to it; several configs may share a folder. */
export async function backupNameOf(configPath: string): Promise<string> {
  const path = resolve(configPath);
  const real = await realpath(path).catch(() => path);
  return `${basename(real)}-${createHash('sha256').update(real).digest('hex').slice(0, 8)}`;
}

/** What we give a backup behind the name of its file; a copy that a person has put beside them is theirs. */
const stampPattern = /^-\d{8}T\d{9}Z\.yaml$/;

/** Names of the backups of this file, oldest first. */
export async function backupsOf({ folder, name }: Pick<BackupPlace, 'folder' | 'name'>): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((it) => it.startsWith(name) && stampPattern.test(it.slice(name.length))).sort();
}

/** Two writes within a millisecond, or a clock that was set back, still give a name that sorts last. */
function freeName(place: BackupPlace, older: readonly string[]): string {
  const newest = older.at(-1) ?? '';
  for (let at = place.now(); ; at++) {
    const stamp = new Date(at).toISOString().replace(/[-:.]/g, '');
    const name = `${place.name}-${stamp}.yaml`;
    if (name > newest) return name;
    const [, digits] = /-(\d{8}T\d{9})Z\.yaml$/.exec(newest) ?? [];
    if (digits) at = Math.max(at, instantOf(digits));
  }
}

function instantOf(digits: string): number {
  const iso = digits.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})$/, '$1-$2-$3T$4:$5:$6.$7Z');
  return Date.parse(iso);
}
