import { matchesPattern } from '../../base/text/match-pattern.ts';
import type { Provider } from '../provider.ts';
import type { UpstreamEntry } from '../upstream-entry.ts';

interface Upstream {
  readonly provider: Provider;
  readonly entry: UpstreamEntry;
}

/** The upstream's name for the model that a client asks for; undefined if the upstream does not serve it. */
export function upstreamModel(upstream: Upstream, model: string, forced: boolean): string | undefined {
  for (const asked of askedNames(upstream.entry, model, forced)) {
    const name = upstreamName(upstream, asked);
    if (name !== undefined && !isExcluded(upstream.entry, asked, name)) return name;
  }
  return undefined;
}

/** The requested name without the prefix of this entry; the bare name, too, unless prefixes are forced (D2). */
function askedNames(entry: UpstreamEntry, model: string, forced: boolean): string[] {
  const names: string[] = [];
  if (entry.prefix !== undefined && model.startsWith(`${entry.prefix}/`))
    names.push(model.slice(entry.prefix.length + 1));
  if (entry.prefix === undefined || !forced) names.push(model);
  return names;
}

function upstreamName({ provider, entry }: Upstream, asked: string): string | undefined {
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

/** Its models are not known, so clients put its name before the model to select it. */
const isOpen = (knownModels: readonly string[]): boolean => knownModels.length === 0;

export function isExcluded(entry: UpstreamEntry, asked: string, name: string): boolean {
  if (entry.excluded.length === 0) return false;
  const names = [asked.toLowerCase(), name.toLowerCase()];
  return entry.excluded.some((pattern) => names.some((text) => matchesPattern(pattern, text)));
}
