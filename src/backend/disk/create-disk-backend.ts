import { oneAtATime } from '../../base/async/one-at-a-time.ts';
import type { ConsoleFolder } from '../../config/console-folder/console-folder.ts';
import type { ConfigFile } from '../../config/file/config-file.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import type { BackendEvent } from '../../contract/change.ts';
import type { Config } from '../../contract/config.ts';
import type { ConfigEdit } from '../../contract/config-edit.ts';
import { failure, type Outcome, success, withoutValue } from '../../contract/outcome.ts';
import type { SignIn } from '../../contract/sign-in.ts';
import { words } from '../auth-files/words.ts';
import type { Backend, BackendSessions, WriteOptions } from '../backend.ts';
import type { TokenFiles, TokenMembers } from '../backend-sessions.ts';
import { checkManagementSecret } from '../check-management-secret.ts';
import { lazyLogs, lazySignIn } from '../lazy-parts.ts';
import type { WatchEntries } from './auth-files/auth-dir.ts';
import { followFiles, type WatchFiles } from './follow-files.ts';
import { openSessions } from './open-sessions.ts';
import { type DiskUsage, readUsage } from './read-usage.ts';
import { type RevokeTokens, revokeWithTokens } from './revoke-at-provider.ts';

interface DiskBackendOptions {
  readonly file: ConfigFile;
  /** Where labels and the like of this config are kept; asked again when `auth-dir` may have changed. */
  readonly folder: (config: Config) => ConsoleFolder;
  readonly watch: WatchFiles;
  /** For auth-dir; absent if its changes are only seen when it is read. */
  readonly watchEntries?: WatchEntries;
  /** CLI_PROXY_USAGE_DATABASE. */
  readonly usageDatabase?: string | undefined;
  /** bcrypt, as every CLI Proxy API server reads it (B1). */
  readonly hash: (plain: string) => Promise<string>;
  /** Logs in without a server; absent: that needs one. */
  readonly signIn?: (store: TokenFiles, config: () => Promise<Outcome<Config>>) => Promise<SignIn>;
  /** Revokes tokens at their provider; absent: only the files are removed. */
  readonly revokeTokens?: (file: TokenMembers, config: Config) => Promise<Outcome<void>>;
  /** Where a server with this config puts its log files; absent: they are not read. */
  readonly logFolder?: (config: Config) => string;
  /** ms since the epoch. */
  readonly now?: () => number;
  /** Whether to follow activity.data; the server that writes it passes false. */
  readonly activity?: boolean;
}

/**
 * config.yaml and the console's folder beside it as a backend: for a console without a server, and for the
 * server.
 */
export function createDiskBackend(options: DiskBackendOptions): Backend {
  const { file, hash, logFolder } = options;
  const files = followFiles(file, options.folder, options.watch, options.activity ?? true);
  const inTurn = oneAtATime();
  const usage = readUsage(
    () => files.folder(),
    async () => files.state(),
    { database: options.usageDatabase },
  );

  const sessions = openSessions({
    folder: () => files.folder(),
    config: async () => {
      const state = await files.state();
      return state.ok ? state.value.config : {};
    },
    watch: options.watch,
    watchEntries: options.watchEntries,
    now: options.now ?? Date.now,
  });

  const { signIn: openSignIn, revokeTokens: revokeAs } = options;
  const revokeTokens: RevokeTokens | undefined =
    revokeAs &&
    (async (members) => {
      const state = await files.state();
      return state.ok ? revokeAs(members, state.value.config) : state;
    });
  const { tokens } = sessions.sessions;
  const signIn =
    openSignIn &&
    tokens &&
    lazySignIn(() =>
      openSignIn(tokens, async () => {
        const state = await files.state();
        return state.ok ? success(state.value.config) : state;
      }),
    );

  /**
   * Listeners are notified of our own writes before the caller; the watcher's event then finds no change.
   */
  function write<T>(task: () => Promise<Outcome<T>>, signal?: AbortSignal): Promise<Outcome<T>> {
    return inTurn(async () => {
      if (signal?.aborted) return cancelled();
      const outcome = await task();
      await files.look();
      return outcome;
    });
  }

  const edit = (edits: readonly ConfigEdit[], options: WriteOptions = {}) =>
    write(() => file.edit(edits, options.revision), options.signal);

  /** The folder depends on `auth-dir`, so there must have been a config that can be read. */
  async function withFolder<T>(task: (folder: ConsoleFolder) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const folder = await files.folder();
    return folder.ok ? task(folder.value) : folder;
  }

  const revocable = revokeTokens
    ? { ...sessions.sessions, revoke: revokeWithTokens(sessions.sessions, revokeTokens) }
    : sessions.sessions;

  return {
    kind: 'disk',
    place: file.path,
    signedInAs: 'files',
    version: undefined,
    get capabilities() {
      return diskCapabilities(files.hasActivity());
    },
    load: async (signal) => (signal?.aborted ? cancelled() : files.state()),
    readConfigText: async (signal) => {
      if (signal?.aborted) return cancelled();
      const read = await files.read();
      if (!read.ok) return read;
      const { text, revision, lossy } = read.value;
      return lossy ?? success({ text, revision });
    },
    writeConfigText: (text, options = {}) => write(() => file.write(text, options.revision), options.signal),
    editConfig: edit,
    history: { versions: file.versions, read: file.readVersion },
    editKeyRecords: (edits, signal) => write(() => withFolder((it) => it.editKeyRecords(edits)), signal),
    async setManagementSecret(secret, signal) {
      const invalid = checkManagementSecret(secret);
      if (invalid) return invalid;
      const value = await hash(secret.reveal());
      const done = await edit(
        [{ op: 'set', path: ['remote-management', 'secret-key'], value }],
        signal ? { signal } : {},
      );
      return withoutValue(done);
    },
    appendAudit: (entry) => withFolder((it) => inTurn(() => it.appendAudit(entry))),
    readAudit: (limit) => withFolder((it) => it.readAudit(limit)),
    providers: usage.providers,
    ...(logFolder && {
      logs: lazyLogs(1_000, async () => {
        const { diskLogs } = await import('./read-logs.ts');
        return diskLogs(async () => {
          const state = await files.state();
          return state.ok ? success(logFolder(state.value.config)) : state;
        });
      }),
    }),
    usage: usage.usage,
    // A server counts for itself.
    sessions: options.activity === false ? revocable : withCounts(revocable, usage.counted),
    ...(signIn && { signIn }),
    subscribe(listener) {
      const onFiles = (event: BackendEvent) => {
        if (event.type === 'config') sessions.look();
        listener(event);
      };
      const leave = [files.subscribe(onFiles), sessions.subscribe(listener)];
      return () => {
        for (const stop of leave) stop();
      };
    },
    async close() {
      await sessions.close();
      await usage.close();
      await files.close();
    },
  };
}

const cancelled = () => failure('cancelled', words().notBegun);

function withCounts(sessions: BackendSessions, counted: DiskUsage['counted']): BackendSessions {
  return {
    ...sessions,
    async list(signal) {
      const listed = await sessions.list(signal);
      return listed.ok ? success(await counted(listed.value)) : listed;
    },
    async inspect(name, signal) {
      const file = await sessions.inspect(name, signal);
      if (!file.ok) return file;
      const [one] = await counted([file.value]);
      return success(one ?? file.value);
    },
  };
}

/**
 * What holds when only the files are used. Keys, secret and sessions are enforced by the next server that
 * loads them; an expiry is kept, and only the embedded server acts on it.
 */
function diskCapabilities(hasActivity: boolean): Capabilities {
  return {
    clientKeys: 'enforced',
    labels: 'enforced',
    expiry: 'shown',
    limits: 'shown',
    activity: hasActivity ? 'shown' : 'absent',
    configText: 'enforced',
    secretRotation: 'enforced',
    everyProvider: 'shown',
    // In the memory of the server.
    cooldowns: 'absent',
    sessions: 'enforced',
    // By v6 and ours; which server loads these files is not known.
    amp: 'enforced',
    push: 'enforced',
  };
}
