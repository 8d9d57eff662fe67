import { providerKeyStanding } from '../../contract/provider-states.ts';
import { providerTexts } from '../rows/provider-texts.ts';
import { createListSight, type ListSight } from '../ui/list-sight.ts';
import { createStatedKeys, type StatedProviderKey } from './stated-keys.ts';

export type ProvidersSight = ListSight<StatedProviderKey>;

/** The provider keys as they stand in the config, with how they fare. */
export const createProvidersSight = () =>
  createListSight<StatedProviderKey>({
    screen: 'providers',
    items: createStatedKeys(),
    idOf: ({ id }) => id,
    words(key, now) {
      const { kind, name, mask, base } = providerTexts(key);
      const standing = providerKeyStanding(key.disabled, key.state, now);
      return [kind, name, mask, base, standing, key.variable, key.fingerprint];
    },
  });
