import { type ProviderKey, providerKeysOf } from '../../providers/provider-keys.ts';
import type { ConsoleState } from '../../store/state.ts';
import { remember } from '../remember.ts';
import { providerTexts } from '../rows/provider-texts.ts';
import { createListSight, type ListSight } from '../ui/list-sight.ts';

export type ProvidersSight = ListSight<ProviderKey>;

const none: readonly ProviderKey[] = [];

/** The provider keys of the config, in its order. */
export function createProvidersSight() {
  const read = remember((server: ConsoleState['server']) => (server ? providerKeysOf(server.config) : none));
  return createListSight<ProviderKey>({
    screen: 'providers',
    items: ({ server }) => read(server),
    idOf: ({ id }) => id,
    words(key) {
      const { kind, name, mask, base } = providerTexts(key);
      return [kind, name, mask, base, key.disabled ? 'disabled' : '', key.fingerprint];
    },
  });
}
