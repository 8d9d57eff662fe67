import { geminiOAuth } from './gemini-oauth.ts';
import { baseUrlField, keyListFields } from './key-fields.ts';
import { bearer, openAiPaths, versioned } from './paths.ts';
import type { Provider } from './provider.ts';
import { readKeyList } from './read-entry.ts';

const base = 'https://generativelanguage.googleapis.com';

/** Google's Generative Language API; its OpenAI-style endpoints stand beside the native ones. */
export const gemini: Provider = {
  id: 'gemini',
  owner: 'google',
  settings: {
    title: 'Gemini',
    list: 'gemini-api-key',
    baseUrl: base,
    fields: keyListFields(baseUrlField(false, base)),
  },
  entries: (config) => readKeyList(config['gemini-api-key'], 'gemini', base),
  path(route, { baseUrl }) {
    if (route === 'gemini') return versioned(baseUrl, '/v1beta', '/models');
    if (route === 'chat' || route === 'embeddings')
      return versioned(baseUrl, '/v1beta', `/openai${openAiPaths[route]}`);
    return undefined;
  },
  credential: (route, key) => (route === 'gemini' ? ['x-goog-api-key', key] : bearer(key)),
  serves: (model) => /^(gemini|gemma|imagen|veo|learnlm|text-embedding-004$)/.test(model),
  knownModels: ['gemini-3-pro-preview', 'gemini-2.5-pro', 'gemini-2.5-flash', 'gemini-embedding-001'],
  takesApplication: false,
  oauth: geminiOAuth,
};
