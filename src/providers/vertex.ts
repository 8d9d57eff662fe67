import { keptOnly } from './kept-only.ts';
import { baseUrlField, keyListFields } from './key-fields.ts';

/** Google's Vertex AI by API key: shown and kept (D4). */
export const vertex = keptOnly({
  id: 'vertex',
  title: 'Vertex',
  list: 'vertex-api-key',
  fields: keyListFields(baseUrlField(false)),
});
