import { environmentSecret } from '../../base/secrets/secret-text.ts';
import { refusedAccountToken } from '../accounts/account-token.ts';
import { compatiblePath, isPreset, readCompatible } from '../compatible-entries.ts';
import { baseUrlField, compatibleFields } from '../fields/key-fields.ts';
import type { Preset } from '../fields/key-settings.ts';
import { bearer } from '../paths.ts';
import type { Provider } from '../provider.ts';
import { modelIds } from '../test/key-request.ts';

const preset: Preset = {
  name: 'cline',
  host: 'api.cline.bot',
  baseUrl: 'https://api.cline.bot/api/v1',
  models: ['anthropic/claude-sonnet-4-6', 'google/gemini-2.5-pro', 'openai/gpt-4o'],
  environment: 'CLINE_API_KEY',
};

/** Cline's API (J): OpenAI's chat; CLINE_API_KEY alone makes it reachable as `cline/model`. */
export const cline: Provider = {
  id: 'cline',
  settings: {
    title: 'Cline',
    list: 'openai-compatibility',
    fields: compatibleFields(baseUrlField(true, preset.baseUrl)),
    preset,
  },
  entries(config, environment) {
    const key = environmentSecret(environment[preset.environment]);
    const named = (config['openai-compatibility'] ?? []).filter((item) => isPreset(item, preset));
    if (named.length > 0) return named.flatMap((item) => readCompatible(item, key));
    if (!key) return [];
    return readCompatible({ name: preset.name, 'base-url': preset.baseUrl }, key);
  },
  path: compatiblePath,
  credential: (_, key) => bearer(key),
  serves: () => false,
  knownModels: [],
  takesApplication: true,
  explain({ status, message }) {
    if (status === 401)
      return {
        cause: 'key',
        text: `the Cline key is missing, wrong or deleted; make a new one at Cline (${message})`,
      };
    if (status === 402)
      return {
        cause: 'credits',
        text: `the Cline account has no credits left; add some at Cline (${message})`,
      };
    if (status === 403)
      return {
        cause: 'forbidden',
        text: `the Cline account may not do this; look at its rights at Cline (${message})`,
      };
    return undefined;
  },
  // Its own list of keys (J2): free, and for nobody without a good one.
  check: {
    request: {
      method: 'GET',
      path: () => '/api-keys',
      credential: bearer,
      baseHint: `Cline's own is ${preset.baseUrl}`,
    },
    looks: refusedAccountToken,
  },
  // Open to everybody, so no key is sent.
  modelList: { request: { method: 'GET', path: () => '/ai/cline/models' }, read: modelIds },
};
