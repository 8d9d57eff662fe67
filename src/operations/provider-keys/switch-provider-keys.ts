import type { ConfigValue } from '../../contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { isGrouped } from '../../contract/provider-lists.ts';
import { isOffPattern } from '../../providers/fields/field-values.ts';
import { nameOfProviderKey } from '../../providers/name-provider-key.ts';
import type { ProviderKey } from '../../providers/provider-keys.ts';
import type { Operation } from '../operation.ts';
import { changeProviders } from './change-providers.ts';
import { type Found, findIn } from './find-provider-key.ts';
import type { ProviderConfigDraft } from './provider-config-draft.ts';
import { words } from './words.ts';

export interface ProviderKeysInput {
  /** All of them or none. */
  readonly ids: readonly string[];
}

/** Enables or disables entries in the servers' own way (recorded provider-keys.json): there is no field for it. */
const switchProviderKeys = (enabled: boolean): Operation<ProviderKeysInput, ProviderKeysInput> => ({
  id: enabled ? 'enable-provider-keys' : 'disable-provider-keys',
  get title() {
    return enabled ? words().switch.enabling : words().switch.disabling;
  },
  run: (context, { ids }) =>
    changeProviders(context, (draft) => {
      const found = findAllIn(draft, ids);
      if (!found.ok) return found;
      for (const one of found.value) {
        const unclear = draft.change(one.place, one.item, switchedFields(one, enabled));
        if (unclear) return unclear;
      }
      const rows = found.value.map(({ entry }) => entry.row);
      const what = wordsFor(rows);
      return success({
        result: { ids },
        message: enabled
          ? words().switch.enabled(what, sharedEntryNote(rows))
          : words().switch.disabled(what, sharedEntryNote(rows)),
        fingerprints: rows.map((row) => row.fingerprint),
        undone: enabled ? words().switch.disabledAgain(what) : words().switch.enabledAgain(what),
      });
    }),
});

export const enableProviderKeys: Operation<ProviderKeysInput, ProviderKeysInput> = switchProviderKeys(true);
export const disableProviderKeys: Operation<ProviderKeysInput, ProviderKeysInput> = switchProviderKeys(false);

function switchedFields(
  { entry, item }: Found,
  enabled: boolean,
): Readonly<Record<string, ConfigValue | undefined>> {
  if (entry.row.disabled !== enabled) return {};
  if (isGrouped(entry.row.list)) return { disabled: !enabled };
  const patterns = (item['excluded-models'] ?? []) as readonly ConfigValue[];
  if (!enabled) return { 'excluded-models': [...patterns, '*'] };
  const left = patterns.filter((pattern) => !isOffPattern(pattern));
  return { 'excluded-models': left.length === 0 ? undefined : left };
}

/** Every key that was named, as the config has it now. */
export function findAllIn(draft: ProviderConfigDraft, ids: readonly string[]): Outcome<Found[]> {
  if (ids.length === 0) return failure('invalid', words().switch.none);
  const found: Found[] = [];
  for (const id of new Set(ids)) {
    const one = findIn(draft, id);
    if (!one.ok) return one as Failure;
    found.push(one.value);
  }
  return success(found);
}

export function wordsFor(rows: readonly ProviderKey[]): string {
  const [first] = rows;
  return rows.length === 1 && first ? nameOfProviderKey(first) : words().keys(rows.length);
}

/** The keys of one entry are enabled and disabled together. */
function sharedEntryNote(rows: readonly ProviderKey[]): string {
  const [first] = rows;
  if (rows.length !== 1 || !first || first.keysOfEntry < 2) return '';
  return words().switch.shared(first.keysOfEntry);
}
