import type { ClientKey } from '../../contract/client-key.ts';
import type { Config } from '../../contract/config.ts';
import { ampViewOf, ampWords } from '../../providers/amp-view.ts';
import type { EnvironmentKeys } from '../../providers/environment-keys.ts';

/** Which Amp upstream key a client key gets, and why (F1, F2); by its mask. @param environment undefined: not known */
export function ampUpstream(config: Config, key: ClientKey, environment?: EnvironmentKeys): string {
  const { clients, upstreamUrl } = ampViewOf(config, [{ ...key, id: key.fingerprint }], environment);
  const [client] = clients;
  return client ? ampWords(client, upstreamUrl !== undefined) : '';
}
