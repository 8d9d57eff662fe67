import { baseUrlField, compatibleFields } from '../fields/key-fields.ts';
import { compatiblePath } from '../fields/read-entry.ts';
import { bearer } from '../paths.ts';
import type { Provider } from '../provider.ts';
import { openAiModels } from '../test/key-request.ts';

/** Any upstream that speaks like OpenAI and is not a preset with a record of its own. */
export const openAiCompatibility: Provider = {
  id: 'openai-compatibility',
  settings: {
    title: 'OpenAI-compatible',
    short: 'OpenAI-like',
    list: 'openai-compatibility',
    fields: compatibleFields(baseUrlField(true)),
  },
  path: compatiblePath,
  credential: (_, key) => bearer(key),
  // Nobody knows its models: without a list it is reached as `name/model`, or by its prefix.
  serves: () => false,
  knownModels: [],
  takesApplication: true,
  keyTest: { request: openAiModels.request },
  modelList: openAiModels,
};
