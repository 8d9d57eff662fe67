import { providers } from '../../providers/index.ts';
import type { Provider, UpstreamEntry } from '../../providers/provider.ts';
import { providerKeysOf } from '../../providers/provider-keys.ts';
import type { CaseFacts } from './case-facts.ts';
import { inConfig } from './config-place.ts';
import type { Where } from './finding.ts';

/** One credential of the config that requests can go to. */
export interface Upstream {
  readonly provider: Provider;
  readonly entry: UpstreamEntry;
}

/** Those of the config in force that are not switched off. */
export function upstreamsOf({ state }: CaseFacts): readonly Upstream[] {
  return providers.flatMap((provider) =>
    provider
      .entries(state.config, {})
      .filter(({ excluded }) => !excluded.includes('*'))
      .map((entry) => ({ provider, entry })),
  );
}

/** Where a setting of its entry stands; its list where the entry cannot be named. */
export function settingOf(facts: CaseFacts, { entry }: Upstream, name: string): Where {
  const row = providerKeysOf(facts.state.config).find(
    ({ key, baseUrl }) => key?.reveal() === entry.key?.reveal() && baseUrl === entry.baseUrl,
  );
  if (!row) return inConfig(facts, [], name);
  const { list, key } = row;
  const item =
    list === 'openai-compatibility' ? { name: row.name ?? '' } : { 'api-key': key?.reveal() ?? '' };
  return inConfig(facts, [list, { item }, name], `${list}.${name}`);
}

/** Whether it would take a request for this model, asked without a prefix. */
export function serves({ provider, entry }: Upstream, model: string): boolean {
  if (entry.models.length > 0)
    return entry.models.some(({ alias, name }) => alias === model || name === model);
  return provider.serves(model, entry);
}

/** Names that it is known to be asked for, without a prefix. */
export function namesOf({ provider, entry }: Upstream): readonly string[] {
  return entry.models.length > 0 ? entry.models.map(({ alias }) => alias) : provider.knownModels;
}

/** Each once, in their order. */
export const once = <T>(list: readonly T[]): T[] => [...new Set(list)];

/** `a`, `a and b`, `a, b and c`. */
export function joined(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
