import * as v from 'valibot';
import { type Revision, revisionOf } from '../../base/files/revision.ts';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { Secret } from '../../base/secrets/secret.ts';
import { spokenLanguage, withTexts } from '../../base/text/language.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import type { BackendEvent, ConfigProblem } from '../../contract/change.ts';
import { type Config, configSchema } from '../../contract/config.ts';
import { failure, type Outcome, success, withoutValue } from '../../contract/outcome.ts';
import type { ConsoleStateAnswer } from '../../contract/routes.ts';
import type { Backend, ServerState } from '../backend.ts';
import { checkManagementSecret } from '../check-management-secret.ts';
import { clientKeysOf, rememberFingerprints } from '../client-keys.ts';
import { lazyLogs, lazySignIn } from '../lazy-parts.ts';
import { usageOf } from '../usage-of.ts';
import { type Address, addressOf, unencrypted } from './address.ts';
import { openEventSocket } from './event-socket.ts';
import { createFeed, shareFeed, systemTimers, type Timers } from './feed.ts';
import { type ClientOptions, createClient, type ManagementClient } from './management-client.ts';
import { managementSessions } from './management-sessions.ts';
import type { PrefetchedRequest } from './prefetch-request.ts';
import { cannotSend } from './sign-in-secret.ts';
import { words } from './words.ts';

interface ConnectOptions {
  readonly url: string;
  /** Local password or management secret (C2). */
  readonly secret: Secret;
  /** PEM text of the authority that signed the server's certificate (I1). */
  readonly ca?: string;
  readonly signal?: AbortSignal;
  /** ms since the epoch. */
  readonly now?: () => number;
  /** 0 to 1; spreads the reconnects. */
  readonly random?: () => number;
  readonly timers?: Timers;
  readonly limits?: ClientOptions['limits'];
  /** Its first request, which has left already. */
  readonly prefetched?: PrefetchedRequest | undefined;
}

/**
 * Signs in to an embedded server with one request, whose answer is also the first load. Failures: `denied`
 * with the attempts left, `locked-out`, `unreachable`, `unsupported` (another server, or management is off),
 * `invalid`.
 */
export async function connectManagement(options: ConnectOptions): Promise<Outcome<Backend>> {
  const address = addressOf(options.url);
  if (!address.ok) return address;
  const { secret, ca, signal, now = Date.now, random = Math.random, timers = systemTimers } = options;
  const { limits, prefetched } = options;
  const reason = cannotSend(secret);
  if (reason) return reason;
  const client = createClient({
    address: address.value,
    secret,
    ca,
    now,
    prefetched,
    ...(limits && { limits }),
  });
  const first = await client.request('consoleState', undefined, { signal });
  if (!first.ok) {
    client.close();
    return first;
  }
  return success(createManagementBackend({ client, first: first.value, ca, now, random, timers }));
}

interface ManagementBackendOptions {
  readonly client: ManagementClient;
  /** The answer that the sign-in got. */
  readonly first: ConsoleStateAnswer;
  readonly ca?: string | undefined;
  readonly now: () => number;
  readonly random: () => number;
  readonly timers: Timers;
}

/** The embedded server holds all that it keeps. */
const capabilities: Capabilities = {
  clientKeys: 'enforced',
  labels: 'enforced',
  expiry: 'enforced',
  limits: 'enforced',
  activity: 'enforced',
  configText: 'enforced',
  secretRotation: 'enforced',
  everyProvider: 'shown',
  cooldowns: 'enforced',
  sessions: 'enforced',
  amp: 'enforced',
  push: 'enforced',
};

/** ms for which the sign-in's answer is good as a load. */
const fresh = 2_000;

/** An embedded server as a backend, over a client that has signed in. */
function createManagementBackend(options: ManagementBackendOptions): Backend {
  const { client, ca, now } = options;
  const { address } = client;
  const fingerprintOf = rememberFingerprints();
  let latest = options.first;
  let unread: { since: number } | undefined = { since: now() };
  /** From then on it is unknown what a lost feed would have reported: a decrease of figures is sent once. */
  let heard = false;

  /** What the server said last of a broken config.yaml, and what that is in the language of the console. */
  let mistake: { readonly said: string; readonly message: string } | undefined;
  /** A mistake in config.yaml, in the language of the console: the server says it in English. */
  const translated = async (
    problem: ConfigProblem | null,
    signal?: AbortSignal,
  ): Promise<ConfigProblem | null> => {
    if (!problem || spokenLanguage() === 'en') return problem;
    if (problem.message === mistake?.said) return { ...problem, message: mistake.message };
    try {
      const text = await client.request('getConfigText', undefined, { signal });
      const { parseConfig } = await withTexts(import('../../config/parse/parse-config.ts'));
      const parsed = parseConfig(text.ok ? text.value : '{}');
      if (parsed.ok) return problem;
      mistake = { said: problem.message, message: parsed.message };
      return { ...problem, message: parsed.message };
    } catch {
      return problem;
    }
  };
  let newest: BackendEvent | undefined;
  const translating = (emit: (event: BackendEvent) => void) => (event: BackendEvent) => {
    if (event.type !== 'config-problem' || spokenLanguage() === 'en') return emit(event);
    newest = event;
    void translated(event.problem).then((problem) => newest === event && emit({ ...event, problem }));
  };

  const { timers, random } = options;
  const feed = shareFeed({
    make: (emit) =>
      createFeed({
        async open() {
          const since = heard || unread ? undefined : latest.stamp;
          const opened = await client.inTurn((headers) =>
            openEventSocket({ address, since, ca, now }, headers),
          );
          heard ||= opened.ok;
          return opened;
        },
        emit: translating(emit),
        revision: () => latest.revision,
        now,
        random,
        timers,
      }),
    isUnread: () => unread !== undefined,
    timers,
  });

  /** What was read before a write is not the state after it. */
  const write: ManagementClient['request'] = (id, input, extra) => {
    unread = undefined;
    return client.request(id, input, extra);
  };

  async function answer(signal?: AbortSignal): Promise<Outcome<ConsoleStateAnswer>> {
    const first = unread;
    unread = undefined;
    if (first && now() - first.since < fresh && !signal?.aborted) return success(latest);
    const outcome = await client.request('consoleState', undefined, { signal });
    if (outcome.ok) latest = outcome.value;
    return outcome;
  }

  return {
    kind: 'embedded',
    place: address.base,
    get signedInAs() {
      return latest.signedInAs;
    },
    get version() {
      return latest.version.slice(0, 40);
    },
    capabilities,
    async load(signal) {
      const outcome = await answer(signal);
      feed.loaded();
      const state = outcome.ok ? stateOf(outcome.value, address, fingerprintOf) : outcome;
      if (!state.ok || spokenLanguage() === 'en') return state;
      const { problem, warnings } = state.value;
      return success({
        ...state.value,
        problem: await translated(problem, signal),
        warnings: warnings.length === 0 ? warnings : await translatedWarnings(warnings),
      });
    },
    async readConfigText(signal) {
      const text = await client.request('getConfigText', undefined, { signal });
      return text.ok ? success({ text: text.value, revision: revisionOf(text.value) }) : text;
    },
    async writeConfigText(text, { revision: seen, signal } = {}) {
      const headers = seen === undefined ? {} : { 'if-match': `"${seen}"` };
      const done = await write('putConfigText', text, { headers, signal });
      return done.ok ? success({ revision: revision(done.value.revision ?? revisionOf(text)) }) : done;
    },
    async editConfig(edits, { revision: seen, signal } = {}) {
      const input = { edits: [...edits], revision: seen };
      const done = await write('editConfig', input, { signal });
      return done.ok ? success({ revision: revision(done.value.revision) }) : done;
    },
    history: {
      async versions(signal) {
        const read = await client.request('listConfigVersions', undefined, { signal });
        return read.ok ? success(read.value.versions) : read;
      },
      async read(id, signal) {
        return client.request('readConfigVersion', undefined, { query: { id }, signal });
      },
    },
    async editKeyRecords(edits, signal) {
      return withoutValue(await write('editKeyRecords', { edits: [...edits] }, { signal }));
    },
    async setManagementSecret(secret, signal) {
      const invalid = checkManagementSecret(secret);
      if (invalid) return invalid;
      // The local password stays valid, so a session that signed in with it continues.
      const nextSecret = latest.signedInAs === 'management secret' ? secret : undefined;
      const input = { value: secret.reveal() };
      const set = await write('setManagementSecret', input, { signal, nextSecret });
      if (set.ok) return success(undefined);
      return set.kind === 'unreachable' && !set.refused ? { ...set, maybeInForce: true } : set;
    },
    async appendAudit(entry) {
      return withoutValue(await write('appendAudit', entry));
    },
    async readAudit(limit) {
      const read = await client.request('getAudit', undefined, { query: { limit: String(limit) } });
      return read.ok ? success(read.value.entries) : read;
    },
    changes: {
      async list(signal) {
        const read = await client.request('getChanges', undefined, { signal });
        return read.ok ? success(read.value.changes) : read;
      },
      async undo(id, signal) {
        const undone = await write('undoChange', { id }, { signal });
        return undone.ok ? success(undone.value.change) : undone;
      },
    },
    providers: {
      states: (signal) => client.request('consoleProviders', undefined, { signal }),
      clearCooldown: async (id, signal) =>
        withoutValue(await client.request('clearProviderCooldown', { id }, { signal })),
      // Changes of health are pushed; figures of the day change at midnight.
      refreshMs: 300_000,
    },
    sessions: managementSessions(client),
    signIn: lazySignIn(async () => {
      const { serverSignIn } = await import('./server-sign-in.ts');
      return serverSignIn(client, () => latest.config as Config, now);
    }),
    logs: lazyLogs(1_000, async () => (await import('./management-logs.ts')).managementLogs(client)),
    usage: usageOf((request, signal) => client.request('consoleUsage', request, { signal })),
    subscribe: feed.subscribe,
    async close() {
      feed.close();
      client.close();
    },
  };
}

/** Of files and their text: the server keeps them in English. */
async function translatedWarnings(warnings: readonly string[]): Promise<readonly string[]> {
  const { fromEnglish } = await import('../../base/text/from-english.ts');
  const loaded = await withTexts(
    Promise.all([
      import('../../config/words.ts'),
      import('../../config/parse/words.ts'),
      import('../auth-files/words.ts'),
    ]),
  );
  const catalogues = loaded.map((one) => one.words);
  return warnings.map((said) => fromEnglish(said, ...catalogues));
}

/** A revision as a server names it; it is only ever sent back. */
const revision = (text: string): Revision => text as Revision;

/** The server's answer as the port gives it. */
function stateOf(
  answer: ConsoleStateAnswer,
  address: Address,
  fingerprintOf: (key: string) => Fingerprint,
): Outcome<ServerState> {
  const config = v.safeParse(configSchema, answer.config);
  if (!config.success) {
    const where = v.getDotPath(config.issues[0]) ?? 'top level';
    return failure('failed', words().config(address.base, where));
  }
  const { keyRecords, activity, countedSince, problem, warnings, unnamedProxies, startedAt } = answer;
  const { withoutKeyRecords } = answer;
  return success({
    config: config.output,
    revision: revision(answer.revision),
    clientKeys: clientKeysOf(config.output, keyRecords, { activity, countedSince }, fingerprintOf),
    problem,
    warnings: [...unencrypted(address), ...warnings],
    ...(withoutKeyRecords && { withoutKeyRecords }),
    ...(unnamedProxies && { unnamedProxies }),
    ...(startedAt !== undefined && { startedAt }),
  });
}
