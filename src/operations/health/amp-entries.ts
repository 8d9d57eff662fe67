import { maskOf } from '../../base/secrets/secret.ts';
import type { Config } from '../../contract/config.ts';
import type { PathStep } from '../../contract/config-edit.ts';

/** One client key in an Amp mapping (F1), in the order of the file. */
export interface AmpEntry {
  readonly client: string;
  readonly upstream: string;
  /** Of the list it stands in; undefined: of mappings that repeat an upstream key only the first can be named. */
  readonly path: readonly PathStep[] | undefined;
  /** It stood in a mapping before: this one has no effect. */
  readonly again: boolean;
  /** The first one stands in the same list. */
  readonly sameList: boolean;
}

export function ampEntries(config: Config): readonly AmpEntry[] {
  const first = new Map<string, number>();
  const upstreams = new Set<string>();
  return (config.ampcode?.['upstream-api-keys'] ?? []).flatMap((mapping, index) => {
    const upstream = mapping['upstream-api-key'] ?? '';
    const named = upstream !== '' && !upstreams.has(upstream);
    upstreams.add(upstream);
    const path = named
      ? ['ampcode', 'upstream-api-keys', { item: { 'upstream-api-key': upstream } }, 'api-keys']
      : undefined;
    return (mapping['api-keys'] ?? []).map((client): AmpEntry => {
      const before = first.get(client);
      first.set(client, before ?? index);
      return { client, upstream, path, again: before !== undefined, sameList: before === index };
    });
  });
}

export const mappingOf = (upstream: string): string =>
  `the Amp mapping of ${upstream === '' ? 'no upstream key' : maskOf(upstream)}`;
