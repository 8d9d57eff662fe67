import { matchesPattern } from '../../base/match-pattern.ts';
import type { Config } from '../../contract/config.ts';
import { accountEntry } from '../../providers/account-entry.ts';
import { type AmpUpstreams, readAmp } from '../../providers/amp.ts';
import { providers } from '../../providers/index.ts';
import type { ApiRoute, Environment, Provider, UpstreamEntry } from '../../providers/provider.ts';
import type { LiveAccount } from '../accounts/account-table.ts';
import { type Candidate, pathOf, type Target, targetOf } from './target.ts';

/** Where requests can go, from one state of the config. */
export interface RouteTable {
  readonly config: Config;
  readonly accounts: readonly LiveAccount[];
  readonly targets: readonly Target[];
  readonly amp: AmpUpstreams | undefined;
  /** Every target that serves the model on this route, in the order of the config; the same array each time. */
  find(route: ApiRoute, model: string): readonly Candidate[];
}

/** Names a client may make up must not fill the memory. */
const remembered = 2_000;

/** @param accounts of auth-dir, beside the keys. @param warn gets a sentence for an entry that cannot be used */
export function routeTable(
  config: Config,
  environment: Environment,
  accounts: readonly LiveAccount[],
  warn: (sentence: string) => void,
): RouteTable {
  const target = (provider: Provider, entry: UpstreamEntry): Target[] => {
    const found = targetOf(provider, entry);
    if (!found) warn(`the base-url of ${entry.name} is no http or https address, so it is not used`);
    return found ? [found] : [];
  };
  const keys = providers.flatMap((provider) =>
    provider.entries(config, environment).flatMap((entry) => target(provider, entry)),
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
      const found = targets.flatMap((target) => candidateOf(target, route, model, forced) ?? []);
      if (!models || models.size >= remembered) {
        models = new Map();
        known.set(route, models);
      }
      models.set(model, found);
      return found;
    },
  };
}

function candidateOf(target: Target, route: ApiRoute, model: string, forced: boolean): Candidate | undefined {
  const { entry } = target;
  if (pathOf(target, route) === undefined) return undefined;
  // A route that only one kind of provider has needs no model to be found.
  if (route === 'monitor') return isExcluded(entry, model, model) ? undefined : { target, model };
  for (const asked of askedNames(entry, model, forced)) {
    const name = upstreamName(target, asked);
    if (name !== undefined && !isExcluded(entry, asked, name)) return { target, model: name };
  }
  return undefined;
}

/** What remains of the asked name for this entry: behind its prefix, and bare unless prefixes are forced (D2). */
function askedNames(entry: UpstreamEntry, model: string, forced: boolean): string[] {
  const names: string[] = [];
  if (entry.prefix !== undefined && model.startsWith(`${entry.prefix}/`))
    names.push(model.slice(entry.prefix.length + 1));
  if (entry.prefix === undefined || !forced) names.push(model);
  return names;
}

function upstreamName({ provider, entry }: Target, asked: string): string | undefined {
  if (asked === '') return undefined;
  if (entry.models.length > 0) {
    const { models } = entry;
    return (models.find(({ alias }) => alias === asked) ?? models.find(({ name }) => name === asked))?.name;
  }
  const aliased = entry.account?.aliases.find(({ alias }) => alias === asked)?.name;
  if (aliased !== undefined) return aliased;
  if (provider.serves(asked, entry)) return asked;
  if (
    asked.startsWith(`${entry.name}/`) &&
    asked.length > entry.name.length + 1 &&
    isOpen(provider.knownModels)
  )
    return asked.slice(entry.name.length + 1);
  return undefined;
}

/** Nobody knows what it serves: its name in front says that it is meant. */
const isOpen = (knownModels: readonly string[]): boolean => knownModels.length === 0;

export function isExcluded(entry: UpstreamEntry, asked: string, name: string): boolean {
  if (entry.excluded.length === 0) return false;
  const names = [asked.toLowerCase(), name.toLowerCase()];
  return entry.excluded.some((pattern) => names.some((text) => matchesPattern(pattern, text)));
}
