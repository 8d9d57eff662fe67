import { realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { debounceEvents } from './debounce-events.ts';
import { type FileWatcher, watchFiles } from './watch-files.ts';
import { type FolderWatch, watchFolder } from './watch-folder.ts';

/**
 * Calls `onChange` with the name of an entry of a folder that may have changed, was made, renamed or removed,
 * and without one when the folder is made or removed. A burst in one file is reported once, within 100 ms;
 * the reader compares content. Resolves once no change is missed.
 * @param fits names that are looked at @param onProblem gets the system's reason when it cannot be watched
 */
export async function watchEntries(
  folder: string,
  fits: (name: string) => boolean,
  onChange: (name?: string) => void,
  onProblem: (reason: string) => void = () => {},
): Promise<FileWatcher> {
  let inner: { readonly path: string; readonly watch: Promise<FolderWatch> } | undefined;
  let closed = false;
  let opening: Promise<void> = Promise.resolve();

  const debounced = debounceEvents(
    async (path) => (await stat(path).catch(() => undefined))?.size !== 0,
    (path) => !closed && onChange(basename(path)),
  );

  /** Watches the folder that is at this path now. */
  function open(): Promise<void> {
    opening = opening.then(async () => {
      const path = await realpath(folder).catch(() => undefined);
      if (closed || (inner && inner.path === path)) return;
      leave();
      const stats = path === undefined ? undefined : await stat(path).catch(() => undefined);
      if (path === undefined || !stats?.isDirectory() || closed) return;
      const watch = watchFolder(path, {
        onEntry: (name) => fits(name) && debounced.touch(join(path, name)),
        onGone: () => {
          if (inner?.watch === watch) leave();
          void open().then(() => !closed && onChange());
        },
        onProblem: (error) => onProblem(error.message),
      });
      inner = { path, watch };
      await watch;
    });
    return opening;
  }

  function leave(): void {
    const before = inner;
    inner = undefined;
    void before?.watch.then((it) => it.close());
  }

  const outer = await watchFiles([folder], () => void open().then(() => !closed && onChange()), onProblem);
  await open();
  return {
    async close() {
      closed = true;
      debounced.close();
      await outer.close();
      await opening;
      await (await inner?.watch)?.close();
    },
  };
}
