import { compatiblePath, isPreset, readCompatible } from '../compatible-entries.ts';
import { baseUrlField, compatibleFields } from '../fields/key-fields.ts';
import { bearer } from '../paths.ts';
import type { Provider } from '../provider.ts';
import { openAiModels } from '../test/key-request.ts';
import { cline } from './cline.ts';
import { cloro } from './cloro.ts';

/** The well-known ones with ways of their own, which have their own records. */
const presets = [cline, cloro].flatMap(({ settings }) => settings?.preset ?? []);

/** Any other upstream that speaks like OpenAI. */
export const openAiCompatibility: Provider = {
  id: 'openai-compatibility',
  settings: {
    title: 'OpenAI-compatible',
    short: 'OpenAI-like',
    list: 'openai-compatibility',
    fields: compatibleFields(baseUrlField(true)),
  },
  entries: (config) =>
    (config['openai-compatibility'] ?? [])
      .filter((item) => !presets.some((preset) => isPreset(item, preset)))
      .flatMap((item) => readCompatible(item)),
  path: compatiblePath,
  credential: (_, key) => bearer(key),
  // Nobody knows its models: without a list it is reached as `name/model`, or by its prefix.
  serves: () => false,
  knownModels: [],
  takesApplication: true,
  check: { request: openAiModels.request },
  modelList: openAiModels,
};
