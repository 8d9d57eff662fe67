import { cline } from './cline.ts';
import { cloro } from './cloro.ts';
import { isNamed, readCompatible } from './compatible-entries.ts';
import { bearer, openAiPaths } from './paths.ts';
import type { Provider } from './provider.ts';

/** Any upstream that speaks like OpenAI; the well-known ones with ways of their own have their own records. */
export const openAiCompatibility: Provider = {
  id: 'openai-compatibility',
  entries: (config) =>
    (config['openai-compatibility'] ?? [])
      .filter(
        (item) => !isNamed(item, cline.id, 'api.cline.bot') && !isNamed(item, cloro.id, 'api.cloro.dev'),
      )
      .flatMap((item) => readCompatible(item)),
  path: (route) => openAiPaths[route],
  credential: (_, key) => bearer(key),
  // Nobody knows its models: without a list it is reached as `name/model`, or by its prefix.
  serves: () => false,
  knownModels: [],
  takesApplication: true,
};
