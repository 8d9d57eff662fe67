import { baseUrlField, keyListFields } from '../fields/key-fields.ts';
import { keptOnly } from './kept-only.ts';

/** Google's Interactions API: shown and kept (D4). */
export const interactions = keptOnly({
  id: 'interactions',
  title: 'Interactions',
  list: 'interactions-api-key',
  fields: keyListFields(baseUrlField(false)),
});
