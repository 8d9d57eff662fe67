import { baseUrlField, keyListFields } from '../fields/key-fields.ts';
import { passthroughProvider } from './partial-providers.ts';

/** Google's Interactions API: shown and stored only (D4). */
export const interactions = passthroughProvider({
  id: 'interactions',
  title: 'Interactions',
  list: 'interactions-api-key',
  notServed: 'it does not support the Interactions API',
  fields: keyListFields(baseUrlField(false)),
});
