import type { KeySettings } from '../fields/key-settings.ts';
import { bearer } from '../paths.ts';
import type { Provider } from '../provider.ts';

/** A provider without keys in config.yaml: requests use the accounts of auth-dir, if it has a path for them. */
export function oauthOnlyProvider(own: Pick<Provider, 'id' | 'authFile'> & Partial<Provider>): Provider {
  return {
    path: () => undefined,
    credential: (_, key) => bearer(key),
    serves: () => false,
    knownModels: [],
    takesApplication: false,
    ...own,
  };
}

/** A provider whose keys the embedded server stores for public servers without using them (D4). */
export const passthroughProvider = ({
  id,
  ...settings
}: { readonly id: string } & KeySettings & Required<Pick<KeySettings, 'notServed'>>): Provider =>
  oauthOnlyProvider({ id, settings });
