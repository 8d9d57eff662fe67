import type { Operation } from '../operation.ts';
import { type ProviderKeysInput, type TurnedProviderKeys, turnProviderKeys } from './turn-provider-keys.ts';

export const enableProviderKeys: Operation<ProviderKeysInput, TurnedProviderKeys> = {
  id: 'enable-provider-keys',
  title: 'enabling provider keys',
  run: (context, { ids }) => turnProviderKeys(context, ids, true),
};
