import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { Secret } from '../../base/secrets/secret.ts';
import type { ClientKeyRow, LimitsRow } from '../../contract/answers/client-keys.ts';
import {
  type ClientKey,
  type CountedLimit,
  clientKeyState,
  type KeyLimits,
  limitOver,
  requestsIn,
  usedAt,
} from '../../contract/client-key.ts';
import type { Config } from '../../contract/config.ts';
import { success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';
import { keyOf, nameOf } from './find-client-key.ts';
import { ampLists } from './key-lists.ts';
import { words } from './words.ts';

interface ListClientKeysResult {
  /** In the order of the file. */
  readonly keys: readonly ClientKeyRow[];
  /** A2: the list is empty and every request is let in. */
  readonly openProxy: boolean;
  /** Does this server hold keys to their limits? */
  readonly limitsEnforced: boolean;
  /** Such as labels that could not be read. */
  readonly warnings: readonly string[];
}

export const listClientKeys: Operation<Record<never, never>, ListClientKeysResult> = {
  id: 'list-client-keys',
  title: 'reading the client keys',
  audited: false,
  async run({ backend, now, signal }) {
    const loaded = await backend.load(signal);
    if (!loaded.ok) return loaded;
    const { clientKeys, config, warnings } = loaded.value;
    const keys = clientKeys.map((key) => clientKeyRow(key, config, now()));
    const openProxy = keys.length === 0;
    const message = openProxy
      ? 'There are no client keys: the server accepts every request.'
      : `${keys.length} client ${keys.length === 1 ? 'key' : 'keys'}.`;
    const limitsEnforced = backend.capabilities.limits === 'enforced';
    return success({ result: { keys, openProxy, limitsEnforced, warnings }, message, fingerprints: [] });
  },
};

/** @param now ms since the epoch */
export function clientKeyRow(key: ClientKey, config: Config, now: number): ClientKeyRow {
  const { record, activity } = key;
  const over = limitOver(key, now);
  return {
    fingerprint: key.fingerprint,
    label: record?.label ?? null,
    mask: key.key.mask,
    purpose: record?.purpose ?? null,
    state: clientKeyState(key, now),
    createdAt: record?.createdAt ?? null,
    rotatedAt: record?.rotatedAt ?? null,
    expiresAt: record?.expiresAt ?? null,
    deadline: record?.retiring?.deadline ?? null,
    replacedBy: record?.retiring?.replacedBy ?? null,
    replaces: record?.replaces ?? null,
    lastUsedAt: instant(activity?.lastUsedAt),
    countedSince: instant(activity?.countedSince),
    callsLastHour: requestsIn(key, 'lastHour', now) ?? null,
    callsToday: requestsIn(key, 'today', now) ?? null,
    limits: limitsRow(record?.limits),
    used: usedRow(key, now),
    limitReached: over ? { limit: over.limit, until: new Date(over.until).toISOString() } : null,
    duplicate: key.duplicate,
    ampMapped: ampLists(config).some(({ keys }) => keys.includes(key.key.reveal())),
  };
}

export function limitsRow(limits: KeyLimits = {}): LimitsRow {
  return {
    requestsPerMinute: limits.requestsPerMinute ?? null,
    tokensPerDay: limits.tokensPerDay ?? null,
    tokensPerMonth: limits.tokensPerMonth ?? null,
    models: limits.models ?? null,
  };
}

function usedRow({ record, activity }: ClientKey, now: number): ClientKeyRow['used'] {
  const used = (limit: CountedLimit) =>
    record?.limits?.[limit] === undefined ? null : (usedAt(activity?.spending?.[limit], now) ?? null);
  return {
    requestsPerMinute: used('requestsPerMinute'),
    tokensPerDay: used('tokensPerDay'),
    tokensPerMonth: used('tokensPerMonth'),
  };
}

function instant(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

interface RevealClientKeyInput {
  readonly fingerprint: Fingerprint;
}

/** A6: showing a key again is an act of its own, with a line in the audit log. */
export const revealClientKey: Operation<RevealClientKeyInput, Secret> = {
  id: 'reveal-client-key',
  get title() {
    return words().revealing;
  },
  async run({ backend, signal }, input) {
    const loaded = await backend.load(signal);
    if (!loaded.ok) return loaded;
    const found = keyOf(loaded.value.clientKeys, input.fingerprint);
    if (!found.ok) return found;
    const { key, fingerprint } = found.value;
    return success({
      result: key,
      message: words().revealed(nameOf(found.value)),
      fingerprints: [fingerprint],
    });
  },
};
