import { revisionOf } from '../../base/files/revision.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import type { Config } from '../../contract/config.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { ConsoleStateAnswer } from '../../contract/routes.ts';
import type { Backend } from '../backend.ts';
import { checkManagementSecret } from '../check-management-secret.ts';
import { rememberFingerprints } from '../client-keys.ts';
import { lazySignIn } from '../lazy-parts.ts';
import { usageOf } from '../usage-of.ts';
import type { ManagementClient } from './create-client.ts';
import { openEventSocket } from './event-socket.ts';
import { createFeed, type Timers } from './feed.ts';
import { managementSessions } from './management-sessions.ts';
import { shareFeed } from './share-feed.ts';
import { revision, stateOf } from './state-of.ts';

export interface ManagementBackendOptions {
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
  translation: 'absent',
  everyProvider: 'shown',
  sessions: 'enforced',
  amp: 'enforced',
  push: 'enforced',
};

/** ms for which the sign-in's answer is good as a load. */
const fresh = 2_000;

/** An embedded server as a backend, over a client that has signed in. */
export function createManagementBackend(options: ManagementBackendOptions): Backend {
  const { client, ca, now } = options;
  const { address } = client;
  const fingerprintOf = rememberFingerprints();
  let latest = options.first;
  let unread: { since: number } | undefined = { since: now() };

  const { timers, random } = options;
  const feed = shareFeed({
    make: (emit) =>
      createFeed({
        open: () => client.inTurn((headers) => openEventSocket({ address, ca, now }, headers)),
        emit,
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
      return outcome.ok ? stateOf(outcome.value, address, fingerprintOf) : outcome;
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
      const input = { edits: [...edits], ...(seen !== undefined && { revision: seen }) };
      const done = await write('editConfig', input, { signal });
      return done.ok ? success({ revision: revision(done.value.revision) }) : done;
    },
    async editKeyRecords(edits, signal) {
      return nothing(await write('editKeyRecords', { edits: [...edits] }, { signal }));
    },
    async setManagementSecret(secret, signal) {
      const fault = checkManagementSecret(secret);
      if (fault) return fault;
      // The local password goes on to be valid, so who came in by it stays so.
      const nextSecret = latest.signedInAs === 'management secret' ? secret : undefined;
      const input = { value: secret.reveal() };
      return nothing(await write('setManagementSecret', input, { signal, nextSecret }));
    },
    async appendAudit(entry) {
      return nothing(await write('appendAudit', entry));
    },
    async readAudit(limit) {
      const read = await client.request('getAudit', undefined, { query: { limit: String(limit) } });
      return read.ok ? success(read.value.entries) : read;
    },
    providers: {
      states: (signal) => client.request('consoleProviders', undefined, { signal }),
      // What fares otherwise is pushed; figures of the day change at midnight.
      refreshMs: 300_000,
    },
    sessions: managementSessions(client),
    signIn: lazySignIn(async () => {
      const { serverSignIn } = await import('./server-sign-in.ts');
      return serverSignIn(client, () => latest.config as Config, now);
    }),
    usage: usageOf((wish, signal) => client.request('consoleUsage', wish, { signal })),
    subscribe: feed.subscribe,
    async close() {
      feed.close();
      client.close();
    },
  };
}

function nothing(outcome: Outcome<unknown>): Outcome<void> {
  return outcome.ok ? success(undefined) : outcome;
}
