import type { Secret } from '../../base/secrets/secret.ts';
import type { ConfigValue } from '../../contract/config-edit.ts';
import { failure, success } from '../../contract/outcome.ts';
import { nameOfProviderKey } from '../../providers/name-provider-key.ts';
import { providerOf } from '../../providers/provider-keys.ts';
import type { Operation } from '../operation.ts';
import { type Found, foundIn } from './find-provider-key.ts';
import { rowOf, written } from './new-provider-entry.ts';
import { changeProviders } from './provider-change.ts';
import { type Fields, splitFields, wrongFields } from './provider-fields.ts';
import type { Item } from './provider-match.ts';

export interface DuplicateProviderKeyInput {
  readonly id: string;
  /** Of the copy; absent: the same key, so that something else must differ. */
  readonly key?: Secret;
  /** What else differs; null leaves a field out. */
  readonly changes?: Fields;
}

export interface DuplicateProviderKeyResult {
  readonly id: string;
}

/** A copy of an entry with all its fields, unknown ones too, right behind it. */
export const duplicateProviderKey: Operation<DuplicateProviderKeyInput, DuplicateProviderKeyResult> = {
  id: 'duplicate-provider-key',
  title: 'duplicating a provider key',
  async run(context, { id, key, changes = {} }) {
    return changeProviders(context, (work) => {
      const found = foundIn(work, id);
      if (!found.ok) return found;
      const { entry, place, item } = found.value;
      const { settings } = providerOf(place.list, entry.item ?? {});
      if (!settings) return failure('failed', `${place.list} has no form.`);
      const fields: Fields = { ...changes, ...(key && { 'api-key': key.reveal() }) };
      const wrong = wrongFields(settings, fields, false);
      if (wrong) return wrong;
      const copy = copyOf(found.value, splitFields(settings, fields, item));
      if (tellsApart.every((field) => copy[field] === item[field])) {
        return failure(
          'invalid',
          `Give the copy ${needed(place.list)}, or it could not be told from the first one.`,
        );
      }
      const unclear = work.add(place, copy, item);
      if (unclear) return unclear;
      const row = rowOf(work, (one) => one.item === (copy as unknown));
      if (!row.ok) return row;
      const name = nameOfProviderKey(row.value);
      return success({
        result: { id: row.value.id },
        message: `Added ${name}, a copy of ${nameOfProviderKey(entry.row)}.`,
        fingerprints: [row.value.fingerprint],
        undone: `${name} is removed again.`,
      });
    });
  },
};

type Apart = ReturnType<typeof splitFields>;

/** Zeros that a server shows are left out. */
function copyOf({ item, key }: Found, apart: Apart): Item {
  const told = Object.entries(structuredClone(item)).filter(([, value]) => !isEmpty(value));
  const copy = written({ ...Object.fromEntries(told), ...apart.entry });
  if (apart.key['api-key'] === undefined) return copy;
  return { ...copy, 'api-key-entries': [written({ ...key?.item, ...apart.key })] };
}

const isEmpty = (value: ConfigValue): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

const tellsApart = ['api-key', 'name', 'base-url', 'prefix'] as const;

const needed = (list: string): string =>
  list === 'openai-compatibility' ? 'a name of its own' : 'another key, base URL or prefix';
