import { success } from '../../contract/outcome.ts';
import { nameOfProviderKey } from '../../providers/name-provider-key.ts';
import type { Operation } from '../operation.ts';
import { changeProviders } from './change-providers.ts';
import type { Found } from './find-provider-key.ts';
import type { Item } from './provider-config-draft.ts';
import { findAllIn, type ProviderKeysInput, wordsFor } from './switch-provider-keys.ts';
import { words } from './words.ts';

interface RemoveProviderKeysInput extends ProviderKeysInput {
  /** The whole entry of openai-compatibility, also when it has other keys. */
  readonly whole?: boolean;
}

interface RemoveProviderKeysResult {
  readonly removed: readonly { readonly id: string; readonly name: string }[];
}

/** All of the named keys go or none does. The last key of an entry takes the entry along. */
export const removeProviderKeys: Operation<RemoveProviderKeysInput, RemoveProviderKeysResult> = {
  id: 'remove-provider-keys',
  get title() {
    return words().remove.title;
  },
  run(context, { ids, whole = false }) {
    return changeProviders(context, (draft) => {
      const found = findAllIn(draft, ids);
      if (!found.ok) return found;
      for (const [item, keys] of byEntry(found.value)) {
        const [first] = keys;
        if (!first) continue;
        const all = whole || !first.key || keys.length >= first.entry.row.keysOfEntry;
        const steps = all ? [{ place: first.place, item }] : keys.flatMap(({ key }) => key ?? []);
        for (const step of steps) {
          const unclear = draft.remove(step.place, step.item);
          if (unclear) return unclear;
        }
      }
      const rows = found.value.map(({ entry }) => entry.row);
      const what = wordsFor(rows);
      return success({
        result: { removed: rows.map((row) => ({ id: row.id, name: nameOfProviderKey(row) })) },
        message: words().remove.done(what),
        fingerprints: rows.map((row) => row.fingerprint),
        undone: words().remove.undone(what),
      });
    });
  },
};

function byEntry(found: readonly Found[]): Map<Item, Found[]> {
  const entries = new Map<Item, Found[]>();
  for (const one of found) entries.set(one.item, [...(entries.get(one.item) ?? []), one]);
  return entries;
}
