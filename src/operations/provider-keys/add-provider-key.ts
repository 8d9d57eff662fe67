import type { Secret } from '../../base/secrets/secret.ts';
import { success } from '../../contract/outcome.ts';
import { nameOfProviderKey } from '../../providers/name-provider-key.ts';
import type { Operation } from '../operation.ts';
import { addEntry, addToEntry, begunFields } from './new-provider-entry.ts';
import { changeProviders } from './provider-change.ts';
import { type Fields, notServedNote, unknownList, wrongFields } from './provider-fields.ts';
import { settingsOfProvider } from './provider-form.ts';

export interface AddProviderKeyInput {
  /** Id of a provider record: `claude`, `openai-compatibility`, `cline` … */
  readonly provider: string;
  /** Absent: a server that asks for none, or a key from the environment. */
  readonly key?: Secret;
  /** All but `api-key`; what has a default may be left out. */
  readonly fields?: Fields;
  /** Id of a key of an openai-compatibility entry, to which this one is added. */
  readonly to?: string;
}

export interface AddProviderKeyResult {
  readonly id: string;
}

export const addProviderKey: Operation<AddProviderKeyInput, AddProviderKeyResult> = {
  id: 'add-provider-key',
  title: 'adding a provider key',
  async run(context, { provider, key, fields, to }) {
    const found = settingsOfProvider(provider);
    if (!found.ok) return found;
    const settings = found.value;
    const given: Fields = {
      ...(to === undefined && begunFields(settings)),
      ...fields,
      ...(key && { 'api-key': key.reveal() }),
    };
    const wrong = wrongFields(settings, given, to === undefined);
    if (wrong) return wrong;
    const { backend } = context;
    return changeProviders(context, (work, { config }) => {
      const unknown = unknownList(backend, config, settings.list);
      if (unknown) return unknown;
      const added =
        to === undefined ? addEntry(work, settings, given) : addToEntry(work, settings, to, given);
      if (!added.ok) return added;
      const { id, fingerprint } = added.value;
      const name = nameOfProviderKey(added.value);
      return success({
        result: { id },
        message: `Added ${name}.${notServedNote(backend, settings)}`,
        fingerprints: [fingerprint],
        undone: `${name} is removed again.`,
      });
    });
  },
};
