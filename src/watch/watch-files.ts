import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { debugLog } from '../base/debug-log.ts';
import { debounceEvents } from './debounce-events.ts';
import { type ChainLink, isSameChain, symlinkChain } from './symlink-chain.ts';
import { type FolderWatch, watchFolder } from './watch-folder.ts';

export interface FileWatcher {
  close(): Promise<void>;
}

/**
 * Calls `onChange(path)` when what the file at `path` reads may have changed, whichever way it was written:
 * in place, by rename, by delete and anew, behind a symlink, in a folder that comes later. Within 100 ms;
 * once for a burst, and for our own writes too, because the reader compares content. Resolves once no change
 * is missed.
 * @param onProblem gets the system's reason when a folder cannot be watched
 */
export async function watchFiles(
  paths: readonly string[],
  onChange: (path: string) => void,
  onProblem: (reason: string) => void = () => {},
): Promise<FileWatcher> {
  const chains = new Map<string, readonly ChainLink[]>();
  const folders = new Map<string, Promise<FolderWatch>>();
  const present = new Map<string, boolean>();
  const polls = new Map<string, NodeJS.Timeout>();
  let closed = false;
  let planning: Promise<void> = Promise.resolve();

  const debounced = debounceEvents(
    async (path) => (await sizeOf(path)) > 0,
    (path) => void plan([path]).then(() => notify(path)),
  );

  async function notify(path: string): Promise<void> {
    const was = present.get(path);
    const is = (await sizeOf(path)) >= 0;
    present.set(path, is);
    // A folder on the way came or went, and the file is still not there: nothing to read.
    if (closed || !(is || was)) return;
    debugLog('watch', () => `${path} changed`);
    onChange(path);
  }

  function touchWhere(matches: (link: ChainLink) => boolean): void {
    for (const [path, chain] of chains) if (chain.some(matches)) debounced.touch(path);
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

  /** Watches the folders that the paths need now; repeats until nothing has moved during that. */
  function plan(changed: readonly string[]): Promise<void> {
    planning = planning.then(async () => {
      for (const path of changed) {
        for (let known = false; !known && !closed; ) {
          const chain = await symlinkChain(path);
          known = isSameChain(chain, chains.get(path) ?? []) && chain.every((it) => folders.has(it.folder));
          chains.set(path, chain);
          for (const { folder } of chain) if (!folders.has(folder)) folders.set(folder, open(folder));
          await Promise.all(chain.map((it) => folders.get(it.folder)));
        }
        await pollUnreported(path, chains.get(path)?.at(-1));
      }
      const needed = new Set([...chains.values()].flat().map((it) => it.folder));
      for (const folder of folders.keys()) if (!needed.has(folder)) release(folder);
    });
    return planning;
  }

  /** If the folder does not report changes, the file itself is checked periodically. */
  async function pollUnreported(path: string, last: ChainLink | undefined): Promise<void> {
    const unreported = last !== undefined && (await isElsewhere(last));
    if (unreported === polls.has(path) || closed) return;
    clearInterval(polls.get(path));
    polls.delete(path);
    if (!unreported) return;
    let before = await markOf(path);
    const timer = setInterval(async () => {
      const mark = await markOf(path);
      if (mark !== before && !closed) debounced.touch(path);
      before = mark;
    }, pollMs);
    polls.set(path, timer.unref());
  }

  for (const path of paths) present.set(path, (await sizeOf(path)) >= 0);
  await plan(paths);
  return {
    async close() {
      closed = true;
      debounced.close();
      await planning;
      for (const timer of polls.values()) clearInterval(timer);
      await Promise.all([...folders.values()].map(async (watch) => (await watch).close()));
    },
  };
}

/** ms between two checks of such a file; a check costs 50 µs. */
const pollMs = 500;

/**
 * Whether a file has another name, or is a mount of its own as in containers: a write through the other name
 * is reported to the folder there, not to this one.
 */
async function isElsewhere({ folder, name }: ChainLink): Promise<boolean> {
  const path = join(folder, name);
  const [stats, beside] = await Promise.all([path, folder].map((it) => stat(it).catch(() => undefined)));
  if (!stats?.isFile()) return false;
  if (stats.nlink > 1 || stats.dev !== beside?.dev) return true;
  // A file of the same disk is seen in this list alone; other systems than Linux have no such list.
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  const escaped = path.replace(/[ \t\n\\]/g, (it) => `\\${it.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return mounts.split('\n').some((line) => line.split(' ')[4] === escaped);
}

async function markOf(path: string): Promise<string> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  return stats ? `${stats.ino} ${stats.size} ${stats.mtimeNs}` : '';
}

/** Bytes; -1: not there. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => -1,
  );
}
