import { createManagementGate, type ManagementGate } from './authenticate-management.ts';
import { BanTable } from './ban-table.ts';
import type { BindAddress } from './bind-address.ts';
import type { InForce } from './in-force.ts';
import type { Log } from './log-line.ts';
import { ManagementSecrets } from './management-secrets.ts';
import type { ServerOptions } from './start-server.ts';

/** Who may manage a server, and with which secrets (B). */
export function openManagementGate(
  inForce: InForce,
  bound: BindAddress,
  options: Pick<ServerOptions, 'managementPassword' | 'localPassword'>,
  now: () => number,
  log: Log,
): { readonly gate: ManagementGate; readonly secrets: ManagementSecrets } {
  const secrets = new ManagementSecrets({
    stored: () => inForce.storedSecret,
    managementPassword: options.managementPassword,
    localPassword: options.localPassword,
  });
  const gate = createManagementGate({
    secrets,
    bans: new BanTable(now),
    now,
    boundHost: bound.host,
    trusted: () => inForce.trusted,
    allowRemote: () => inForce.state.config['remote-management']?.['allow-remote'] === true,
    onBan: (address) => log('warn', `${address} is locked out of the management API for 30 minutes`),
  });
  return { gate, secrets };
}
