import type { Backend } from '../../backend/backend.ts';
import type { ProviderKeyRow } from '../../contract/answers/provider-keys.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import type { Config } from '../../contract/config.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import {
  type ProviderKeyState,
  type ProviderStates,
  providerKeyStatus,
} from '../../contract/provider-states.ts';
import { type EnvironmentKeys, keysInEnvironment } from '../../providers/environment-keys.ts';
import { nameOfProviderKey, shownUrl } from '../../providers/name-provider-key.ts';
import {
  isKeptOnly,
  type ProviderKey,
  providerEntriesOf,
  providerKeysOf,
} from '../../providers/provider-keys.ts';
import type { Environment } from '../../providers/upstream-entry.ts';
import { gone } from '../client-keys/find-client-key.ts';
import type { Inquiry, Operation, OperationContext } from '../operation.ts';
import { shownFields } from './provider-form.ts';
import { words } from './words.ts';

interface ListProviderKeysResult {
  /** List by list, in the order of the file. */
  readonly keys: readonly ProviderKeyRow[];
  /** Why their health is not known; null if it is. */
  readonly unknown: string | null;
}

export const listProviderKeys: Operation<Record<never, never>, ListProviderKeysResult> = {
  id: 'list-provider-keys',
  title: 'reading the provider keys',
  audited: false,
  async run(context) {
    const { backend, now, signal } = context;
    const loaded = await backend.load(signal);
    if (!loaded.ok) return loaded;
    const loadedStates = await statesOf(context);
    const states = loadedStates.ok ? loadedStates.value : { states: {} };
    const rows = providerKeysOf(loaded.value.config, environmentOf(backend, states, context.environment));
    const keys = rows.map((row) => providerKeyRow(row, states.states[row.id], backend.capabilities, now()));
    const count = `${keys.length} provider ${keys.length === 1 ? 'key' : 'keys'}.`;
    return success({
      result: { keys, unknown: loadedStates.ok ? null : loadedStates.message },
      message:
        keys.length === 0 ? 'There are no provider keys. Add one with cli-proxy providers add.' : count,
      fingerprints: [],
    });
  },
};

async function statesOf({ backend, signal }: OperationContext): Promise<Outcome<ProviderStates>> {
  return backend.providers?.states(signal) ?? success({ states: {} });
}

/** What the server reports about its environment; without a server ours, as one would be started in it. */
function environmentOf(
  { kind }: Backend,
  { environment }: ProviderStates,
  ours: OperationContext['environment'],
): EnvironmentKeys {
  return environment ?? (kind === 'disk' && ours ? keysInEnvironment(ours) : {});
}

/** @param now ms since the epoch */
export function providerKeyRow(
  row: ProviderKey,
  state: ProviderKeyState | undefined,
  capabilities: Pick<Capabilities, 'everyProvider'>,
  now: number,
): ProviderKeyRow {
  const { lastError } = state ?? {};
  const { disabled } = row;
  return {
    id: row.id,
    provider: row.provider,
    list: row.list,
    title: nameOfProviderKey(row),
    name: row.name ?? null,
    prefix: row.prefix ?? null,
    mask: row.mask ?? null,
    fingerprint: row.fingerprint ?? null,
    baseUrl: row.baseUrl === '' ? null : shownUrl(row.baseUrl),
    state: providerKeyStatus({ disabled, keptOnly: isKeptOnly(row, capabilities) }, state, now),
    coolingUntil: (state?.coolingUntil ?? 0) > now ? instant(state?.coolingUntil) : null,
    lastError: lastError
      ? { at: instant(lastError.at), status: lastError.status ?? null, message: lastError.message ?? null }
      : null,
    callsToday: state?.callsToday ?? null,
    errorsToday: state?.errorsToday ?? null,
    calls: state?.calls ?? null,
    errors: state?.errors ?? null,
    countedSince: instant(state?.countedSince),
    lastUsedAt: instant(state?.lastUsedAt),
    models: row.models.map(({ alias }) => alias),
    priority: row.priority,
    weight: row.weight,
    proxyUrl: row.proxyUrl === undefined ? null : shownUrl(row.proxyUrl),
    variable: row.variable ?? null,
    keysOfEntry: row.keysOfEntry,
    duplicate: row.duplicate,
  };
}

function instant(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

export interface ShowProviderKeyResult {
  readonly key: ProviderKeyRow;
  /** The fields that are written, in the order of the form; no secret, and of headers the names alone. */
  readonly fields: readonly { readonly name: string; readonly title: string; readonly text: string }[];
}

/** All that is known of one provider key. */
export const showProviderKey: Operation<{ readonly id: string }, ShowProviderKeyResult> = {
  id: 'show-provider-key',
  title: 'reading a provider key',
  audited: false,
  async run({ backend, now, environment, signal }, { id }) {
    const loaded = await backend.load(signal);
    if (!loaded.ok) return loaded;
    const loadedStates = await backend.providers?.states(signal);
    const states = loadedStates?.ok ? loadedStates.value : { states: {}, environment: undefined };
    const known = environmentOf(backend, states, environment);
    const entry = providerEntriesOf(loaded.value.config, known).find(({ row }) => row.id === id);
    if (!entry) return gone('this provider key');
    const key = providerKeyRow(entry.row, states.states[id], backend.capabilities, now());
    const fields = shownFields(entry).map(({ field, text }) => ({
      name: field.name,
      title: field.title,
      text,
    }));
    return success({ result: { key, fields }, message: key.title, fingerprints: [] });
  },
};

/**
 * Keys in the environment of this program, to be offered to a config that has none of that provider (J1, K1).
 */
export const environmentKeys: Inquiry<Record<never, never>, EnvironmentKeys> = {
  id: 'environment-keys',
  get title() {
    return words().environment.title;
  },
  audited: false,
  async run({ environment = {} }) {
    const keys = keysInEnvironment(environment);
    const names = Object.keys(keys);
    const message = names.length === 0 ? words().environment.none : `${names.join(', ')}.`;
    return success({ result: keys, message, fingerprints: [] });
  },
};

export { nameOfProviderKey } from '../../providers/name-provider-key.ts';
export type { ProviderKey } from '../../providers/provider-keys.ts';
export { canTest, testCost } from '../../providers/provider-keys.ts';

/** The provider keys of a config, and those of this environment that are in force without one. */
export const providerKeyRows = (config: Config, environment: Environment): readonly ProviderKey[] =>
  providerKeysOf(config, keysInEnvironment(environment));
