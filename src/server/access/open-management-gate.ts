import type { BindAddress } from '../http/bind-address.ts';
import type { Log } from '../http/log-line.ts';
import { unnamedProxyWarning } from '../http/peer-address.ts';
import type { InForce } from '../in-force.ts';
import type { ServerOptions } from '../start-server.ts';
import { createManagementGate, type ManagementGate } from './authenticate-management.ts';
import { BanTable } from './ban-table.ts';
import { ManagementSecrets } from './management-secrets.ts';

/** Addresses to report at most, because any client can send the headers of a proxy. */
const mostUnnamed = 5;

/** Who may manage a server, and with which secrets (B). */
export function openManagementGate(
  inForce: InForce,
  bound: BindAddress,
  options: Pick<ServerOptions, 'managementPassword' | 'localPassword'>,
  now: () => number,
  log: Log,
): {
  readonly gate: ManagementGate;
  readonly secrets: ManagementSecrets;
  /** Addresses that sent forwarding headers and are not in `trusted-proxies` now. */
  readonly unnamedProxies: () => readonly string[];
} {
  const secrets = new ManagementSecrets({
    stored: () => inForce.storedSecret,
    managementPassword: options.managementPassword,
    localPassword: options.localPassword,
  });
  const unnamed = new Set<string>();
  const gate = createManagementGate({
    secrets,
    bans: new BanTable(now),
    now,
    boundHost: bound.host,
    trusted: () => inForce.trusted,
    config: () => inForce.state.config,
    onBan: (address) => log('warn', `${address} is locked out of the management API for 30 minutes`),
    onUnnamedProxy(address) {
      if (unnamed.has(address) || unnamed.size >= mostUnnamed) return;
      unnamed.add(address);
      log('warn', unnamedProxyWarning(address));
    },
  });
  const unnamedProxies = () => [...unnamed].filter((address) => !inForce.trusted(address));
  return { gate, secrets, unnamedProxies };
}
