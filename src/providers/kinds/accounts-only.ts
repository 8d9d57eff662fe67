import { bearer } from '../paths.ts';
import type { Provider } from '../provider.ts';

/** A provider that is known by its accounts in auth-dir and has no keys in config.yaml. */
export function accountsOnly(own: Pick<Provider, 'id' | 'authFile'> & Partial<Provider>): Provider {
  return {
    entries: () => [],
    path: () => undefined,
    credential: (_, key) => bearer(key),
    serves: () => false,
    knownModels: [],
    takesApplication: false,
    ...own,
  };
}
