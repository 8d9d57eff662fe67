import type { Config } from '../../contract/config.ts';
import { keysInEnvironment } from '../../providers/environment-keys.ts';
import type { Environment } from '../../providers/provider.ts';
import { type ProviderKey, providerKeysOf } from '../../providers/provider-keys.ts';

export { nameOfProviderKey } from '../../providers/name-provider-key.ts';
export type { ProviderKey } from '../../providers/provider-keys.ts';
export { canCheck, checkCost } from '../../providers/test/check-cost.ts';

/** The provider keys of a config, and those of this environment that are in force without one. */
export const providerKeyRows = (config: Config, environment: Environment): readonly ProviderKey[] =>
  providerKeysOf(config, keysInEnvironment(environment));
