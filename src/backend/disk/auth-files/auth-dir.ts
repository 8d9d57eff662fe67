import { join } from 'node:path';
import { coalesceLoads } from '../../../base/async/coalesce-loads.ts';
import { type Outcome, success } from '../../../contract/outcome.ts';
import { isAuthFileName } from '../../auth-files/names.ts';
import { openTrash, type Trash } from '../../auth-files/trash.ts';
import type { WatchFiles } from '../follow-files.ts';
import { type AccountFactStore, openAccountFacts } from './account-facts.ts';
import { type FolderList, type Listed, listFolder } from './list-folder.ts';

export type WatchEntries = (
  folder: string,
  fits: (name: string) => boolean,
  onChange: (name?: string) => void,
  onProblem?: (reason: string) => void,
) => Promise<{ close(): Promise<void> }>;

interface AuthDirOptions {
  /** The folder in force, absolute. */
  readonly folder: () => Promise<Outcome<string>>;
  readonly watch: WatchFiles;
  readonly watchEntries: WatchEntries;
  /** Some file, or what is known of it, has changed since the last look. */
  readonly onChange: () => void;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** One auth-dir with what belongs to it. */
export interface AuthDirPlace {
  readonly folder: string;
  readonly accountFacts: AccountFactStore;
  readonly list: FolderList;
  readonly trash: Trash;
}

export interface AuthDir {
  /** The folder in force; its watch starts with the first listener. */
  place(): Promise<Outcome<AuthDirPlace>>;
  /** The current files; a request during a scan gets the next scan. */
  look(): Promise<Outcome<readonly Listed[]>>;
  /** Runs a write of ours. Its changes are reported once, after it and before its caller continues. */
  during<T>(task: (place: AuthDirPlace) => Promise<Outcome<T>>): Promise<Outcome<T>>;
  /** Whether changes are reported as they happen. */
  listen(on: boolean): void;
  close(): Promise<void>;
}

/** Follows the auth-dir that the config names. Nothing is read or watched before it is requested. */
export function followAuthDir(options: AuthDirOptions): AuthDir {
  let here: AuthDirPlace | undefined;
  let last: readonly Listed[] | undefined;
  let listening = false;
  let watched: { readonly folder: string; readonly end: () => Promise<void> } | undefined;

  async function place(): Promise<Outcome<AuthDirPlace>> {
    const folder = await options.folder();
    if (!folder.ok) return folder;
    if (here?.folder !== folder.value) {
      const console = join(folder.value, '.console');
      const accountFacts = openAccountFacts(console);
      here = {
        folder: folder.value,
        accountFacts,
        list: listFolder(folder.value, accountFacts),
        trash: openTrash(console, options.now),
      };
    }
    await follow(here);
    return success(here);
  }

  /** Changes from before the watch started are found by the scan that requested it. */
  async function follow({ folder, accountFacts }: AuthDirPlace): Promise<void> {
    if (!listening || watched?.folder === folder) return;
    const before = watched;
    // Which folder it is has not changed by that, and of a thousand files one is looked at.
    const changed = (name?: string) => {
      if (name === undefined) all = true;
      else touched.add(name);
      if (writing === 0) void scan();
    };
    const watches = [
      options.watchEntries(folder, isAuthFileName, changed),
      options.watch([accountFacts.path], () => changed()),
    ];
    watched = {
      folder,
      end: async () => {
        for (const watch of await Promise.allSettled(watches)) {
          if (watch.status === 'fulfilled') await watch.value.close();
        }
      },
    };
    await Promise.allSettled(watches);
    await before?.end();
  }

  /** Our running writes. */
  let writing = 0;
  let moved = true;
  let all = true;
  const touched = new Set<string>();
  const scan = coalesceLoads(async () => {
    const only = moved || all ? undefined : new Set(touched);
    touched.clear();
    all = false;
    const found = moved || !here ? await place() : success(here);
    moved = false;
    if (!found.ok) return found;
    const listed = await found.value.list.current(only);
    if (!listed.ok) return listed;
    const changed = last !== undefined && last !== listed.value;
    last = listed.value;
    if (changed) options.onChange();
    return listed;
  });

  function look(): Promise<Outcome<readonly Listed[]>> {
    moved = true;
    return scan();
  }

  async function stop(): Promise<void> {
    const before = watched;
    watched = undefined;
    await before?.end();
  }

  return {
    place,
    look,
    async during(task) {
      const found = await place();
      if (!found.ok) return found;
      writing += 1;
      try {
        return await task(found.value);
      } finally {
        writing -= 1;
        await look();
      }
    },
    listen(on) {
      listening = on;
      if (!on) void stop();
      else if (last !== undefined) void look();
    },
    async close() {
      listening = false;
      await stop();
    },
  };
}
