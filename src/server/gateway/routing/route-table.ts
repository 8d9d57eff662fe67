import { fingerprint } from '../../../base/secrets/fingerprint.ts';
import type { Config } from '../../../contract/config.ts';
import { accountEntry } from '../../../providers/accounts/account-entry.ts';
import { isExcluded, upstreamModel } from '../../../providers/fields/model-names.ts';
import { providers } from '../../../providers/index.ts';
import { type AmpUpstreams, readAmp } from '../../../providers/kinds/amp.ts';
import { trimSlash } from '../../../providers/paths.ts';
import type { Provider } from '../../../providers/provider.ts';
import { upstreamEntries } from '../../../providers/provider-keys.ts';
import type { ApiRoute, Environment, UpstreamEntry } from '../../../providers/upstream-entry.ts';
import type { LiveAccount } from '../../accounts/account-table.ts';

/** The targets of requests, from one state of the config. */
export interface RouteTable {
  readonly config: Config;
  readonly accounts: readonly LiveAccount[];
  readonly targets: readonly Target[];
  readonly amp: AmpUpstreams | undefined;
  /**
   * Every target that serves the model on this route, or in another protocol, in the order of the config. Returns the
   * same array each time.
   */
  find(route: ApiRoute, model: string): readonly Candidate[];
}

/** Clients may invent names, which must not fill the memory. */
const remembered = 2_000;

/** @param accounts of auth-dir, beside the keys. @param warn gets a sentence for an entry that cannot be used */
export function routeTable(
  config: Config,
  environment: Environment,
  accounts: readonly LiveAccount[],
  warn: (sentence: string) => void,
): RouteTable {
  const target = (provider: Provider, entry: UpstreamEntry): Target[] => {
    const found = targetOf(provider, entry, config['proxy-url'] ?? undefined);
    if (!found)
      warn(`the base-url of ${entry.name} is not an http or https address, so the entry is not used`);
    return found ? [found] : [];
  };
  const keys = providers.flatMap((provider) =>
    upstreamEntries(provider, config, environment).flatMap((entry) => target(provider, entry)),
  );
  const signedIn = accounts.flatMap((account) => {
    const entry = accountEntry(account.record, account, config, account.key);
    return entry ? target(account.provider, entry) : [];
  });
  const targets = [...keys, ...signedIn];
  const forced = config['force-model-prefix'] === true;
  const known = new Map<ApiRoute, Map<string, readonly Candidate[]>>();
  return {
    config,
    accounts,
    targets,
    amp: readAmp(config, environment),
    find(route, model) {
      let models = known.get(route);
      const before = models?.get(model);
      if (before) return before;
      const found = targets.flatMap((target) => candidatesOf(target, route, model, forced));
      if (!models || models.size >= remembered) {
        models = new Map();
        known.set(route, models);
      }
      models.set(model, found);
      return found;
    },
  };
}

/** A target that may not support the route is listed twice: the second one is translated, if it turns out not to. */
function candidatesOf(target: Target, route: ApiRoute, model: string, forced: boolean): Candidate[] {
  const own = candidateOf(target, route, model, forced);
  const sure = own !== undefined && (route !== 'responses' || target.entry.responses === undefined);
  const translated = sure ? undefined : translatedOf(target, route, model, forced);
  return [own, translated && { ...translated, ...(own && { insteadOf: own }) }].filter(
    (one) => one !== undefined,
  );
}

function candidateOf(target: Target, route: ApiRoute, model: string, forced: boolean): Candidate | undefined {
  const { entry } = target;
  if (pathOf(target, route) === undefined) return undefined;
  // A route that only one kind of provider has is found without a model.
  if (route === 'monitor') return isExcluded(entry, model, model) ? undefined : { target, model };
  const name = upstreamModel(target, model, forced);
  return name === undefined ? undefined : { target, model: name };
}

/** Routes that are translated into each other, the most expressive one first. */
export const conversations = ['messages', 'gemini', 'responses', 'chat'] as const;
export const isConversation = (route: ApiRoute): boolean =>
  (conversations as readonly ApiRoute[]).includes(route);

/** A target that speaks another protocol than the route's. */
function translatedOf(
  target: Target,
  route: ApiRoute,
  model: string,
  forced: boolean,
): Candidate | undefined {
  if (!isConversation(route) && route !== 'count_tokens') return undefined;
  // A route that may be missing is not used for translation.
  const by = conversations.find(
    (other) =>
      pathOf(target, other) !== undefined && (other !== 'responses' || target.entry.responses === undefined),
  );
  const name = by && upstreamModel(target, model, forced);
  return by === undefined || name === undefined ? undefined : { target, model: name, by };
}

/** One upstream credential that requests can go to. */
export interface Target {
  /** Identifies the same credential after a reload, so that its cooldown continues. */
  readonly id: string;
  readonly provider: Provider;
  readonly entry: UpstreamEntry;
  readonly origin: string;
  /** Path of the base URL, without a slash at its end. */
  readonly basePath: string;
  /** Query of the base URL, such as an `api-version`, with its `?`; or empty. */
  readonly search: string;
  /** `account` of the usage record. */
  readonly account: string | undefined;
}

/** undefined if the base URL is invalid. @param proxyUrl for entries without their own */
export function targetOf(provider: Provider, entry: UpstreamEntry, proxyUrl?: string): Target | undefined {
  if (!/^https?:\/\//i.test(entry.baseUrl) || !URL.canParse(entry.baseUrl)) return undefined;
  const url = new URL(entry.baseUrl);
  // With another proxy or other headers, a refused credential may be accepted.
  const sent = (entry.key?.reveal() ?? '') + JSON.stringify(entry.headers ?? '');
  return {
    id: entry.account
      ? accountTarget(entry.account.name)
      : `${provider.id} ${entry.name} ${entry.baseUrl} ${fingerprint(sent)} ${entry.proxyUrl ?? proxyUrl ?? ''}`,
    provider,
    entry,
    origin: url.origin,
    basePath: trimSlash(url.pathname),
    search: url.search,
    account: entry.account?.label ?? entry.key?.mask,
  };
}

/** An account with new tokens is still the same credential. */
export const accountTarget = (name: string): string => `account ${name}`;

/** Path after the base URL; undefined: it does not support that route, or its credential is not valid for it. */
export function pathOf(
  { provider, entry }: Pick<Target, 'provider' | 'entry'>,
  route: ApiRoute,
): string | undefined {
  const routes = entry.account?.routes;
  return routes && !routes.includes(route) ? undefined : provider.path(route, entry);
}

/** A target, and its name for the model. */
export interface Candidate {
  readonly target: Target;
  readonly model: string;
  /** The route at the target, if it differs from the client's: the request is translated. */
  readonly by?: ApiRoute;
  /** Used only if its provider turns out not to have the route of this one. */
  readonly insteadOf?: Candidate;
}
