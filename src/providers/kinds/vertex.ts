import { baseUrlField, keyListFields } from '../fields/key-fields.ts';
import type { Provider } from '../provider.ts';
import { keptOnly } from './kept-only.ts';
import { vertexAuthFile } from './vertex-auth-file.ts';

/** Google's Vertex AI by API key or service account: shown and kept (D4). */
export const vertex: Provider = {
  authFile: vertexAuthFile,
  ...keptOnly({
    id: 'vertex',
    title: 'Vertex',
    list: 'vertex-api-key',
    fields: keyListFields(baseUrlField(false)),
  }),
};
