import { bearer, openAiPaths } from './paths.ts';
import type { Provider } from './provider.ts';
import { readKeyList } from './read-entry.ts';

export const xai: Provider = {
  id: 'xai',
  owner: 'xai',
  entries: (config) => readKeyList(config['xai-api-key'], 'xai', 'https://api.x.ai/v1'),
  path: (route) => (route === 'moderations' ? undefined : openAiPaths[route]),
  credential: (_, key) => bearer(key),
  serves: (model) => model.startsWith('grok-'),
  knownModels: ['grok-4.6', 'grok-build-0.1'],
  takesApplication: false,
};
