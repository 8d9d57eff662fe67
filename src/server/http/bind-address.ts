import type { Config } from '../../contract/config.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { defaultHost, defaultPort } from '../../contract/server-address.ts';
import { isLoopbackHost } from './address.ts';

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
    return failure(
      'invalid',
      `Without client keys, anyone who can reach ${host} could use this server. Add a key to api-keys, set host to 127.0.0.1, or set allow-open-proxy to true.`,
    );
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
      return failure(
        'failed',
        `Port ${port} on ${host} is used by another program. Stop it, or set another port in config.yaml.`,
      );
    case 'EACCES':
    case 'EPERM':
      return failure(
        'failed',
        `This user may not listen on port ${port}. Set a port from 1024 up in config.yaml.`,
      );
    case 'EADDRNOTAVAIL':
      return failure(
        'invalid',
        `${host} is not an address of this machine. Set host in config.yaml to one that is.`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return failure(
        'invalid',
        `The host "${host}" is not known; set host in config.yaml to an address of this machine.`,
      );
    default:
      return failure('failed', `Listening on ${host}, port ${port} failed (${error.code ?? error.name}).`);
  }
}
