import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { nameOfProviderKey } from '../../providers/name-provider-key.ts';
import type { ProviderEntry, ProviderKey } from '../../providers/provider-keys.ts';
import { gone } from '../client-keys/find-client-key.ts';
import { isFingerprint, isMask, itemsMeant, suggestItems, type Use } from '../find-item.ts';
import type { Item, Place, ProviderConfigDraft } from './provider-config-draft.ts';
import { words } from './words.ts';

/**
 * All keys that a person means: those of one openai-compatibility entry by its name, otherwise as
 * findProviderKey.
 */
export function findProviderKeys(
  rows: readonly ProviderKey[],
  text: string,
  use: Use,
): Outcome<readonly ProviderKey[]> {
  const found = findProviderKey(rows, text, use, 'entry');
  if (!found.ok) return found;
  const { id, name, list, baseUrl, keysOfEntry } = found.value;
  const byKey = findProviderKey(rows, text, use);
  if (keysOfEntry < 2 || (byKey.ok && byKey.value.id === id)) return success([found.value]);
  return success(rows.filter((row) => row.list === list && row.name === name && row.baseUrl === baseUrl));
}

/**
 * The provider key that a person means by its id, name, prefix, mask or fingerprint; to read, also by the start of
 * its mask or fingerprint, or by its provider (`itemsMeant`). Several keys: `invalid` naming the candidates.
 * @param what `entry`: one of several keys of the same openai-compatibility entry is enough
 */
export function findProviderKey(
  rows: readonly ProviderKey[],
  text: string,
  use: Use,
  what: 'key' | 'entry' = 'key',
): Outcome<ProviderKey> {
  const wanted = text.trim();
  if (wanted === '')
    return failure('invalid', 'Give a provider key by its name, prefix, mask or fingerprint.');
  const found = itemsMeant(rows, ways(wanted, use), use);
  const [first] = found;
  if (first) {
    const same = found.every((row) => row.name === first.name && row.baseUrl === first.baseUrl);
    const oneEntry = found.length === first.keysOfEntry && same;
    return found.length === 1 || (what === 'entry' && oneEntry) ? success(first) : ambiguous(wanted, found);
  }
  const known = rows.length === 0 ? 'There are no provider keys.' : 'See cli-proxy providers list.';
  const shown = wanted.length < 24 ? wanted : 'you gave';
  const ofProvider = rows.filter(({ provider }) => provider === wanted.toLowerCase());
  const meant =
    ofProvider.length > 0
      ? suggestItems(
          '',
          ofProvider.map(({ name, prefix, mask, id }) => name ?? prefix ?? mask ?? id),
        )
      : suggestItems(
          wanted,
          rows.flatMap(({ name, prefix, mask, fingerprint, id }) => [name, prefix, mask, fingerprint, id]),
        );
  return failure(
    'invalid',
    `No provider key has the name, prefix, mask or fingerprint ${shown}.${meant} ${known}`,
  );
}

function ways(wanted: string, use: Use): ((row: ProviderKey) => boolean)[] {
  const small = wanted.toLowerCase();
  return [
    (row) => row.id === wanted,
    (row) => row.name?.toLowerCase() === small,
    (row) => row.prefix?.toLowerCase() === small,
    ({ mask, fingerprint }) =>
      (mask !== undefined && isMask(mask, wanted, use)) ||
      (fingerprint !== undefined && isFingerprint(fingerprint, wanted, use)),
    ...(use === 'read' ? [(row: ProviderKey) => row.provider === small] : []),
  ];
}

/**
 * Fails for an id that means another key once this one is removed or has another key or base URL: the ids of the same
 * key with the same base URL count, so that each but the last is the next one's then.
 */
export function checkStaysNamed(rows: readonly ProviderKey[], text: string): Outcome<void> {
  const without = (counted: string) => counted.replace(/#\d+$/, '');
  const row = rows.find(({ id }) => id === text.trim());
  const last = row && rows.findLast(({ id }) => without(id) === without(row.id));
  if (!row || row === last) return success(undefined);
  const change = row.prefix === undefined ? 'Change' : 'Use its prefix, or change';
  return failure(
    'invalid',
    `${nameOfProviderKey(row)} is repeated, so that its id would mean the next one once it is changed. ${change} the last one first: ${last?.id}.`,
  );
}

function ambiguous(wanted: string, found: readonly ProviderKey[]) {
  const shown = wanted.length < 24 ? wanted : 'that';
  const prints = found.map((row) => row.fingerprint);
  const alone = (print: string | undefined) => prints.filter((other) => other === print).length === 1;
  const candidates = found
    .map((row) => `${nameOfProviderKey(row)}, ${(alone(row.fingerprint) && row.fingerprint) || row.id}`)
    .join('; ');
  return failure(
    'invalid',
    `Several provider keys match ${shown}. Use a fingerprint or an id: ${candidates}.`,
  );
}

/** A provider key in a draft, with the places of its entry and of the key itself. */
export interface Found {
  readonly entry: ProviderEntry;
  readonly place: Place;
  readonly item: Item;
  /** Of an openai-compatibility entry that has keys. */
  readonly key: { readonly place: Place; readonly item: Item } | undefined;
}

/** By id, as the config has it now; gone: `conflict`. */
export function findIn(draft: ProviderConfigDraft, id: string): Outcome<Found> {
  const entry = draft.entries().find(({ row }) => row.id === id);
  if (!entry?.item) return inEnvironment(id) || gone(words().thatKey);
  const place: Place = { list: entry.row.list };
  const item = entry.item as Item;
  const key = entry.keyItem && { place: { ...place, within: item }, item: entry.keyItem as Item };
  return success({ entry, place, item, key });
}

/** A sentence for a key that has no entry. */
function inEnvironment(id: string) {
  const variable = /^[a-z-]+\/([A-Z_]+)\//.exec(id)?.[1];
  return variable !== undefined && failure('invalid', words().inEnvironment(variable));
}
