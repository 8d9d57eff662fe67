import type { Operation } from '../operation.ts';
import { type ProviderKeysInput, type TurnedProviderKeys, turnProviderKeys } from './turn-provider-keys.ts';

/** The keys stay in config.yaml and no request goes to them. */
export const disableProviderKeys: Operation<ProviderKeysInput, TurnedProviderKeys> = {
  id: 'disable-provider-keys',
  title: 'disabling provider keys',
  run: (context, { ids }) => turnProviderKeys(context, ids, false),
};
