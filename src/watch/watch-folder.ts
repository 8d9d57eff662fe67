import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { watch } from 'chokidar';

export interface FolderWatch {
  close(): Promise<void>;
}

interface FolderListener {
  /** An entry of the folder was written, made, renamed or removed. */
  readonly onEntry: (name: string) => void;
  /** The folder itself is no longer the one that is watched. */
  readonly onGone: () => void;
  /** The system cannot watch it, such as a full inotify table. */
  readonly onProblem: (error: Error) => void;
}

/**
 * Reports every change of the direct entries of a folder; resolves once changes are seen.
 *
 * It listens to the `raw` events of chokidar: `add` and `change` are throttled and lose a change that follows another
 * within 50 ms (measured). The entries themselves are ignored, so chokidar keeps no record of them; it lists the
 * folder at most once a second while something changes in it, which costs 0.2 s of CPU with 1,000 files.
 */
export async function watchFolder(folder: string, listener: FolderListener): Promise<FolderWatch> {
  const identity = await identityOf(folder);
  const watcher = watch(folder, {
    depth: 0,
    ignoreInitial: true,
    atomic: false,
    followSymlinks: false,
    ignored: (path) => path !== folder,
  });
  let gone = false;
  const leave = () => {
    if (gone) return;
    gone = true;
    listener.onGone();
  };
  watcher.on('raw', (event, name: string | null, details) => {
    if ((details as { watchedPath?: string }).watchedPath !== folder) return;
    // Linux names the folder itself when it is moved or deleted. A child may have that name too: then
    // it is watched again for nothing. The inode is no proof, as the next folder often gets the same.
    if (event === 'rename' && name === basename(folder)) leave();
    if (name !== null) listener.onEntry(name);
  });
  watcher.on('unlinkDir', (path) => path === folder && leave());
  watcher.on('error', (error) => listener.onProblem(error as Error));
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  // It may have been replaced while the watch was being made.
  if ((await identityOf(folder)) !== identity) leave();
  return { close: () => watcher.close() };
}

async function identityOf(folder: string): Promise<string> {
  try {
    const { dev, ino } = await stat(folder, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return 'none';
  }
}
