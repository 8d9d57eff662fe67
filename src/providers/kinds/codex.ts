import type { Explained, Refusal } from '../answers/refusal.ts';
import { baseUrlField, flagField, keyListFields } from '../fields/key-fields.ts';
import { readKeyList } from '../fields/read-entry.ts';
import { bearer, openAiPaths } from '../paths.ts';
import type { Provider } from '../provider.ts';
import { openAiModels } from '../test/key-request.ts';
import { codexAuthFile } from './codex-auth-file.ts';
import { codexOAuth } from './codex-oauth.ts';

const base = 'https://api.openai.com/v1';

function explain({ status, message, code }: Refusal): Explained | undefined {
  if (status === 401)
    return {
      cause: 'key',
      text: `the key is missing, wrong or revoked; make a new one at OpenAI (${message})`,
    };
  if (status === 402 || code === 'insufficient_quota')
    return {
      cause: 'credits',
      text: `the OpenAI account has no credits or budget left; look at its billing (${message})`,
    };
  if (status === 403 && code === 'unsupported_country_region_territory')
    return { cause: 'forbidden', text: `OpenAI does not serve the country that this came from (${message})` };
  if (status === 403)
    return { cause: 'forbidden', text: `the key may not do this; look at its rights at OpenAI (${message})` };
  return undefined;
}

/** OpenAI's API, and what stands for it at another base URL. */
export const codex: Provider = {
  id: 'codex',
  owner: 'openai',
  authFile: codexAuthFile,
  settings: {
    title: 'Codex',
    list: 'codex-api-key',
    baseUrl: base,
    // The public servers drop an entry without one silently, so it is always written.
    fields: keyListFields(
      baseUrlField(true, base),
      flagField('websockets', 'WebSockets', 'Allow responses over a WebSocket.'),
      flagField('alpha-search', 'Alpha search', 'A switch of the public server.'),
    ),
  },
  entries: (config) => readKeyList(config['codex-api-key'], 'codex', base),
  path: (route) => openAiPaths[route],
  credential: (_, key) => bearer(key),
  serves: (model) =>
    /^(gpt-|chatgpt-|o[1-9](-|$)|codex-|text-embedding-(3|ada)|omni-moderation|davinci|babbage)/.test(model),
  knownModels: ['gpt-5.4', 'gpt-5.3-codex-spark', 'gpt-5-codex', 'text-embedding-3-small'],
  takesApplication: false,
  oauth: codexOAuth,
  explain,
  check: { request: openAiModels.request },
  modelList: openAiModels,
};
