import { baseUrlField, flagField, keyListFields } from './key-fields.ts';
import { bearer, openAiPaths } from './paths.ts';
import type { Provider } from './provider.ts';
import { readKeyList } from './read-entry.ts';
import { xaiOAuth } from './xai-oauth.ts';

const base = 'https://api.x.ai/v1';

export const xai: Provider = {
  id: 'xai',
  owner: 'xai',
  settings: {
    title: 'xAI',
    list: 'xai-api-key',
    baseUrl: base,
    // As with codex: dropped without one.
    fields: keyListFields(
      baseUrlField(true, base),
      flagField('websockets', 'WebSockets', 'Responses may go over a WebSocket.'),
    ),
  },
  entries: (config) => readKeyList(config['xai-api-key'], 'xai', base),
  path: (route) => (route === 'moderations' ? undefined : openAiPaths[route]),
  credential: (_, key) => bearer(key),
  serves: (model) => model.startsWith('grok-'),
  knownModels: ['grok-4.6', 'grok-build-0.1'],
  takesApplication: false,
  oauth: xaiOAuth,
};
