import type { Config } from './config.ts';

const defaultPort = 8317;

/** Where a client on this machine reaches the server of this config. */
export function serverUrl(config: Pick<Config, 'host' | 'port' | 'tls'>): string {
  const host = (config.host ?? '').trim().replace(/^\[(.*)\]$/, '$1');
  const reachable = host === '' || host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const scheme = config.tls?.enable ? 'https' : 'http';
  return `${scheme}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${config.port ?? defaultPort}`;
}

/** Header of every answer of the embedded server: `cli-proxy/<version>`; how a client recognises it. */
export const serverHeader = 'server';
export const managementPrefix = '/v0/management';
/** What the one request of a sign-in asks for, under the prefix: its answer is the first load as well. */
export const signInPaths = { ours: '/console/state', public: '/config' } as const;

/** User-Agent of this program's own management requests: a server need not log what a console reads. */
export const consoleAgent = 'cli-proxy-console';
