import type { ConfigValue, ItemMatch } from '../../contract/config-edit.ts';
import { type Failure, failure } from '../../contract/outcome.ts';
import type { ProviderList } from '../../contract/provider-lists.ts';

/** An entry of a list, or a key of an openai-compatibility entry; changed in place while a change is worked out. */
export type Item = { [field: string]: ConfigValue };

/** A list of entries; with `within`, the keys of that openai-compatibility entry. */
export interface Place {
  readonly list: ProviderList;
  readonly within?: Item | undefined;
}

/** What an entry is told from others by; the first that are enough are used. */
export function namingFields({ list, within }: Place): readonly string[] {
  if (within) return ['api-key', 'proxy-url'];
  return list === 'openai-compatibility' ? ['name', 'base-url', 'prefix'] : ['api-key', 'base-url', 'prefix'];
}

export function findMatch(
  items: readonly Item[],
  item: Item,
  naming: readonly string[],
): ItemMatch | undefined {
  for (let count = 1; count <= naming.length; count += 1) {
    const match = Object.fromEntries(naming.slice(0, count).map((field) => [field, nameIn(item, field)]));
    const fits = (other: Item) =>
      Object.entries(match).every(([field, value]) => nameIn(other, field) === value);
    if (items.filter(fits).length === 1) return match;
  }
  return undefined;
}

function nameIn(item: Item, field: string): string | null {
  const value = item[field];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function notAlone({ list, within }: Place): Failure {
  const where = within ? 'the keys of its entry' : list;
  return failure(
    'invalid',
    `In ${where} two entries have the same key, base-url and prefix and cannot be told apart, nothing was done: change one of them with cli-proxy config edit.`,
  );
}
