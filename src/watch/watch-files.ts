import { stat } from 'node:fs/promises';
import { createSettling } from './settle.ts';
import { sameTrail, trailOf, type Waypoint } from './trail.ts';
import { type FolderWatch, watchFolder } from './watch-folder.ts';

export interface FileWatcher {
  close(): Promise<void>;
}

/**
 * Calls `onChange(path)` when what the file at `path` reads may have changed, whichever way it was written: in
 * place, by rename, by delete and anew, behind a symlink, in a folder that comes later. Within 100 ms, a burst
 * once, an own write too: the reader compares content. Resolves once no change is missed any more.
 *
 * @param onProblem gets the system's reason when a folder cannot be watched
 */
export async function watchFiles(
  paths: readonly string[],
  onChange: (path: string) => void,
  onProblem: (reason: string) => void = () => {},
): Promise<FileWatcher> {
  const trails = new Map<string, readonly Waypoint[]>();
  const folders = new Map<string, Promise<FolderWatch>>();
  const present = new Map<string, boolean>();
  let closed = false;
  let planning: Promise<void> = Promise.resolve();

  const settling = createSettling(
    async (path) => (await sizeOf(path)) > 0,
    (path) => void plan([path]).then(() => tell(path)),
  );

  async function tell(path: string): Promise<void> {
    const was = present.get(path);
    const is = (await sizeOf(path)) >= 0;
    present.set(path, is);
    // A folder on the way came or went, and the file is still not there: nothing to read.
    if (!closed && (is || was)) onChange(path);
  }

  function touchWhere(matches: (waypoint: Waypoint) => boolean): void {
    for (const [path, trail] of trails) if (trail.some(matches)) settling.touch(path);
  }

  function open(folder: string): Promise<FolderWatch> {
    return watchFolder(folder, {
      onEntry: (name) => touchWhere((it) => it.folder === folder && it.name === name),
      onGone: () => {
        release(folder);
        touchWhere((it) => it.folder === folder);
      },
      onProblem: (error) => onProblem(error.message),
    });
  }

  function release(folder: string): void {
    const watch = folders.get(folder);
    folders.delete(folder);
    void watch?.then((it) => it.close());
  }

  /** Watches the folders that the paths need now; looks again until nothing moved meanwhile. */
  function plan(changed: readonly string[]): Promise<void> {
    planning = planning.then(async () => {
      for (const path of changed) {
        for (let known = false; !known && !closed; ) {
          const trail = await trailOf(path);
          known = sameTrail(trail, trails.get(path) ?? []) && trail.every((it) => folders.has(it.folder));
          trails.set(path, trail);
          for (const { folder } of trail) if (!folders.has(folder)) folders.set(folder, open(folder));
          await Promise.all(trail.map((it) => folders.get(it.folder)));
        }
      }
      const needed = new Set([...trails.values()].flat().map((it) => it.folder));
      for (const folder of folders.keys()) if (!needed.has(folder)) release(folder);
    });
    return planning;
  }

  for (const path of paths) present.set(path, (await sizeOf(path)) >= 0);
  await plan(paths);
  return {
    async close() {
      closed = true;
      settling.close();
      await planning;
      await Promise.all([...folders.values()].map(async (watch) => (await watch).close()));
    },
  };
}

/** Bytes; -1: not there. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => -1,
  );
}
