import type { ServerState } from '../../backend/backend.ts';
import { Secret } from '../../base/secrets/secret.ts';
import type { Config } from '../../contract/config.ts';
import { type ConfigFacts, type FactFinder, type Known, known, notKnown } from '../../contract/facts.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { providerKeyStatus } from '../../contract/provider-states.ts';
import { isSecretField } from '../../contract/settings/mask-settings.ts';
import { storedReason } from '../../providers/answers/refusal.ts';
import { keysInEnvironment } from '../../providers/environment-keys.ts';
import { nameOfProviderKey } from '../../providers/name-provider-key.ts';
import { isKeptOnly, providerKeysOf } from '../../providers/provider-keys.ts';
import type { OperationContext } from '../operation.ts';
import { type KeyTestResult, testProviderKeys } from '../provider-keys/test-provider-keys.ts';
import { type CaseFacts, type ProviderKeyVerdict, sentence } from './check.ts';
import { words } from './words.ts';

interface GatherOptions {
  readonly state: ServerState;
  /** Also sends a request with each provider key. */
  readonly checkKeys: boolean;
}

/**
 * Everything that the checks read. The server is asked one thing after the other, as the public ones work on
 * a keyed request for a while (DESIGN); the files in parallel. @param options `state`: loaded just before
 */
export async function gatherFacts(
  context: OperationContext,
  { state, checkKeys }: GatherOptions,
): Promise<CaseFacts> {
  const { backend, facts: finder, now, signal } = context;
  const file = await readFile(context);
  const config = file.known ? file.value.config : state.config;
  const [machine, accounts, clock] = await Promise.all([
    finder ? finder.look(config, secretsIn(config), signal) : notKnown(words().unknown.machine),
    readAccounts(context),
    readClock(finder, backend.place, signal),
  ]);
  const { kind, place, capabilities } = backend;
  return {
    now: now(),
    server: { kind, place, capabilities },
    state,
    file,
    config,
    machine,
    ...accounts,
    ...(await readUsage(context)),
    clock,
    providerKeys: await (checkKeys ? tryKeys(context, state) : readKeys(context, state)),
  };
}

/** As reported by our server, the only one that says why a key failed. */
async function readKeys(
  { backend, now, signal }: OperationContext,
  { config }: ServerState,
): Promise<CaseFacts['providerKeys']> {
  if (backend.kind !== 'embedded' || !backend.providers) return notKnown(words().unknown.onRequest);
  const read = await backend.providers.states(signal);
  if (!read.ok) return notKnown(words().unknown.states(read.message));
  const { states, environment = {} } = read.value;
  return known(
    providerKeysOf(config, environment).flatMap((key): ProviderKeyVerdict[] => {
      const { id } = key;
      const status = providerKeyStatus(
        { disabled: key.disabled, keptOnly: isKeptOnly(key, backend.capabilities) },
        states[id],
        now(),
      );
      if (status === 'disabled' || status === 'stored, not served') return [];
      const name = nameOfProviderKey(key);
      const { lastError, calls = 0 } = states[id] ?? {};
      if (status === 'active' && calls === 0)
        return [{ id, name, state: 'unknown', message: words().unknown.unused }];
      if (status === 'active' || status === 'cooling') return [{ id, name, state: 'works', message: '' }];
      const said = storedReason(lastError) ?? words().unknown.noReason;
      return [{ id, name, state: status, status: lastError?.status, message: sentence(said) }];
    }),
  );
}

async function tryKeys(
  context: OperationContext,
  { config }: ServerState,
): Promise<CaseFacts['providerKeys']> {
  const keys = providerKeysOf(config, keysInEnvironment(context.environment ?? {}));
  const wanted = keys.filter(({ disabled }) => !disabled);
  const rows = wanted.map(({ id, baseUrl }) => ({ id, shownUrl: baseUrl }));
  const checked = await testProviderKeys.run(context, { rows });
  if (!checked.ok) return notKnown(words().unknown.notTested(checked.message));
  return known(
    checked.value.result.map(({ id, outcome }): ProviderKeyVerdict => {
      const row = wanted.find((key) => key.id === id);
      const name = row ? nameOfProviderKey(row) : id;
      if (!outcome.ok) return { id, name, state: 'unknown', message: outcome.message };
      const { state, cause, status, message } = outcome.value;
      return { id, name, state: cause === 'credits' ? 'no credit' : tested[state], status, message };
    }),
  );
}

const tested = {
  works: 'works',
  limited: 'failing',
  refused: 'rejected',
  unreachable: 'failing',
  unclear: 'unknown',
  skipped: 'unknown',
} as const satisfies Record<KeyTestResult['state'], ProviderKeyVerdict['state']>;

export async function readFile({
  backend,
  facts: finder,
  signal,
}: OperationContext): Promise<Known<ConfigFacts>> {
  if (!finder) return notKnown(words().unknown.machine);
  if (backend.capabilities.configText === 'absent') return notKnown(words().unknown.noConfig);
  const text = await backend.readConfigText(signal);
  if (!text.ok) return notKnown(words().unknown.unread(text.message));
  const read = await finder.readConfig(text.value.text);
  return read.ok ? known(read.value) : notKnown(words().unknown.unparsed(read.message));
}

async function readAccounts({
  backend,
  signal,
}: OperationContext): Promise<Pick<CaseFacts, 'sessions' | 'loadedFromConsoleFolder'>> {
  const { sessions } = backend;
  if (!sessions) {
    const none = notKnown(words().unknown.noAccounts);
    return { sessions: none, loadedFromConsoleFolder: none };
  }
  const factOf = <T>(read: Outcome<T>) =>
    read.ok ? known(read.value) : notKnown(words().unknown.accounts(read.message));
  return {
    sessions: factOf(await sessions.list(signal)),
    loadedFromConsoleFolder: factOf(await sessions.loadedFromConsoleFolder(signal)),
  };
}

async function readUsage({
  backend,
  now,
  signal,
}: OperationContext): Promise<Pick<CaseFacts, 'refusals' | 'usageProblems'>> {
  const none = { refusals: notKnown(words().unknown.refusals), usageProblems: [] };
  // A public server would be asked in vain, at 60 ms of its processor time.
  if (backend.kind === 'go-v6' || backend.kind === 'go-v7') return none;
  const dayMs = 24 * 3_600_000;
  const read = await backend.usage?.figures({ query: { since: now() - dayMs }, refusals: 100 }, signal);
  if (!read) return none;
  if (!read.ok) return { ...none, refusals: notKnown(words().unknown.usage(read.message)) };
  const { refusals, problems, underWay } = read.value;
  const usageProblems = problems.filter((problem) => problem !== underWay);
  return { refusals: refusals ? known(refusals) : none.refusals, usageProblems };
}

async function readClock(
  finder: FactFinder | undefined,
  place: string,
  signal: AbortSignal | undefined,
): Promise<Known<number>> {
  if (!finder) return notKnown(words().unknown.machine);
  if (!URL.canParse(place)) return notKnown(words().unknown.clock);
  const reported = await finder.askTime(place, signal);
  if (!reported.known) return reported;
  const { theirs, earliest, latest } = reported.value;
  // Its answer is in whole seconds, and is anywhere between our question and its arrival.
  if (theirs > latest) return known(theirs - latest);
  return known(Math.min(0, theirs + 1000 - earliest));
}

/** Most of what they contain is no secret, and can be in any file. */
const mixed = new Set(['headers', 'proxy-url']);

/** Every key and secret of a config, each once; a shorter text than 8 characters could be any word. */
function secretsIn(config: Config): readonly Secret[] {
  const values = new Set<string>();
  collect(config, false, values);
  return [...values].filter((value) => value.length >= 8).map((value) => new Secret(value));
}

function collect(value: unknown, secret: boolean, into: Set<string>): void {
  if (typeof value === 'string') {
    if (secret) into.add(value);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, secret, into);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      // A list of entries under a name such as claude-api-key is no secret itself: what is in it may be.
      collect(inner, isSecretField(name) && !mixed.has(name), into);
    }
  }
}
