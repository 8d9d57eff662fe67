import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { Config } from '../../../contract/config.ts';
import { bearer } from '../../../providers/paths.ts';
import type { ApiRoute } from '../../../providers/upstream-entry.ts';
import type { Target } from '../routing/route-table.ts';

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
 * The only headers that are forwarded to providers; those that a gateway in front of this server adds (sign-in tokens,
 * user names) or that a browser sends are not. These are sent by the clients and SDKs of the providers;
 * `pass-headers` of the config names more.
 */
const up = new Set([
  'accept',
  'content-encoding',
  'content-type',
  'conversation_id',
  'idempotency-key',
  'originator',
  'openai-beta',
  'session-id',
  'session_id',
  'thread-id',
  'user-agent',
  'version',
  'x-app',
  'x-client-request-id',
  'x-goog-api-client',
  'x-idempotency-key',
  'x-server-timeout',
]);
const upBeginnings = [
  'anthropic-',
  'x-amp-',
  'x-anthropic-',
  'x-claude-',
  'x-codex-',
  'x-grok-',
  'x-openai-',
  'x-stainless-',
];
/** Identify the application, for providers that use them (Cline, OpenRouter). */
const application = new Set([
  'http-referer',
  'x-title',
  'x-task-id',
  'x-openrouter-title',
  'x-openrouter-categories',
]);

/**
 * Never forwarded, whatever `pass-headers` says: credentials in every common spelling, the billed organization, cookies
 * (they belong to this server), and the encodings, as tokens can be read only from a plain body.
 */
const neverUp = new Set([
  ...hopByHop,
  'authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'x-management-key',
  'x-auth-token',
  'x-access-token',
  'cookie',
  'cookie2',
  'openai-organization',
  'openai-project',
  'anthropic-organization-id',
  'x-goog-user-project',
  'accept-encoding',
]);

/**
 * Forwarded to the client: what an API reports about its answer. Headers that instruct a browser or a proxy in front
 * (cookies, CORS, Refresh, policies, X-Accel-Redirect) would speak for this server.
 */
const down = new Set([
  'accept-ranges',
  'age',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'expires',
  'last-modified',
  'location',
  'pragma',
  'request-id',
  'retry-after',
  'retry-after-ms',
  'server-timing',
  'vary',
  'cf-ray',
  'x-accel-buffering',
]);
const downBeginnings = ['anthropic-', 'openai-', 'ratelimit', 'x-'];
const neverDownBeginnings = [
  'x-accel-',
  'x-frame-',
  'x-xss-',
  'x-powered-',
  'x-sendfile',
  'x-lighttpd-',
  'x-reproxy-',
];
const neverDown = new Set(['openai-organization', 'openai-project', 'anthropic-organization-id']);

const begins = (name: string, beginnings: readonly string[]): boolean => {
  for (const beginning of beginnings) if (name.startsWith(beginning)) return true;
  return false;
};

const comesDown = (name: string): boolean =>
  down.has(name) ||
  (begins(name, downBeginnings) && !neverDown.has(name) && !begins(name, neverDownBeginnings));

const named = new WeakMap<Config, ReadonlySet<string>>();
const noNames: ReadonlySet<string> = new Set();

/** `pass-headers` of this config, in lower case. */
function passedBy(config: Config): ReadonlySet<string> {
  const wanted = config['pass-headers'];
  if (!wanted || wanted.length === 0) return noNames;
  let names = named.get(config);
  if (!names) {
    names = new Set(wanted.map((name) => name.trim().toLowerCase()));
    named.set(config, names);
  }
  return names;
}

/** Headers of the request to the upstream. The caller adds the length of the body. */
export function requestHeaders(
  from: IncomingHttpHeaders,
  { provider, entry }: Target,
  route: ApiRoute,
  config: Config,
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  const hop = namedIn(from.connection);
  const more = passedBy(config);
  for (const name in from) {
    const value = from[name];
    if (value === undefined || neverUp.has(name) || hop?.has(name)) continue;
    const usual = up.has(name) || begins(name, upBeginnings) || more.has(name);
    if (usual || (provider.takesApplication && application.has(name))) headers[name] = value;
  }
  headers['accept-encoding'] = 'identity';
  if (entry.key) {
    const key = entry.key.reveal();
    const [name, value] = entry.account ? bearer(key) : provider.credential(route, key, entry);
    headers[name] = value;
  }
  for (const name in entry.headers) headers[name] = entry.headers[name] ?? '';
  for (const name in entry.account?.joinedHeaders)
    headers[name] = [headers[name] ?? [], entry.account.joinedHeaders[name] ?? []].flat().join(',');
  return headers;
}

/** Headers of the answer to the client. @param base this server's own, which take precedence */
export function responseHeaders(
  from: IncomingHttpHeaders,
  base: Readonly<Record<string, string>>,
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  const hop = namedIn(from.connection);
  for (const name in from) {
    if (comesDown(name) && !hop?.has(name)) headers[name] = from[name];
  }
  for (const name in base) headers[name] = base[name];
  return headers;
}

const ofRefusals = new Set([
  'request-id',
  'x-request-id',
  'cf-ray',
  'openai-processing-ms',
  'x-should-retry',
]);
const beginningsOfRefusals = ['anthropic-ratelimit-', 'x-ratelimit-', 'ratelimit'];

/** Headers of a refusal: the provider's request id, the remaining limits, whether to retry. */
export function refusalHeaders(from: IncomingHttpHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  const hop = namedIn(from.connection);
  for (const name in from) {
    const value = from[name];
    // In an event of a stream they are untrusted text.
    if (typeof value !== 'string' || !/^[\x20-\x7e]*$/.test(value) || hop?.has(name)) continue;
    if (ofRefusals.has(name) || begins(name, beginningsOfRefusals)) headers[name] = value;
  }
  return headers;
}

/** Headers that a Connection header declares to be part of the connection. */
function namedIn(connection: string | string[] | undefined): Set<string> | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  return new Set(
    String(connection)
      .split(',')
      .map((name) => name.trim().toLowerCase()),
  );
}
