import type { Config } from '../../contract/config.ts';
import type { ConfigEdit, PathStep } from '../../contract/config-edit.ts';

/** A list of client keys inside config.yaml, with the path that an edit names it by. */
export interface KeyList {
  readonly path: PathStep[];
  readonly keys: readonly string[];
}

export const clientKeysPath: PathStep[] = ['api-keys'];

export function clientKeyList(config: Config): KeyList {
  return { path: clientKeysPath, keys: config['api-keys'] ?? [] };
}

/**
 * The client keys of each per-client upstream key (F1). Items are named by their upstream key, so of entries
 * that repeat one only the first can be named; an entry without any cannot.
 */
export function ampLists(config: Config): KeyList[] {
  const lists = new Map<string, KeyList>();
  for (const entry of config.ampcode?.['upstream-api-keys'] ?? []) {
    const upstream = entry['upstream-api-key'];
    if (!upstream || lists.has(upstream)) continue;
    lists.set(upstream, {
      path: ['ampcode', 'upstream-api-keys', { item: { 'upstream-api-key': upstream } }, 'api-keys'],
      keys: entry['api-keys'] ?? [],
    });
  }
  return [...lists.values()];
}

/** Mappings that name `old` name `added` as well, right behind it (A8). */
export function followInAmp(config: Config, old: string, added: string): ConfigEdit[] {
  return listsWith(config, old).map(({ path }) => ({ op: 'append', path, value: added, after: old }));
}

/** `old` gives its place to `added` wherever it stands: in the list itself and in the mappings. */
export function replaceEverywhere(config: Config, old: string, added: string): ConfigEdit[] {
  return [clientKeyList(config), ...ampLists(config)].flatMap(({ path, keys }): ConfigEdit[] => {
    const count = keys.filter((key) => key === old).length;
    if (count === 0) return [];
    const replace: ConfigEdit = { op: 'replace', path, item: old, value: added };
    return count === 1 ? [replace] : [replace, { op: 'remove', path, item: old, every: true }];
  });
}

/** The key goes from the list, also when it is repeated there, and from the mappings. */
export function removeEverywhere(config: Config, key: string): ConfigEdit[] {
  return [clientKeyList(config), ...ampLists(config)]
    .filter(({ keys }) => keys.includes(key))
    .map(({ path }) => ({ op: 'remove', path, item: key, every: true }));
}

function listsWith(config: Config, key: string): KeyList[] {
  return ampLists(config).filter(({ keys }) => keys.includes(key));
}
