import { join } from 'node:path';
import { lazy } from '../../base/async/lazy.ts';
import { oneAtATime } from '../../base/async/one-at-a-time.ts';
import { revisionOf } from '../../base/files/revision.ts';
import type { ConsoleFolder } from '../../config/console-folder/console-folder.ts';
import { type Failure, failure, success } from '../../contract/outcome.ts';
import type { Backend, ConfigHistory } from '../backend.ts';
import { lazyLogs, lazySessions, lazySignIn } from '../lazy-parts.ts';
import { createFeed, shareFeed, type Timers } from '../management/feed.ts';
import type { PublicClient } from './client/public-client.ts';
import type { AcceptedParts } from './config-file.ts';
import { knowConfig } from './known-config.ts';
import { publicCapabilities, stateMaker } from './public-state.ts';
import { readConfig, type SeenConfig } from './read-config.ts';
import type { PublicQuotas } from './sessions/public-quotas.ts';
import { countUsage, type UsageCounts } from './usage/count-usage.ts';
import { keepUsage } from './usage/keep-usage.ts';
import { openPublicFeed } from './usage/open-public-feed.ts';
import { type FeedChoice, maxTaken } from './usage/usage-feed.ts';
import { words } from './words.ts';

interface PublicBackendOptions {
  readonly client: PublicClient;
  /** The answer that the sign-in got. */
  readonly first: SeenConfig;
  readonly ca?: string | undefined;
  /** Labels and audit log; absent if there is no place for them. */
  readonly folder?: ConsoleFolder | undefined;
  readonly acceptedParts?: AcceptedParts | undefined;
  readonly backupName?: string | undefined;
  /**
   * Calls when config.yaml on this machine may have changed, until it is closed; absent if it is elsewhere.
   */
  readonly watchConfig?: WatchConfig | undefined;
  readonly feed: FeedChoice;
  readonly now: () => number;
  readonly random: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly timers: Timers;
  readonly wait: (ms: number) => Promise<void>;
}

/** Calls back once it watches, and whenever config.yaml may have changed. Returns a function that stops it. */
export type WatchConfig = (onChange: () => void) => () => void;

/** ms after a change of config.yaml by which the server has loaded it. */
const loadingMs = 1_000;
/** ms; each question costs the server 60 ms of work. */
const providersRefreshMs = 15_000;
const logsRefreshMs = 2_000;

/** With the typed client for what the port does not cover. */
export interface PublicBackend extends Backend {
  readonly client: PublicClient;
}

/** v7 gives each record to one reader only, so it is not read unless the user has agreed. */
const unread = () => words().usage.unread;

/** A public CLI Proxy API server as a backend, over a client that has signed in; `stopped` ends its feed. */
export function createPublicBackend(options: PublicBackendOptions): {
  readonly backend: PublicBackend;
  readonly stopped: (reason: Failure) => void;
} {
  const { client, folder, now, timers, wait, randomBytes } = options;
  const inTurn = oneAtATime();
  let feedState = { pushing: false, counting: false };

  const feed = shareFeed({
    make: (emit) =>
      createFeed({
        open: opener,
        emit,
        revision: () => known.latest().revision,
        now,
        random: options.random,
        timers,
      }),
    isUnread: () => known.isUnread(),
    timers,
  });
  const { emit } = feed;
  let followed = false;
  let caughtUp = false;
  /** A command follows nothing, so it reads once what the server has: v6 keeps it, v7 then forgets it. */
  const catchUp = async (): Promise<string | undefined> => {
    await options.feed.recall();
    if (options.feed.isOff()) return words().usage.off;
    const isDue = !followed && !caughtUp;
    const isV6 = client.generation() === 'v6';
    // First, as it keeps what it recorded before its setting was turned off.
    if (isV6 && isDue) {
      const read = await client.request('getUsage');
      if (!read.ok) return words().usage.failed(read.message);
      caughtUp = true;
      keeper?.takeSnapshot(read.value.usage);
    }
    if (!counts.isRecorded()) return words().usage.notRecorded;
    if (isV6) return undefined;
    if (options.feed.mode() === 'off') return unread();
    if (!isDue) return undefined;
    caughtUp = true;
    const taken = await client.request('takeUsage', { query: { count: String(maxTaken) } });
    if (!taken.ok) return words().usage.failed(taken.message);
    for (const record of taken.value) counts.take(record);
    return undefined;
  };
  const remembers = () => client.generation() === 'v6';
  const keeper = folder && keepUsage({ folder, now, emit, catchUp, remembers });
  const counted = countUsage(now, remembers);
  const counter = keeper ? keeper.around(counted) : counted;
  const counts: UsageCounts = {
    ...counter,
    take(record) {
      // v7 alone reports them.
      if ('response_headers' in Object(record)) void openQuotas().then((quotas) => quotas.hear(record));
      return counter.take(record);
    },
  };
  let quotas: Promise<PublicQuotas> | undefined;
  const openQuotas = (): Promise<PublicQuotas> => {
    quotas ??= import('./sessions/public-quotas.ts').then(({ publicQuotas }) =>
      publicQuotas({ client, folder, now, emit }),
    );
    return quotas;
  };
  /** They have been requested. */
  let followsSessions = false;
  const makeState = stateMaker(client.address, folder, counts);
  /** Without this setting, which is their default, these servers report no request. */
  const noteRecording = ({ config }: SeenConfig) =>
    counts.record(config['usage-statistics-enabled'] === true);
  noteRecording(options.first);
  const known = knowConfig(client, options.first, emit, now, noteRecording);

  const opener = openPublicFeed({
    client,
    ca: options.ca,
    choice: options.feed,
    counts,
    takeSnapshot: keeper?.takeSnapshot,
    now,
    timers,
    // Not during a write: its intermediate states must not be seen.
    look: () =>
      inTurn(async () => {
        const seen = await readConfig(client);
        if (!seen.ok) return seen;
        const { revision } = seen.value;
        return success(known.take(seen.value) ? { type: 'config' as const, revision } : undefined);
      }).finally(lookAgain),
    followsSessions: () => followsSessions,
    onOpened(now) {
      feedState = now;
      // The restart that was asked for may be why the connection is new.
      known.restarted();
      if (!known.isApplied()) lookSoon();
    },
  });
  const sessions = lazySessions(async () => {
    const [{ publicSessions }, quotas] = await Promise.all([
      import('./sessions/public-sessions.ts'),
      openQuotas(),
    ]);
    followsSessions = true;
    return publicSessions({ client, folder, now, quotas, onChange: () => emit({ type: 'auth-files' }) });
  });
  /** Not needed before the first write. */
  const config = lazy(async () => {
    const { acceptedParts: accepted, backupName: name = usualName } = options;
    const { publicWrites } = await import('./edit/public-writes.ts');
    return publicWrites({ client, randomBytes, wait, known, inTurn, folder, accepted, name, now });
  }, ['look', 'load', 'keep', 'writeConfigText', 'editConfig', 'setManagementSecret']);
  /** What was wrong with the file may have been mended, or the server restarted. */
  const lookAgain = async () => {
    if (known.problem()) await config.look();
  };
  let unwatch: (() => void) | undefined;
  let soon: unknown;
  /** Not before the server has had its time to load it. */
  const lookSoon = () => {
    timers.clear(soon);
    soon = timers.set(() => void config.look(), loadingMs);
  };
  const noFolder = () => failure('unsupported', words().noFolder);

  const backend: PublicBackend = {
    client,
    get kind() {
      return client.generation() === 'v6' ? 'go-v6' : 'go-v7';
    },
    place: client.address.base,
    // A local password cannot be distinguished from it.
    signedInAs: 'management secret',
    get version() {
      return client.version();
    },
    get capabilities() {
      return publicCapabilities({
        labels: folder !== undefined,
        amp: client.generation() === 'v6',
        ...feedState,
      });
    },
    get feedQuestion() {
      // What v6 counts can be read without consuming it.
      return client.generation() === 'v6' ? undefined : options.feed.question();
    },
    get feedAnswer() {
      return client.generation() === 'v6' ? undefined : options.feed.answered();
    },
    async answerFeedQuestion(yes) {
      const before = options.feed.answered();
      const answered = await options.feed.answer(yes);
      // Without a change, nothing is interrupted that counts.
      if (answered.ok && yes !== before) feed.restart();
      return answered;
    },
    async load(signal) {
      const seen = await known.current(signal);
      feed.loaded();
      await lookAgain();
      return seen.ok ? success(await makeState(seen.value, known.problem(), known.isApplied())) : seen;
    },
    async readConfigText(signal) {
      const text = await client.request('getConfigText', { signal });
      return text.ok ? success({ text: text.value, revision: revisionOf(text.value) }) : text;
    },
    writeConfigText: config.writeConfigText,
    editConfig: config.editConfig,
    setManagementSecret: config.setManagementSecret,
    ...(folder?.authDir !== undefined && { history: historyIn(folder.path, options.backupName) }),
    configFile: config,
    async editKeyRecords(edits, signal) {
      if (!folder) return noFolder();
      if (signal?.aborted) return failure('cancelled', words().notWritten);
      const done = await folder.editKeyRecords(edits);
      if (done.ok) emit({ type: 'key-records' });
      return done;
    },
    appendAudit: async (entry) => folder?.appendAudit(entry) ?? noFolder(),
    readAudit: async (limit) => folder?.readAudit(limit) ?? success([]),
    sessions,
    providers: {
      refreshMs: providersRefreshMs,
      ...lazy(async () => {
        const { publicProviderStates } = await import('./provider-states.ts');
        return publicProviderStates({ client, latest: known.latest, now });
      }, ['states']),
    },
    logs: lazyLogs(logsRefreshMs, async () => (await import('./public-logs.ts')).publicLogs(client)),
    ...(keeper && { usage: keeper.usage }),
    signIn: lazySignIn(async () => {
      const { publicSignIn } = await import('./sessions/public-sign-in.ts');
      return publicSignIn(client, now);
    }),
    subscribe(listener) {
      followed = true;
      unwatch ??= options.watchConfig?.(lookSoon);
      return feed.subscribe(listener);
    },
    async close() {
      timers.clear(soon);
      unwatch?.();
      feed.close();
      client.close();
      await keeper?.close();
      await (await quotas)?.close();
    },
  };
  return { backend, stopped: (reason) => feed.fail(reason) };
}

/** Of backups of a config.yaml whose path is not known. */
const usualName = 'config.yaml';

/** The texts that were replaced through this program. */
function historyIn(folder: string, name = usualName): ConfigHistory {
  const place = { folder: join(folder, 'backups'), name };
  const load = () => import('../../config/file/backup-files.ts');
  return {
    versions: async () => (await load()).versionsOf(place),
    read: async (id) => (await load()).readVersion(place, id),
  };
}
