import type { Config } from '../../contract/config.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { defaultHost, defaultPort } from '../../contract/server-address.ts';
import { isLoopbackHost } from './address.ts';
import { words } from './words.ts';

export interface BindAddress {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  readonly loopback: boolean;
}

/** The address to listen on. A2: without client keys only this machine, unless `allow-open-proxy` is set. */
export function bindAddress(config: Config, wanted: { host?: string; port?: number }): Outcome<BindAddress> {
  const host = (wanted.host ?? config.host ?? '').trim().replace(/^\[(.*)\]$/, '$1') || defaultHost;
  const port = wanted.port ?? config.port ?? defaultPort;
  const loopback = isLoopbackHost(host);
  const open = (config['api-keys'] ?? []).length === 0;
  if (open && !loopback && config['allow-open-proxy'] !== true) {
    return failure('invalid', words().open(host));
  }
  return success({ host, port, loopback });
}

/** Whether an empty `api-keys` admits every client. */
export function mayBeOpen(config: Config, bound: BindAddress): boolean {
  return bound.loopback || config['allow-open-proxy'] === true;
}

export const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** Why listening failed, as one sentence. */
export function listenFailure(error: NodeJS.ErrnoException, { host, port }: BindAddress): Outcome<never> {
  switch (error.code) {
    case 'EADDRINUSE':
      return failure('failed', words().portTaken(host, port));
    case 'EACCES':
    case 'EPERM':
      return failure('failed', words().portDenied(port));
    case 'EADDRNOTAVAIL':
      return failure('invalid', words().foreignHost(host));
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return failure('invalid', words().unknownHost(host));
    default:
      return failure('failed', words().notListening(host, port, error.code ?? error.name));
  }
}
