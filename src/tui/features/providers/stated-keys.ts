import type { ProviderKeyState } from '../../../contract/provider-states.ts';
import { providers } from '../../../providers/index.ts';
import { type ProviderKey, providerKeysOf } from '../../../providers/provider-keys.ts';
import type { ConsoleState, ProviderStatesView } from '../../../store/state.ts';
import { remember } from '../../remember.ts';

/** A provider key with what the server reports of it. */
export interface StatedProviderKey extends ProviderKey {
  /** undefined: not known. */
  readonly state: ProviderKeyState | undefined;
  /** This server stores it for other servers and sends nothing with it (D4). */
  readonly keptOnly: boolean;
}

const none: readonly StatedProviderKey[] = [];

const isNotServed = ({ provider }: ProviderKey): boolean =>
  providers.find(({ id }) => id === provider)?.settings?.notServed !== undefined;

/**
 * The provider keys of the config, in its order, and those that are only in the server's environment. The config is
 * read again only when it has changed.
 */
export function createStatedKeys(): (
  console: Pick<ConsoleState, 'server' | 'providerStates'> & Partial<Pick<ConsoleState, 'capabilities'>>,
) => readonly StatedProviderKey[] {
  const read = remember(
    (config: NonNullable<ConsoleState['server']>['config'], environment: ProviderStatesView['environment']) =>
      providerKeysOf(config, environment),
  );
  const joined = remember(
    (keys: readonly ProviderKey[], states: ProviderStatesView['states'], isPublic: boolean) =>
      keys.map(
        (key): StatedProviderKey => ({
          ...key,
          state: states?.[key.id],
          keptOnly: !isPublic && isNotServed(key),
        }),
      ),
  );
  return ({ server, providerStates, capabilities }) =>
    server
      ? joined(
          read(server.config, providerStates?.environment),
          providerStates?.states,
          capabilities?.everyProvider === 'enforced',
        )
      : none;
}
