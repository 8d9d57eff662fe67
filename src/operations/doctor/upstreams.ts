import { providers } from '../../providers/index.ts';
import type { Provider, UpstreamEntry } from '../../providers/provider.ts';
import type { CaseFacts } from './case-facts.ts';

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
