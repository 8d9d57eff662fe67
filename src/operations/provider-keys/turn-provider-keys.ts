import type { ConfigValue } from '../../contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { isOffPattern } from '../../providers/fields/field-values.ts';
import { nameOfProviderKey } from '../../providers/name-provider-key.ts';
import type { ProviderKey } from '../../providers/provider-keys.ts';
import type { Done, OperationContext } from '../operation.ts';
import { type Found, foundIn } from './find-provider-key.ts';
import { changeProviders } from './provider-change.ts';
import type { ProviderWork } from './provider-work.ts';

export interface ProviderKeysInput {
  /** All of them or none. */
  readonly ids: readonly string[];
}

export interface TurnedProviderKeys {
  readonly ids: readonly string[];
}

/** Turns entries off or on in the servers' own way (recorded provider-keys.json): there is no field for it. */
export async function turnProviderKeys(
  context: OperationContext,
  ids: readonly string[],
  on: boolean,
): Promise<Outcome<Done<TurnedProviderKeys>>> {
  return changeProviders(context, (work) => {
    const found = allFoundIn(work, ids);
    if (!found.ok) return found;
    for (const one of found.value) {
      const unclear = work.change(one.place, one.item, turned(one, on));
      if (unclear) return unclear;
    }
    const rows = found.value.map(({ entry }) => entry.row);
    const what = wordsFor(rows);
    return success({
      result: { ids },
      message: `${on ? 'Enabled' : 'Disabled'} ${what}.${others(rows)}`,
      fingerprints: rows.map((row) => row.fingerprint),
      undone: `${upper(what)} ${rows.length === 1 ? 'is' : 'are'} ${on ? 'disabled' : 'enabled'} again.`,
    });
  });
}

function turned({ entry, item }: Found, on: boolean): Readonly<Record<string, ConfigValue | undefined>> {
  if (entry.row.disabled !== on) return {};
  if (entry.row.list === 'openai-compatibility') return { disabled: !on };
  const patterns = (item['excluded-models'] ?? []) as readonly ConfigValue[];
  if (!on) return { 'excluded-models': [...patterns, '*'] };
  const left = patterns.filter((pattern) => !isOffPattern(pattern));
  return { 'excluded-models': left.length === 0 ? undefined : left };
}

/** Every key that was named, as the config has it now. */
export function allFoundIn(work: ProviderWork, ids: readonly string[]): Outcome<Found[]> {
  if (ids.length === 0) return failure('invalid', 'No provider key was named: nothing was done.');
  const found: Found[] = [];
  for (const id of new Set(ids)) {
    const one = foundIn(work, id);
    if (!one.ok) return one as Failure;
    found.push(one.value);
  }
  return success(found);
}

export function wordsFor(rows: readonly ProviderKey[]): string {
  const [first] = rows;
  return rows.length === 1 && first ? nameOfProviderKey(first) : `${rows.length} provider keys`;
}

/** Keys of one entry stand and fall together. */
function others(rows: readonly ProviderKey[]): string {
  const [first] = rows;
  if (rows.length !== 1 || !first || first.keysOfEntry < 2) return '';
  return ` It is one entry with ${first.keysOfEntry} keys, so all of them are.`;
}

export const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
