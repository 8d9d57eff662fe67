import { baseUrlField, compatibleFields } from '../fields/key-fields.ts';
import { compatiblePath } from '../fields/read-entry.ts';
import { compatibleCredential } from '../paths.ts';
import type { Provider } from '../provider.ts';
import { openAiModels } from '../test/key-request.ts';

const models = { ...openAiModels, request: { ...openAiModels.request, credential: compatibleCredential } };

/** Any upstream that speaks OpenAI's protocol and is not a preset with a record of its own. */
export const openAiCompatibility: Provider = {
  id: 'openai-compatibility',
  settings: {
    title: 'OpenAI-compatible',
    short: 'OpenAI-like',
    list: 'openai-compatibility',
    fields: compatibleFields(baseUrlField(true)),
  },
  path: compatiblePath,
  credential: (_, key, { baseUrl }) => compatibleCredential(key, baseUrl),
  // Its models are not known: without a list it is selected as `name/model`, or by its prefix.
  serves: () => false,
  knownModels: [],
  takesApplication: true,
  keyTest: { request: models.request },
  modelList: models,
};
