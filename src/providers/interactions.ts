import { keptOnly } from './kept-only.ts';
import { baseUrlField, keyListFields } from './key-fields.ts';

/** Google's Interactions API: shown and kept (D4). */
export const interactions = keptOnly({
  id: 'interactions',
  title: 'Interactions',
  list: 'interactions-api-key',
  fields: keyListFields(baseUrlField(false)),
});
