import type { Config } from './config.ts';

export const defaultPort = 8317;
/**
 * Address for an unset or empty `host`. The public server reads empty as all interfaces; ours listens beyond this
 * machine only if `host` says so.
 */
export const defaultHost = '127.0.0.1';

/** A URL that works from this machine. */
export function urlOf(scheme: 'http' | 'https', host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `${scheme}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/** Where a client on this machine reaches the server of this config. */
export function serverUrl(config: Pick<Config, 'host' | 'port' | 'tls'>): string {
  const host = (config.host ?? '').trim().replace(/^\[(.*)\]$/, '$1');
  return urlOf(config.tls?.enable ? 'https' : 'http', host || defaultHost, config.port ?? defaultPort);
}

/** Header of every answer of the embedded server: `cli-proxy/<version>`; how a client recognizes it. */
export const serverHeader = 'server';
export const managementPrefix = '/v0/management';
/** What the one request of a sign-in asks for, under the prefix: its answer is the first load as well. */
export const signInPaths = { ours: '/console/state', public: '/config' } as const;

/** User-Agent of this program's own management requests: a server need not log what a console reads. */
export const consoleAgent = 'cli-proxy-console';
