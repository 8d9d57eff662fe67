import type { Stats } from 'node:fs';
import { lstat, mkdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/**
 * Makes a folder that only its owner can read (0700), and the folders above it where they are missing. Below
 * a `.console` that another user may have planted it throws instead.
 */
export async function ensureFolder(folder: string): Promise<void> {
  await refusePlanted(folder);
  await makeFolder(folder);
  // It may have been planted just before it was made.
  await refusePlanted(folder);
}

/** One by one: `recursive` never ends where a file system has no place for a folder, as /proc (Node). */
async function makeFolder(folder: string): Promise<void> {
  if (!(await look(dirname(folder)))) await makeFolder(dirname(folder));
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const isThere = (await stat(folder).catch(() => undefined))?.isDirectory() === true;
    if (!isThere) throw error;
  }
}

/**
 * A user who may write into auth-dir can plant a `.console` there, as a link or as a folder of their own:
 * what is written there would end up in files of others, or be readable. Throws ELINKED or EFOREIGN.
 */
export async function refusePlanted(path: string): Promise<void> {
  const folder = consoleFolderOf(path);
  if (folder === undefined) return;
  const [own, above] = await Promise.all([look(folder), look(dirname(folder))]);
  const code = own && plantedAs(own, above, process.getuid?.());
  if (code) throw Object.assign(new Error(`${code}: ${folder}`), { code });
}

/** @param me user id; undefined if this system has none */
export function plantedAs(
  own: Pick<Stats, 'uid' | 'isSymbolicLink'>,
  above: Pick<Stats, 'uid'> | undefined,
  me: number | undefined,
): 'ELINKED' | 'EFOREIGN' | undefined {
  if (own.isSymbolicLink()) return 'ELINKED';
  // Root works for a user whose folders these are, and containers map user ids.
  return me === undefined || own.uid === me || own.uid === above?.uid ? undefined : 'EFOREIGN';
}

function consoleFolderOf(path: string): string | undefined {
  for (let at = path; dirname(at) !== at; at = dirname(at)) if (basename(at) === '.console') return at;
  return undefined;
}

const look = (path: string) => lstat(path).catch(() => undefined);
