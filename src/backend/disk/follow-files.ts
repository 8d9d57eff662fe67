import { coalesceLoads } from '../../base/async/coalesce-loads.ts';
import type { ConsoleFolder } from '../../config/console-folder/console-folder.ts';
import type { ConfigFile, ConfigRead } from '../../config/file/config-file.ts';
import { fileModeWarnings } from '../../config/file/file-modes.ts';
import type { BackendEvent, ConfigProblem } from '../../contract/change.ts';
import type { KeyActivity, KeyRecord } from '../../contract/client-key.ts';
import type { Config } from '../../contract/config.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import { words } from '../auth-files/words.ts';
import type { ServerState } from '../backend.ts';
import { clientKeysOf, rememberFingerprints } from '../client-keys.ts';
import { type ActiveConfig, type ConfigStatus, followConfig } from './active-config.ts';
import { type FolderContent, type RememberedFolder, rememberFolder } from './remembered-folder.ts';

export type WatchFiles = (
  paths: readonly string[],
  onChange: (path: string) => void,
  onProblem?: (reason: string) => void,
) => Promise<{ close(): Promise<void> }>;

/** All files as they were read together. */
interface Snapshot {
  readonly config: ConfigStatus;
  readonly content: FolderContent | undefined;
}

interface FollowedFiles {
  /** Reads what has changed and notifies listeners; resolves when that is done. */
  look(): Promise<unknown>;
  state(): Promise<Outcome<ServerState>>;
  read(): Promise<Outcome<ConfigRead>>;
  folder(): Promise<Outcome<ConsoleFolder>>;
  hasActivity(): boolean;
  subscribe(listener: (event: BackendEvent) => void): () => void;
  close(): Promise<void>;
}

/** ms, until key records that cannot be read are looked at again. */
const retryMs = 5_000;

/** config.yaml and the folder that it names; listeners get each change once, whichever program made it. */
export function followFiles(
  file: ConfigFile,
  folderOf: (config: Config) => ConsoleFolder,
  watch: WatchFiles,
  counted: boolean,
): FollowedFiles {
  const config = followConfig(file);
  const fingerprintOf = rememberFingerprints();
  const listeners = new Set<(event: BackendEvent) => void>();
  let beside: { of: ActiveConfig; folder: RememberedFolder } | undefined;
  let last: Snapshot | undefined;
  let keys:
    | { of: ActiveConfig; content: FolderContent | undefined; list: ServerState['clientKeys'] }
    | undefined;
  let watcher: ReturnType<WatchFiles> | undefined;
  let again: NodeJS.Timeout | undefined;
  let closed = false;
  /** Why changes made by other programs are not seen. */
  let unwatched: string | undefined;
  /** What has stayed in a former auth-dir. */
  let leftBehind: string | undefined;

  const look = coalesceLoads(async (): Promise<Snapshot> => {
    if (closed && last) return last;
    const status = await config.current();
    const before = beside?.folder;
    const folder = folderFor(status);
    if (before && folder && folder !== before) {
      const carried = await carryRecords(last?.content?.records ?? [], folder.folder);
      leftBehind = carried.ok ? undefined : words().follow.oldFolder(before.folder.path, carried.message);
    }
    const snapshot = { config: status, content: await folder?.current() };
    const events = last ? changesBetween(last, snapshot) : [];
    last = snapshot;
    for (const event of events) for (const listener of [...listeners]) listener(event);
    // That a folder has got another owner is not reported.
    clearTimeout(again);
    if (snapshot.content?.withoutRecords && listeners.size > 0)
      again = setTimeout(() => void look(), retryMs).unref();
    return snapshot;
  });

  function folderFor({ active }: ConfigStatus): RememberedFolder | undefined {
    if ('kind' in active || beside?.of === active) return beside?.folder;
    const folder = folderOf(active.config);
    const same = beside?.folder.folder.path === folder.path;
    beside = { of: active, folder: same && beside ? beside.folder : rememberFolder(folder, counted) };
    if (!same && listeners.size > 0) void startWatching();
    return beside.folder;
  }

  /** Watches the files as they are now; the look after it finds what changed before. */
  function startWatching(): Promise<void> {
    const before = watcher;
    unwatched = undefined;
    const onProblem = (reason: string) => {
      unwatched = words().follow.blind(reason);
    };
    watcher = watch([file.path, ...(beside?.folder.paths ?? [])], () => void look(), onProblem);
    return watcher
      .then(async () => (await before)?.close())
      .then(() => look())
      .then(() => {});
  }

  async function stopWatching(): Promise<void> {
    clearTimeout(again);
    const before = watcher;
    watcher = undefined;
    await (await before)?.close();
  }

  /** The list of keys is made again only when the config or the folder has changed. */
  function clientKeys(active: ActiveConfig, content: FolderContent | undefined): ServerState['clientKeys'] {
    if (keys?.of !== active || keys.content !== content) {
      const list = clientKeysOf(active.config, content?.records ?? [], content?.activity, fingerprintOf);
      keys = { of: active, content, list };
    }
    return keys.list;
  }

  return {
    look,
    async state() {
      const { config, content } = await look();
      const { active, problem } = config;
      if ('kind' in active) return active;
      const folder = beside?.folder.folder;
      const paths = folder ? [folder.authDir ?? folder.path, folder.path, folder.keyRecordsPath] : [];
      const warnings = [
        ...[leftBehind, unwatched].filter((it) => it !== undefined),
        // Modes change without a change of content, so they are read each time.
        ...(await fileModeWarnings([...new Set([file.path, ...paths])])),
        ...(content?.warnings ?? []),
        ...active.warnings.map((it) => it.message),
      ];
      const { config: value, revision } = active;
      return success({
        config: value,
        revision,
        clientKeys: clientKeys(active, content),
        problem,
        warnings,
        ...(content?.withoutRecords && { withoutKeyRecords: true }),
      });
    },
    async read() {
      return (await look()).config.read;
    },
    async folder() {
      const { active } = (await look()).config;
      if ('kind' in active) return active;
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
      closed = true;
      // One that runs may keep what was replaced.
      if (last) await look();
    },
  };
}

/**
 * The records of client keys are copied to a new auth-dir: without them an expired key would work again (A7).
 * Records that are already there are newer or belong to another config, and are kept.
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

function changesBetween(before: Snapshot, now: Snapshot): BackendEvent[] {
  const events: BackendEvent[] = [];
  if (!sameProblem(before.config.problem, now.config.problem)) {
    events.push({ type: 'config-problem', problem: now.config.problem });
  }
  const revision = revisionOf(now.config);
  if (revision !== undefined && revision !== revisionOf(before.config)) {
    events.push({ type: 'config', revision });
  }
  if (before.content?.records !== now.content?.records) events.push({ type: 'key-records' });
  const keys = changedFigures(
    before.content?.activity?.activity ?? {},
    now.content?.activity?.activity ?? {},
  );
  if (Object.keys(keys).length > 0) events.push({ type: 'activity', keys });
  return events;
}

function revisionOf({ active }: ConfigStatus): string | undefined {
  return 'kind' in active ? undefined : active.revision;
}

function sameProblem(a: ConfigProblem | null, b: ConfigProblem | null): boolean {
  return a?.message === b?.message && a?.line === b?.line && a?.column === b?.column;
}

type Figures = Readonly<Record<string, KeyActivity>>;

function changedFigures(before: Figures, now: Figures): Figures {
  if (before === now) return {};
  const changed = Object.entries(now).filter(([print, figures]) => {
    const old = before[print];
    return (
      old === undefined ||
      old.lastUsedAt !== figures.lastUsedAt ||
      old.lastHour !== figures.lastHour ||
      old.today !== figures.today ||
      old.hours.join() !== figures.hours.join()
    );
  });
  return Object.fromEntries(changed);
}
