import { failure, success } from '../../contract/outcome.ts';
import { isGrouped } from '../../contract/provider-lists.ts';
import { fieldOf, type KeyField } from '../../providers/fields/key-settings.ts';
import { nameOfProviderKey } from '../../providers/name-provider-key.ts';
import { providerOf } from '../../providers/provider-keys.ts';
import type { Operation } from '../operation.ts';
import { rowOf } from './add-provider-key.ts';
import { changeProviders } from './change-providers.ts';
import { findIn } from './find-provider-key.ts';
import { type Fields, splitFields, wrongFields } from './provider-form.ts';
import { words } from './words.ts';

interface EditProviderKeyInput {
  readonly id: string;
  /** What changes, by field; null takes a field away. Another key is for rotate-provider-key. */
  readonly changes: Fields;
}

interface EditProviderKeyResult {
  /** Another one than before when the base URL has changed. */
  readonly id: string;
  /** Names of the fields that were given. */
  readonly fields: readonly string[];
}

/** Changes fields in place: comments, unknown fields and every other line stay (D3). */
export const editProviderKey: Operation<EditProviderKeyInput, EditProviderKeyResult> = {
  id: 'edit-provider-key',
  get title() {
    return words().edit.title;
  },
  async run(context, { id, changes }) {
    return changeProviders(context, (draft) => {
      const found = findIn(draft, id);
      if (!found.ok) return found;
      const { entry, place, item, key } = found.value;
      const { settings } = providerOf(place.list, entry.item ?? {});
      if (!settings) return failure('failed', words().notHere(place.list));
      const secret = Object.keys(changes).find((name) => fieldOf(settings, name)?.type === 'secret');
      if (secret !== undefined) return failure('invalid', words().edit.notTheKey);
      const wrong = wrongFields(settings, changes, false);
      if (wrong) return wrong;
      const apart = splitFields(settings, changes, item);
      const ofKey = Object.keys(apart.key)[0];
      if (ofKey !== undefined && !key) return withoutKey(fieldOf(settings, ofKey));
      const same =
        isGrouped(place.list) &&
        draft.entries().some((other) => other.item !== entry.item && other.row.name === apart.entry.name);
      if (same && apart.entry.name !== undefined) {
        return failure('invalid', words().edit.nameTaken(String(apart.entry.name)));
      }
      const unclear =
        draft.change(place, item, apart.entry) ?? (key && draft.change(key.place, key.item, apart.key));
      if (unclear) return unclear;
      const row = rowOf(draft, (one) => one.item === entry.item && one.keyItem === entry.keyItem);
      if (!row.ok) return row;
      return success({
        result: { id: row.value.id, fields: Object.keys(changes) },
        message: words().edit.done(nameOfProviderKey(row.value)),
        fingerprints: [row.value.fingerprint],
        undone: words().edit.undone(nameOfProviderKey(entry.row)),
      });
    });
  },
};

const withoutKey = (field: KeyField | undefined) => failure('invalid', words().edit.noKey(field?.title));
