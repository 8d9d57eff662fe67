import type { ProviderKeyState } from '../../contract/provider-states.ts';
import { type ProviderKey, providerKeysOf } from '../../providers/provider-keys.ts';
import type { ConsoleState, ProviderStatesView } from '../../store/state.ts';
import { remember } from '../remember.ts';

/** A provider key with how it fares. */
export interface StatedProviderKey extends ProviderKey {
  /** undefined: not known. */
  readonly state: ProviderKeyState | undefined;
}

const none: readonly StatedProviderKey[] = [];

/**
 * The provider keys of the config, in its order, and those that stand in the server's environment alone. The config is
 * read again only when it has changed.
 */
export function createStatedKeys(): (
  console: Pick<ConsoleState, 'server' | 'providerStates'>,
) => readonly StatedProviderKey[] {
  const read = remember(
    (config: NonNullable<ConsoleState['server']>['config'], environment: ProviderStatesView['environment']) =>
      providerKeysOf(config, environment),
  );
  const joined = remember((keys: readonly ProviderKey[], states: ProviderStatesView['states']) =>
    keys.map((key): StatedProviderKey => ({ ...key, state: states?.[key.id] })),
  );
  return ({ server, providerStates }) =>
    server ? joined(read(server.config, providerStates?.environment), providerStates?.states) : none;
}
