import { isPreset, readCompatible } from './compatible-entries.ts';
import { baseUrlField, compatibleFields } from './key-fields.ts';
import type { Preset } from './key-settings.ts';
import { bearer } from './paths.ts';
import type { Provider } from './provider.ts';

const preset: Preset = {
  name: 'cloro',
  host: 'api.cloro.dev',
  baseUrl: 'https://api.cloro.dev',
  models: [],
  environment: 'CLORO_API_KEY',
};

/** cloro (K): one route of its own, where `model` names whom it watches (`CHATGPT`). */
export const cloro: Provider = {
  id: 'cloro',
  settings: {
    title: 'cloro',
    list: 'openai-compatibility',
    fields: compatibleFields(baseUrlField(true, preset.baseUrl)),
    preset,
  },
  entries(config, environment) {
    const key = environment[preset.environment];
    const named = (config['openai-compatibility'] ?? []).filter((item) => isPreset(item, preset));
    if (named.length > 0) return named.flatMap((item) => readCompatible(item, key));
    return key ? readCompatible({ name: preset.name, 'base-url': preset.baseUrl }, key) : [];
  },
  path: (route, { baseUrl }) =>
    route !== 'monitor' ? undefined : baseUrl.endsWith('/v1') ? '/monitor' : '/v1/monitor',
  credential: (_, key) => bearer(key),
  serves: () => true,
  knownModels: [],
  takesApplication: false,
  explain(status, message) {
    if (status === 429) return `cloro's rate limit is reached (${message})`;
    if (status !== 401 && status !== 403) return undefined;
    if (/expired/i.test(message)) return `the cloro key has expired; make a new one at cloro (${message})`;
    if (/bearer/i.test(message)) return `cloro did not see the word Bearer before the key (${message})`;
    return `the cloro key is wrong or missing (${message})`;
  },
};
