import { fingerprint } from '../../../base/secrets/fingerprint.ts';
import type { ApiRoute, Provider, UpstreamEntry } from '../../../providers/provider.ts';

/** One upstream credential that requests can go to. */
export interface Target {
  /** Names the same credential after the config has been read again: its cooldown goes on. */
  readonly id: string;
  readonly provider: Provider;
  readonly entry: UpstreamEntry;
  readonly origin: string;
  /** Of the base URL, without a slash at its end. */
  readonly basePath: string;
  /** `account` of the usage record. */
  readonly account: string | undefined;
}

/** undefined: the base URL is none. @param proxyUrl for those that have none of their own */
export function targetOf(provider: Provider, entry: UpstreamEntry, proxyUrl?: string): Target | undefined {
  if (!/^https?:\/\//i.test(entry.baseUrl) || !URL.canParse(entry.baseUrl)) return undefined;
  const url = new URL(entry.baseUrl);
  // Behind another proxy or with other headers it may be let in where it was refused.
  const sent = (entry.key?.reveal() ?? '') + JSON.stringify(entry.headers ?? '');
  return {
    id: entry.account
      ? accountTarget(entry.account.name)
      : `${provider.id} ${entry.name} ${entry.baseUrl} ${fingerprint(sent)} ${entry.proxyUrl ?? proxyUrl ?? ''}`,
    provider,
    entry,
    origin: url.origin,
    basePath: url.pathname.replace(/\/+$/, ''),
    account: entry.account?.label ?? entry.key?.mask,
  };
}

/** An account stays the same one when it has other tokens. */
export const accountTarget = (name: string): string => `account ${name}`;

/** Behind the base URL; undefined: it does not speak that route, or its credential is not good for it. */
export function pathOf(
  { provider, entry }: Pick<Target, 'provider' | 'entry'>,
  route: ApiRoute,
): string | undefined {
  const routes = entry.account?.routes;
  return routes && !routes.includes(route) ? undefined : provider.path(route, entry);
}

/** A target, and the model as it knows it. */
export interface Candidate {
  readonly target: Target;
  readonly model: string;
}
