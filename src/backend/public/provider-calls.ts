import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { KeyList } from '../../contract/provider-lists.ts';
import type { PublicClient } from './client/public-client.ts';
import type { PublicOutput } from './client/public-routes.ts';

type ProviderKey = PublicOutput<'getProviderList'>[string][number];

const everywhere = [
  'api-key',
  'base-url',
  'prefix',
  'proxy-url',
  'excluded-models',
  'weight',
  'disable-cooling',
  'request-retry',
];
const more: Readonly<Record<KeyList, readonly string[]>> = {
  'gemini-api-key': ['request-scoped-errors'],
  'interactions-api-key': ['request-scoped-errors'],
  'claude-api-key': ['request-scoped-errors', 'models', 'fingerprint-profile', 'rebuild-mid-system-message'],
  'codex-api-key': ['request-scoped-errors', 'models', 'alpha-search'],
  'xai-api-key': ['request-scoped-errors', 'models', 'priority', 'websockets'],
  'vertex-api-key': ['models'],
};

/**
 * Whether PATCH takes a field of this list: others are ignored WITHOUT an error. `headers` is never among them, as
 * names left out would stay: such a change goes through config.yaml (Backend.editConfig).
 */
export function takesField(list: KeyList, field: string): boolean {
  return everywhere.includes(field) || more[list].includes(field);
}

/** The entries of a list with the `auth-index` that links them to usage and quota; `null` is an empty list. */
export async function readProviders(client: PublicClient, list: KeyList): Promise<Outcome<ProviderKey[]>> {
  const answer = await client.request('getProviderList', { params: { list } });
  return answer.ok ? success(answer.value[list] ?? []) : answer;
}

/**
 * Changes fields of the one entry with this key, and reads them back. What PATCH would ignore, or make of it, is
 * refused before anything is sent. `base-url: ""` would REMOVE an entry of codex and xai.
 */
export async function patchProvider(
  client: PublicClient,
  list: KeyList,
  key: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<Outcome<void>> {
  const ignored = Object.keys(fields).find((field) => !takesField(list, field));
  if (ignored !== undefined)
    return failure('unsupported', `${list} takes ${ignored} only through config.yaml.`);
  if ((fields['base-url'] === '' && /^(codex|xai)-/.test(list)) || fields['api-key'] === '') {
    return failure('invalid', `Without that an entry of ${list} would be removed; nothing was sent.`);
  }
  const before = await readProviders(client, list);
  if (!before.ok) return before;
  const same = before.value.filter((it) => it['api-key'] === key);
  if (same.length !== 1) {
    const why = same.length === 0 ? 'is no longer there' : 'stands there more than once';
    return failure('conflict', `The provider key of ${list} ${why}; nothing was sent.`);
  }
  const sent = await client.request('patchProvider', {
    params: { list },
    input: { match: key, value: { ...fields } },
  });
  if (!sent.ok) return sent;
  const after = await readProviders(client, list);
  if (!after.ok) return after;
  const entry = after.value.find((it) => it['api-key'] === (fields['api-key'] ?? key));
  const lost = Object.entries(fields).find(([field, value]) => !holds(entry?.[field], value));
  return entry && !lost
    ? success(undefined)
    : failure('failed', `${list} did not take ${lost?.[0] ?? 'the change'}; look at what is there now.`);
}

/** Zero values are left out of answers, and patterns of models are written small. */
function holds(now: unknown, wanted: unknown): boolean {
  const small = (value: unknown) => JSON.stringify(value ?? null).toLowerCase();
  const empty = (value: unknown) => ['null', '""', '0', 'false', '[]', '{}'].includes(small(value));
  return small(now) === small(wanted) || (empty(now) && empty(wanted));
}
