import type { ConsoleFolder } from '../../config/console-folder/console-folder.ts';
import type { ConfigFile, ConfigRead } from '../../config/file/config-file.ts';
import type { BackendEvent } from '../../contract/change.ts';
import type { KeyRecord } from '../../contract/client-key.ts';
import type { Config } from '../../contract/config.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { ServerState } from '../backend.ts';
import { type ConfigStanding, followConfig, type InForce } from './config-in-force.ts';
import { createStateMaker } from './make-state.ts';
import { type FolderContent, type RememberedFolder, rememberFolder } from './remembered-folder.ts';
import { whatChanged } from './what-changed.ts';

export type WatchFiles = (
  paths: readonly string[],
  onChange: (path: string) => void,
  onProblem?: (reason: string) => void,
) => Promise<{ close(): Promise<void> }>;

/** One look at all files. */
export interface Sight {
  readonly standing: ConfigStanding;
  readonly content: FolderContent | undefined;
}

export interface FollowedFiles {
  /** Reads what has changed and tells listeners; resolves when that is done. */
  look(): Promise<Sight>;
  state(): Promise<Outcome<ServerState>>;
  read(): Promise<Outcome<ConfigRead>>;
  folder(): Promise<Outcome<ConsoleFolder>>;
  hasActivity(): boolean;
  subscribe(listener: (event: BackendEvent) => void): () => void;
  close(): Promise<void>;
}

/** config.yaml and the folder that it names, and everybody told once of each change, whoever made it. */
export function followFiles(
  file: ConfigFile,
  folderOf: (config: Config) => ConsoleFolder,
  watch: WatchFiles,
  counted: boolean,
): FollowedFiles {
  const config = followConfig(file);
  const makeState = createStateMaker(file.path);
  const listeners = new Set<(event: BackendEvent) => void>();
  let beside: { of: InForce; folder: RememberedFolder } | undefined;
  let last: Sight | undefined;
  let running: Promise<Sight> | undefined;
  let waiting: Promise<Sight> | undefined;
  let watcher: ReturnType<WatchFiles> | undefined;
  /** Why changes made by other programs are not seen. */
  let blind: string | undefined;
  /** What has stayed in a former auth-dir. */
  let behind: string | undefined;

  /** Whoever asks while a look runs gets the next one, as the running one may have read before the change. */
  function look(): Promise<Sight> {
    if (!running) {
      running = lookNow().finally(() => {
        running = undefined;
      });
      return running;
    }
    waiting ??= running.then(
      () => startWaiting(),
      () => startWaiting(),
    );
    return waiting;
  }

  function startWaiting(): Promise<Sight> {
    waiting = undefined;
    return look();
  }

  async function lookNow(): Promise<Sight> {
    const standing = await config.current();
    const before = beside?.folder;
    const folder = folderFor(standing);
    if (before && folder && folder !== before) {
      const carried = await carryRecords(last?.content?.records ?? [], folder.folder);
      behind = carried.ok
        ? undefined
        : `Expiry and limits of keys stayed in ${before.folder.path}. ${carried.message}`;
    }
    const content = await folder?.current();
    const sight = { standing, content };
    const events = last ? whatChanged(last, sight) : [];
    last = sight;
    for (const event of events) for (const listener of [...listeners]) listener(event);
    return sight;
  }

  function folderFor({ inForce }: ConfigStanding): RememberedFolder | undefined {
    if ('kind' in inForce || beside?.of === inForce) return beside?.folder;
    const folder = folderOf(inForce.config);
    const same = beside?.folder.folder.path === folder.path;
    beside = { of: inForce, folder: same && beside ? beside.folder : rememberFolder(folder, counted) };
    if (!same && listeners.size > 0) void startWatching();
    return beside.folder;
  }

  /** Watches from the files of now on; the look after it finds what changed before. */
  function startWatching(): Promise<void> {
    const before = watcher;
    blind = undefined;
    const onProblem = (reason: string) => {
      blind = `Changes made by other programs are not seen, press r for them: the system says "${reason}".`;
    };
    watcher = watch([file.path, ...(beside?.folder.paths ?? [])], () => void look(), onProblem);
    return watcher
      .then(async () => (await before)?.close())
      .then(() => look())
      .then(() => {});
  }

  async function stopWatching(): Promise<void> {
    const before = watcher;
    watcher = undefined;
    await (await before)?.close();
  }

  return {
    look,
    async state() {
      const { standing, content } = await look();
      const faults = [behind, blind].filter((it) => it !== undefined);
      return makeState(standing, content, beside?.folder.folder, faults);
    },
    async read() {
      return (await look()).standing.read;
    },
    async folder() {
      const { inForce } = (await look()).standing;
      if ('kind' in inForce) return inForce;
      return success((beside as NonNullable<typeof beside>).folder.folder);
    },
    hasActivity: () => last?.content?.activity !== undefined,
    subscribe(listener) {
      const own = (event: BackendEvent) => listener(event);
      listeners.add(own);
      if (listeners.size === 1) {
        void look().then(() => (listeners.size > 0 ? startWatching() : undefined));
      }
      return () => {
        if (listeners.delete(own) && listeners.size === 0) void stopWatching();
      };
    },
    async close() {
      listeners.clear();
      await stopWatching();
    },
  };
}

/**
 * The records of client keys are copied to a new auth-dir: without them an expired key would work again (A7). Records
 * that are already there are newer or belong to another config, and are kept.
 */
async function carryRecords(records: readonly KeyRecord[], to: ConsoleFolder): Promise<Outcome<void>> {
  if (records.length === 0) return success(undefined);
  const there = await to.readKeyRecords();
  if (!there.ok) return there;
  const known = new Set(there.value.map(({ fingerprint }) => fingerprint));
  const missing = records.filter(({ fingerprint }) => !known.has(fingerprint));
  if (missing.length === 0) return success(undefined);
  return to.editKeyRecords(missing.map((record) => ({ op: 'put', record })));
}
