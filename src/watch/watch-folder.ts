import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';

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
 * Node's own watch, as nothing more is needed than the names: chokidar lists the folder, and looks at each entry, twice
 * for every event (measured), and a database in the folder makes several events for every write.
 */
export async function watchFolder(folder: string, listener: FolderListener): Promise<FolderWatch> {
  const identity = await identityOf(folder);
  let gone = false;
  const leave = () => {
    if (gone) return;
    gone = true;
    listener.onGone();
  };
  const look = async () => {
    if ((await identityOf(folder)) !== identity) leave();
  };
  const failed = async (error: Error) => {
    await look();
    if (!gone) listener.onProblem(error);
  };
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(folder);
  } catch (error) {
    await failed(error as Error);
  }
  watcher?.on('change', (event, name: string | null) => {
    // Linux names the folder itself when it is moved or deleted. A child may have that name too: then
    // it is watched again for nothing. The inode is no proof, as the next folder often gets the same.
    if (event === 'rename' && name === basename(folder)) leave();
    // Other systems do not say it.
    else if (event === 'rename') void look();
    if (name !== null) listener.onEntry(name);
  });
  watcher?.on('error', (error) => void failed(error));
  // It may have been replaced while the watch was being made.
  await look();
  return { close: async () => watcher?.close() };
}

async function identityOf(folder: string): Promise<string> {
  try {
    const { dev, ino } = await stat(folder, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return 'none';
  }
}
