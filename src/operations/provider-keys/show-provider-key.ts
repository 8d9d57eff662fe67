import { success } from '../../contract/outcome.ts';
import { keysInEnvironment } from '../../providers/environment-keys.ts';
import { providerEntriesOf } from '../../providers/provider-keys.ts';
import { gone } from '../client-keys/name-key.ts';
import type { Operation } from '../operation.ts';
import { type ProviderKeyRow, providerKeyRow } from './list-provider-keys.ts';
import { shownFields } from './provider-form.ts';

export interface ShowProviderKeyResult {
  readonly key: ProviderKeyRow;
  /** The fields that are written, in the order of the form; no secret, and of headers the names alone. */
  readonly fields: readonly { readonly name: string; readonly title: string; readonly text: string }[];
}

/** All that is known of one provider key. */
export const showProviderKey: Operation<{ readonly id: string }, ShowProviderKeyResult> = {
  id: 'show-provider-key',
  title: 'reading a provider key',
  audited: false,
  async run({ backend, now, environment = {}, signal }, { id }) {
    const loaded = await backend.load(signal);
    if (!loaded.ok) return loaded;
    const told = await backend.providers?.states(signal);
    const states = told?.ok ? told.value : { states: {}, environment: undefined };
    const known = states.environment ?? keysInEnvironment(environment);
    const entry = providerEntriesOf(loaded.value.config, known).find(({ row }) => row.id === id);
    if (!entry) return gone('this provider key');
    const key = providerKeyRow(entry.row, states.states[id], now());
    const fields = shownFields(entry).map(({ field, text }) => ({
      name: field.name,
      title: field.title,
      text,
    }));
    return success({ result: { key, fields }, message: key.title, fingerprints: [] });
  },
};
