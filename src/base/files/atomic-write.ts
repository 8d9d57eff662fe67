import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, open, readdir, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

interface AtomicWriteOptions {
  /** Permission bits of the new file; default 0600. */
  readonly mode?: number;
  /** Kept when the process may; a refusal to change the owner is the error EPERM. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** false: the rename must not replace a file that is there (EEXIST). */
  readonly overwrite?: boolean;
  /** Asked when all is ready for the rename; false: nothing is replaced and `atomicWrite` answers false. */
  readonly confirm?: () => Promise<boolean>;
}

const tempMark = '.cli-proxy-';

/** A name beside `path` that removeLeftTempFiles knows. */
export const tempFor = (path: string) =>
  join(dirname(path), `.${basename(path)}${tempMark}${randomBytes(6).toString('hex')}.tmp`);

/**
 * Puts whole new bytes at `path`: temp file beside it, fsync, rename, fsync of the folder. A reader sees the
 * old or the new bytes, never a part. Throws the file system's error and leaves nothing behind.
 */
export async function atomicWrite(
  path: string,
  bytes: string | Uint8Array,
  options: AtomicWriteOptions = {},
): Promise<boolean> {
  const temp = tempFor(path);
  try {
    const handle = await open(temp, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      if (options.owner) await handle.chown(options.owner.uid, options.owner.gid);
      // After chown, which may clear bits; and open() is subject to the umask.
      await handle.chmod(options.mode ?? 0o600);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (options.confirm && !(await options.confirm())) {
      await unlink(temp);
      return false;
    }
    if (options.overwrite === false) await publishNew(temp, path);
    else await rename(temp, path);
  } catch (error) {
    await unlink(temp).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(path));
  return true;
}

/** Gives the finished file its name only if no file has it (EEXIST), which a rename cannot ensure. */
async function publishNew(temp: string, path: string): Promise<void> {
  try {
    await link(temp, path);
    await unlink(temp);
  } catch (error) {
    if (!withoutLinks.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    // No hard links on this file system: claim the name first, then put the file in its place.
    await (await open(path, 'wx', 0o600)).close();
    await rename(temp, path);
  }
}

/** What the system says where a file cannot have two names. */
export const withoutLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/**
 * Overwrites the bytes of an existing file and cuts it afterwards, so that no reader ever finds it empty.
 * Keeps inode, mode, owner and links; not atomic: the caller keeps a journal.
 */
export async function overwriteInPlace(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, constants.O_WRONLY);
  try {
    await writeAll(handle, bytes);
    await handle.truncate(bytes.length);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const step = await handle.write(bytes, written, bytes.length - written, written);
    written += step.bytesWritten;
  }
}

/**
 * Makes a rename or a new name in `folder` survive a power cut. File systems that cannot do this are ignored.
 */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  if (!handle) return;
  try {
    await handle.sync();
  } catch {
    // Some network and FUSE file systems refuse fsync on a folder; the rename itself has happened.
  } finally {
    await handle.close();
  }
}

/**
 * Temp files of killed writers of `path`; with `longer` also of files beside it whose names go on from there.
 */
export async function leftTempFiles(path: string, longer = false): Promise<string[]> {
  const start = `.${basename(path)}`;
  const names = await readdir(dirname(path)).catch(() => []);
  return names
    .filter((name) => {
      if (!name.startsWith(start) || !name.endsWith('.tmp')) return false;
      const mark = name.lastIndexOf(tempMark);
      return longer ? mark >= start.length : mark === start.length;
    })
    .map((name) => join(dirname(path), name));
}

/** Call it only while holding the writers' lock. */
export async function removeLeftTempFiles(path: string, longer = false): Promise<void> {
  for (const left of await leftTempFiles(path, longer)) await unlink(left).catch(() => {});
}
