import { isNamed, readCompatible } from './compatible-entries.ts';
import { bearer, openAiPaths } from './paths.ts';
import type { Provider } from './provider.ts';

const host = 'api.cline.bot';

/** Cline's API (J): OpenAI's chat; CLINE_API_KEY alone makes it reachable as `cline/model`. */
export const cline: Provider = {
  id: 'cline',
  entries(config, environment) {
    const key = environment.CLINE_API_KEY;
    const named = (config['openai-compatibility'] ?? []).filter((item) => isNamed(item, 'cline', host));
    if (named.length > 0) return named.flatMap((item) => readCompatible(item, key));
    if (!key) return [];
    return readCompatible({ name: 'cline', 'base-url': `https://${host}/api/v1` }, key);
  },
  path: (route) => openAiPaths[route],
  credential: (_, key) => bearer(key),
  serves: () => false,
  knownModels: [],
  takesApplication: true,
  explain(status, message) {
    if (status === 401)
      return `the Cline key is missing, wrong or deleted; make a new one at Cline (${message})`;
    if (status === 402) return `the Cline account has no credits left; add some at Cline (${message})`;
    if (status === 403) return `the Cline account may not do this (${message})`;
    return undefined;
  },
};
