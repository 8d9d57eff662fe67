import { bearer, openAiPaths } from './paths.ts';
import type { Provider } from './provider.ts';
import { readKeyList } from './read-entry.ts';

/** OpenAI's API, and what stands for it at another base URL. */
export const codex: Provider = {
  id: 'codex',
  owner: 'openai',
  entries: (config) => readKeyList(config['codex-api-key'], 'codex', 'https://api.openai.com/v1'),
  path: (route) => openAiPaths[route],
  credential: (_, key) => bearer(key),
  serves: (model) =>
    /^(gpt-|chatgpt-|o[1-9](-|$)|codex-|text-embedding-(3|ada)|omni-moderation|davinci|babbage)/.test(model),
  knownModels: ['gpt-5.4', 'gpt-5.3-codex-spark', 'gpt-5-codex', 'text-embedding-3-small'],
  takesApplication: false,
};
