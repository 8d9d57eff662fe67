import { didYouMean } from '../../base/text/did-you-mean.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { nameOfProviderKey } from '../../providers/name-provider-key.ts';
import type { ProviderEntry, ProviderKey } from '../../providers/provider-keys.ts';
import { gone, isDigits, isMask } from '../client-keys/find-client-key.ts';
import type { Item, Place, ProviderConfigDraft } from './provider-config-draft.ts';

/**
 * All keys that a person means: those of one openai-compatibility entry by its name, otherwise as
 * findProviderKey.
 */
export function findProviderKeys(
  rows: readonly ProviderKey[],
  text: string,
  use: 'read' | 'write',
): Outcome<readonly ProviderKey[]> {
  const found = findProviderKey(rows, text, use, 'entry');
  if (!found.ok) return found;
  const { id, name, list, baseUrl, keysOfEntry } = found.value;
  const byKey = findProviderKey(rows, text, use);
  if (keysOfEntry < 2 || (byKey.ok && byKey.value.id === id)) return success([found.value]);
  return success(rows.filter((row) => row.list === list && row.name === name && row.baseUrl === baseUrl));
}

/**
 * The provider key that a person means by its id, name, prefix, mask or its start, provider, or at least four
 * digits of its fingerprint. The first kind that matches decides; several keys: `invalid` naming the candidates.
 * @param use `write`: the start of a mask is only suggested, as it may be the whole name of a key that is gone
 * @param what `entry`: one of several keys of the same openai-compatibility entry is enough
 */
export function findProviderKey(
  rows: readonly ProviderKey[],
  text: string,
  use: 'read' | 'write',
  what: 'key' | 'entry' = 'key',
): Outcome<ProviderKey> {
  const wanted = text.trim();
  if (wanted === '')
    return failure('invalid', 'Give a provider key by its name, prefix, mask or fingerprint.');
  for (const matches of ways(wanted, use)) {
    const found = rows.filter(matches);
    const [first] = found;
    if (!first) continue;
    const same = found.every((row) => row.name === first.name && row.baseUrl === first.baseUrl);
    const oneEntry = found.length === first.keysOfEntry && same;
    return found.length === 1 || (what === 'entry' && oneEntry) ? success(first) : ambiguous(wanted, found);
  }
  const known = rows.length === 0 ? 'there are no provider keys' : 'see cli-proxy providers list';
  const shown = wanted.length < 24 ? wanted : 'you gave';
  const meant = didYouMean(
    wanted,
    rows.flatMap(({ name, prefix, mask, provider }) =>
      [name ?? [], prefix ?? [], mask ?? [], provider].flat(),
    ),
  );
  return failure(
    'invalid',
    `No provider key has the name, prefix, mask or fingerprint ${shown}; ${known}.${meant}`,
  );
}

function ways(wanted: string, use: 'read' | 'write'): ((row: ProviderKey) => boolean)[] {
  const small = wanted.toLowerCase();
  return [
    (row) => row.id === wanted,
    (row) => row.name?.toLowerCase() === small,
    (row) => row.prefix?.toLowerCase() === small,
    ({ mask, fingerprint }) =>
      (mask !== undefined && isMask(mask, wanted, use)) ||
      (isDigits(small) && fingerprint?.startsWith(small) === true),
    (row) => row.provider === small,
  ];
}

function ambiguous(wanted: string, found: readonly ProviderKey[]) {
  const shown = wanted.length < 24 ? wanted : 'that';
  const candidates = found.map((row) => `${nameOfProviderKey(row)}, ${row.fingerprint ?? row.id}`).join('; ');
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
  if (!entry?.item) return inEnvironment(id) || gone('this provider key');
  const place: Place = { list: entry.row.list };
  const item = entry.item as Item;
  const key = entry.keyItem && { place: { ...place, within: item }, item: entry.keyItem as Item };
  return success({ entry, place, item, key });
}

/** A sentence for a key that has no entry. */
function inEnvironment(id: string) {
  const variable = /^[a-z-]+\/([A-Z_]+)\//.exec(id)?.[1];
  return (
    variable !== undefined &&
    failure(
      'invalid',
      `This key is set in the server's environment (${variable}), not in config.yaml. Change it there.`,
    )
  );
}
