import * as oauth from 'oauth4webapi';
import { isThisMachine } from '../base/plain-http.ts';
import type { Config } from '../contract/config.ts';
import { failure, type Outcome, success } from '../contract/outcome.ts';
import { missingClient, type OAuthSettings, oauthSettings } from '../providers/accounts/sign-in-records.ts';
import type { ProviderOAuth } from '../providers/oauth.ts';
import { words } from './flow/words.ts';

/** Sends one request; the same as the global `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A provider together with the user's own registration there. */
export interface OAuthClient {
  readonly record: ProviderOAuth;
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly authentication: oauth.ClientAuth;
  readonly scope: string;
  /** undefined if the flow has no redirect. */
  readonly redirectUri: string | undefined;
  readonly profileEndpoint: string | undefined;
  /** Read before each request: `allowInsecureRequests` and the like. */
  readonly requests: (signal?: AbortSignal) => RequestSettings;
  readonly fetch: Fetch;
}

interface RequestSettings {
  readonly signal: AbortSignal;
  readonly [oauth.customFetch]: (url: string, init: object) => Promise<Response>;
  readonly [oauth.allowInsecureRequests]: true;
}

/** Longer than this no provider thinks about an answer, ms. */
const timeoutMs = 30_000;

/** `invalid`: the config lacks the client id, or names an address that is none. */
export function oauthClient(record: ProviderOAuth, config: Config, fetch: Fetch): Outcome<OAuthClient> {
  const own = oauthSettings(record, config);
  const missing = missingClient(record, config);
  if (missing !== undefined) return failure('invalid', missing);
  const endpoints = {
    authorization_endpoint: own['authorization-endpoint'] || record.browser?.endpoint,
    token_endpoint: own['token-endpoint'] || record.tokenEndpoint,
    device_authorization_endpoint: own['device-authorization-endpoint'] || record.device?.endpoint,
    revocation_endpoint: own['revocation-endpoint'] || usualRevocation(record, own),
  };
  const profile =
    own['profile-endpoint'] || (own['token-endpoint'] ? undefined : record.profileEndpoint?.url);
  for (const [name, url] of Object.entries({ ...endpoints, 'profile-endpoint': profile })) {
    if (url === undefined || isSafe(url)) continue;
    const setting = `oauth-clients.${record.words[0]}.${name.replaceAll('_', '-')}`;
    return failure('invalid', words().noAddressOf(setting));
  }
  const { token_endpoint: tokens } = endpoints;
  const issuer = own.issuer || (own['token-endpoint'] ? new URL(tokens).origin : record.issuer);
  const secret = own['client-secret'];
  return success({
    record,
    server: {
      issuer,
      ...Object.fromEntries(Object.entries(endpoints).filter(([, url]) => url !== undefined)),
      // They come straight from the provider over TLS; which of the usual ways they are signed does not
      // matter.
      id_token_signing_alg_values_supported: ['RS256', 'ES256', 'PS256', 'EdDSA', 'RS384', 'RS512'],
    },
    client: { client_id: own['client-id'] ?? '' },
    authentication: authenticationOf(record, secret || undefined),
    scope: (own.scopes ?? record.scopes).join(' '),
    redirectUri: redirectOf(record, own),
    profileEndpoint: profile,
    requests: (signal) => requestSettings(record, fetch, signal),
    fetch,
  });
}

/** At another server than the usual one the usual endpoint would get tokens that are not its own. */
function usualRevocation(record: ProviderOAuth, own: OAuthSettings): string | undefined {
  return own['token-endpoint'] ? undefined : record.revocationEndpoint;
}

function redirectOf({ browser }: ProviderOAuth, own: OAuthSettings): string | undefined {
  if (!browser) return undefined;
  const path = own['redirect-path'] || browser.path;
  return `http://localhost:${own['redirect-port'] ?? browser.port}${path.startsWith('/') ? '' : '/'}${path}`;
}

function authenticationOf({ tokenRequest }: ProviderOAuth, secret: string | undefined): oauth.ClientAuth {
  if (secret === undefined) return oauth.None();
  return tokenRequest?.secretIn === 'header'
    ? oauth.ClientSecretBasic(secret)
    : oauth.ClientSecretPost(secret);
}

/** Plain HTTP is only for servers of this machine, where it cannot be intercepted. */
function isSafe(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname));
}

function requestSettings(
  record: ProviderOAuth,
  fetch: Fetch,
  signal: AbortSignal | undefined,
): RequestSettings {
  const limit = AbortSignal.timeout(timeoutMs);
  return {
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: (url, init) =>
      fetch(url, record.tokenRequest?.json ? asJson(init) : (init as RequestInit)),
  };
}

/** The same fields in the form that this provider reads. */
function asJson(init: RequestInit): RequestInit {
  if (!(init.body instanceof URLSearchParams)) return init;
  const headers = new Headers(init.headers);
  headers.set('content-type', 'application/json');
  return { ...init, headers, body: JSON.stringify(Object.fromEntries(init.body)) };
}
