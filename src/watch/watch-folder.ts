import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { FSWatcher } from 'chokidar';

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
 * chokidar lists a folder again at each event in it, with a stat for each entry: a second of work a second in a
 * folder of 20,000 files where a log is written. The names in the events are enough, so the list is empty here.
 */
class EntryWatcher extends FSWatcher {
  override _readdirp(): ReturnType<FSWatcher['_readdirp']> {
    return Readable.from([]) as ReturnType<FSWatcher['_readdirp']>;
  }
}

/**
 * Tells every change of a folder's direct entries; resolves once changes are seen. The children are left out
 * of chokidar's own bookkeeping: it holds a second change of a file back for 50 ms, its raw events do not.
 */
export async function watchFolder(folder: string, listener: FolderListener): Promise<FolderWatch> {
  const identity = await identityOf(folder);
  const watcher = new EntryWatcher({
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
    // Linux names the folder itself when it is moved or deleted. A child may bear that name too: then a new
    // watch is made for nothing. Its inode tells nothing, as the next folder often gets the same.
    if (event === 'rename' && name === basename(folder)) leave();
    if (name !== null) listener.onEntry(name);
  });
  watcher.on('unlinkDir', (path) => path === folder && leave());
  watcher.on('error', (error) => listener.onProblem(error as Error));
  await new Promise<void>((resolve) => {
    watcher.once('ready', resolve);
    watcher.add(folder);
  });
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
