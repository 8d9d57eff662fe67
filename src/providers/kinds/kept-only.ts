import type { KeySettings } from '../fields/key-settings.ts';
import { bearer } from '../paths.ts';
import type { Provider } from '../provider.ts';

/** A provider whose keys the embedded server keeps for others and sends nothing with (D4). */
export function keptOnly({ id, ...settings }: { id: string } & Omit<KeySettings, 'notServed'>): Provider {
  return {
    id,
    settings: {
      ...settings,
      notServed: `The embedded server keeps ${settings.list} for the public server and sends nothing with it.`,
    },
    entries: () => [],
    path: () => undefined,
    credential: (_, key) => bearer(key),
    serves: () => false,
    knownModels: [],
    takesApplication: false,
  };
}
