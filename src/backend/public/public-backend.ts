import { oneAtATime } from '../../base/one-at-a-time.ts';
import type { Revision } from '../../base/revision.ts';
import type { ConsoleFolder } from '../../config/console-folder.ts';
import { parseConfig } from '../../config/parse-config.ts';
import type { BackendEvent, ConfigProblem } from '../../contract/change.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Backend, ServerState } from '../backend.ts';
import { clientKeysOf, rememberFingerprints } from '../client-keys.ts';
import { createFeed, type Timers } from '../management/feed.ts';
import { unencrypted } from '../management/state-of.ts';
import { countUsage } from './count-usage.ts';
import { editConfig } from './edit-config.ts';
import type { EditContext } from './edit-step.ts';
import { isNotSaved } from './explain-public-answer.ts';
import { openPublicFeed } from './open-public-feed.ts';
import { publicCapabilities } from './public-capabilities.ts';
import type { PublicClient } from './public-client.ts';
import { readConfig, type SeenConfig } from './read-config.ts';
import { rotateSecret } from './rotate-secret.ts';
import { textRevision, writeText } from './text-write.ts';
import type { FeedChoice } from './usage-feed.ts';

export interface PublicBackendOptions {
  readonly client: PublicClient;
  /** The answer that the sign-in got. */
  readonly first: SeenConfig;
  readonly ca?: string | undefined;
  /** Labels and audit log; absent: there is no place for them. */
  readonly folder?: ConsoleFolder | undefined;
  readonly feed: FeedChoice;
  readonly now: () => number;
  readonly random: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly timers: Timers;
  readonly wait: (ms: number) => Promise<void>;
}

/** ms for which a config that was just read is good as a load. */
const fresh = 2_000;
/** ms that the feed waits for the first load, so that it does not delay a first screen. */
const patience = 500;

/** A public CLI Proxy API server as a backend, over a client that has signed in; `stopped` ends its feed. */
export function createPublicBackend(options: PublicBackendOptions): {
  readonly backend: Backend;
  readonly stopped: (reason: Failure) => void;
} {
  const { client, folder, now, timers, wait, randomBytes } = options;
  const fingerprintOf = rememberFingerprints();
  const listeners = new Set<(event: BackendEvent) => void>();
  const inTurn = oneAtATime();
  const counts = countUsage(now);
  let latest = options.first;
  let unread: { since: number } | undefined = { since: now() };
  let problem: ConfigProblem | null = null;
  let pushing = false;
  let loaded = () => {};

  const emit = (event: BackendEvent) => {
    for (const listener of [...listeners]) listener(event);
  };
  /** Takes up what was read; true: it is another config than before. */
  const take = (seen: SeenConfig): boolean => {
    const other = seen.revision !== latest.revision;
    latest = seen;
    unread = { since: now() };
    return other;
  };
  const tell = (seen: SeenConfig) => {
    if (take(seen)) emit({ type: 'config', revision: seen.revision });
  };

  const opener = openPublicFeed({
    client,
    ca: options.ca,
    choice: options.feed,
    counts,
    now,
    timers,
    // Not beside a write: what stands between its steps is nobody's business.
    look: () =>
      inTurn(async () => {
        const seen = await readConfig(client);
        if (!seen.ok) return seen;
        if (problem) await lookAtFile();
        return success(take(seen.value) ? { type: 'config' as const, revision: latest.revision } : undefined);
      }),
    onOpened(standing) {
      pushing = standing.pushing;
    },
  });
  const feed = createFeed({
    open: opener,
    emit,
    revision: () => latest.revision,
    now,
    random: options.random,
    timers,
  });

  function startFeed(): void {
    let begun = false;
    const begin = () => {
      if (!begun && listeners.size > 0) feed.start();
      begun = true;
    };
    if (!unread) {
      begin();
      return;
    }
    // After the loader's own work, which goes on in the microtasks that follow its answer.
    loaded = () => void setImmediate(begin);
    timers.set(begin, patience);
  }

  /** Says where config.yaml is broken, and when it is good again. */
  async function lookAtFile(): Promise<void> {
    const text = await client.request('getConfigText');
    if (!text.ok) return;
    const parsed = parseConfig(text.value);
    const found = parsed.ok ? null : problemOf(parsed);
    if (found?.message === problem?.message) return;
    problem = found;
    emit({ type: 'config-problem', problem });
  }

  async function current(signal?: AbortSignal): Promise<Outcome<SeenConfig>> {
    const known = unread;
    unread = undefined;
    if (known && now() - known.since < fresh && !signal?.aborted) return success(latest);
    const seen = await readConfig(client, signal);
    if (seen.ok) latest = seen.value;
    return seen;
  }

  async function state(seen: SeenConfig): Promise<ServerState> {
    const records = await folder?.readKeyRecords();
    const { config, revision } = seen;
    return {
      config,
      revision,
      clientKeys: clientKeysOf(config, records?.ok ? records.value : [], counts.all(), fingerprintOf),
      problem,
      warnings: [...unencrypted(client.address), ...(records && !records.ok ? [records.message] : [])],
    };
  }

  function write<T>(
    task: (context: EditContext) => Promise<Outcome<T>>,
    signal?: AbortSignal,
  ): Promise<Outcome<T>> {
    return inTurn(async () => {
      if (signal?.aborted) return failure('cancelled', 'Stopped before anything was sent.');
      unread = undefined;
      const outcome = await task({ client, randomBytes, wait, signal });
      if (!outcome.ok && isNotSaved(outcome)) await lookAtFile();
      return outcome;
    });
  }

  const noFolder = failure('unsupported', 'There is no folder on this machine to keep labels in.');

  const backend: Backend = {
    get kind() {
      return client.generation() === 'v6' ? 'go-v6' : 'go-v7';
    },
    place: client.address.base,
    // A local password cannot be told from it.
    signedInAs: 'management secret',
    get version() {
      return client.version();
    },
    get capabilities() {
      return publicCapabilities({
        labels: folder !== undefined,
        counting: counts.all() !== undefined,
        pushing,
      });
    },
    get feedQuestion() {
      return options.feed.question();
    },
    async answerFeedQuestion(yes) {
      const answered = await options.feed.answer(yes);
      if (answered.ok && listeners.size > 0) {
        feed.stop();
        feed.start();
      }
      return answered;
    },
    async load(signal) {
      const seen = await current(signal);
      loaded();
      return seen.ok ? success(await state(seen.value)) : seen;
    },
    async readConfigText(signal) {
      const text = await client.request('getConfigText', { signal });
      return text.ok ? success({ text: text.value, revision: textRevision(text.value) }) : text;
    },
    writeConfigText: (text, { revision, signal } = {}) =>
      write(async (context) => {
        const sound = parseConfig(text);
        if (!sound.ok) return sound;
        const before = await client.request('getConfigText', { signal });
        if (!before.ok) return before;
        if (revision !== undefined && revision !== textRevision(before.value)) {
          return failure('conflict', 'config.yaml was changed by another meanwhile; nothing was written.');
        }
        const written = await writeText(context, before.value, text);
        if (!written.ok) return written;
        const seen = await readConfig(client);
        if (seen.ok) tell(seen.value);
        if (problem) await lookAtFile();
        return success({ revision: textRevision(written.value.after) });
      }, signal),
    editConfig: (edits, { revision, signal } = {}) =>
      write<{ revision: Revision }>(async (context) => {
        const edited = await editConfig(context, edits, revision);
        if (!edited.ok) return edited;
        tell(edited.value);
        return success({ revision: edited.value.revision });
      }, signal),
    async editKeyRecords(edits, signal) {
      if (!folder) return noFolder;
      if (signal?.aborted) return failure('cancelled', 'Stopped before anything was written.');
      const done = await folder.editKeyRecords(edits);
      if (done.ok) emit({ type: 'key-records' });
      return done;
    },
    setManagementSecret: (secret, signal) => write((context) => rotateSecret(context, secret), signal),
    appendAudit: async (entry) => folder?.appendAudit(entry) ?? noFolder,
    readAudit: async (limit) => folder?.readAudit(limit) ?? success([]),
    subscribe(listener) {
      const own = (event: BackendEvent) => listener(event);
      listeners.add(own);
      if (listeners.size === 1) startFeed();
      return () => {
        if (listeners.delete(own) && listeners.size === 0) feed.stop();
      };
    },
    async close() {
      listeners.clear();
      feed.stop();
      client.close();
    },
  };
  return { backend, stopped: (reason) => feed.fail(reason) };
}

function problemOf({ message, line, column }: Failure): ConfigProblem {
  return { message, ...(line !== undefined && { line }), ...(column !== undefined && { column }) };
}
