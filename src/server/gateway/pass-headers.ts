import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { bearer } from '../../providers/paths.ts';
import type { ApiRoute } from '../../providers/provider.ts';
import type { Target } from './target.ts';

/** They belong to one connection (RFC 9110, 7.6.1), or undici writes them itself. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
  'content-length',
  'http2-settings',
];

/**
 * What a client sends for this server alone: its credentials in every spelling that is in use, cookies (a session
 * with us is no session with a provider), and where it comes from.
 */
const clientOnly = [
  'authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'x-management-key',
  'x-auth-token',
  'x-access-token',
  'cookie',
  'cookie2',
  'origin',
  'referer',
  'forwarded',
  'via',
  'x-real-ip',
  'x-client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'x-cluster-client-ip',
  'cf-access-jwt-assertion',
  'cf-access-client-id',
  'cf-access-client-secret',
  'x-amzn-oidc-data',
  'x-amzn-oidc-identity',
  'x-amzn-oidc-accesstoken',
  // A body that comes plain can be read for its tokens.
  'accept-encoding',
];
const neverUp = new Set([...hopByHop, ...clientOnly]);
const application = new Set(['http-referer', 'x-title', 'x-task-id']);

/** What is between the provider and this server alone; cookies would make every client one visitor. */
const neverDown = new Set([
  ...hopByHop.filter((name) => name !== 'content-length'),
  'set-cookie',
  'set-cookie2',
  'www-authenticate',
  'authorization',
  'server',
  'date',
  'via',
  'alt-svc',
  'strict-transport-security',
  'public-key-pins',
  'nel',
  'report-to',
  'clear-site-data',
  'openai-organization',
  'openai-project',
  'authentication-info',
  'proxy-authentication-info',
  'anthropic-organization-id',
]);

/** Of the request to the upstream. A body's length is the caller's to add. */
export function requestHeaders(
  from: IncomingHttpHeaders,
  { provider, entry }: Target,
  route: ApiRoute,
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  const named = namedIn(from.connection);
  for (const name in from) {
    const value = from[name];
    if (value === undefined || neverUp.has(name) || named?.has(name)) continue;
    if (name.startsWith('x-forwarded-') || name.startsWith('sec-') || name.startsWith('proxy-')) continue;
    if (!provider.takesApplication && application.has(name)) continue;
    headers[name] = value;
  }
  headers['accept-encoding'] = 'identity';
  if (entry.key) {
    const key = entry.key.reveal();
    const [name, value] = entry.account ? bearer(key) : provider.credential(route, key);
    headers[name] = value;
  }
  for (const name in entry.headers) headers[name] = entry.headers[name] ?? '';
  for (const name in entry.account?.joinedHeaders)
    headers[name] = [headers[name] ?? [], entry.account.joinedHeaders[name] ?? []].flat().join(',');
  return headers;
}

/** Of the answer to the client. @param base this server's own, which win */
export function responseHeaders(
  from: IncomingHttpHeaders,
  base: Readonly<Record<string, string>>,
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  const named = namedIn(from.connection);
  for (const name in from) {
    if (neverDown.has(name) || named?.has(name) || name.startsWith('access-control-')) continue;
    headers[name] = from[name];
  }
  for (const name in base) headers[name] = base[name];
  return headers;
}

/** Headers that a Connection header makes part of the connection. */
function namedIn(connection: string | string[] | undefined): Set<string> | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  return new Set(
    String(connection)
      .split(',')
      .map((name) => name.trim().toLowerCase()),
  );
}
