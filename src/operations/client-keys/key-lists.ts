import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../../contract/config.ts';
import type { ConfigEdit, PathStep } from '../../contract/config-edit.ts';

/** A list of client keys inside config.yaml, with the path that an edit names it by. */
interface KeyList {
  readonly path: PathStep[];
  readonly keys: readonly string[];
}

export const clientKeysPath: PathStep[] = ['api-keys'];

function clientKeyList(config: Config): KeyList {
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

/** Replaces `old` with `added` wherever it is: in the list itself and in the mappings. */
export function replaceEverywhere(config: Config, old: string, added: string): ConfigEdit[] {
  return [clientKeyList(config), ...ampLists(config)].flatMap(({ path, keys }): ConfigEdit[] => {
    const count = keys.filter((key) => key === old).length;
    if (count === 0) return [];
    const replace: ConfigEdit = { op: 'replace', path, item: old, value: added };
    return count === 1 ? [replace] : [replace, { op: 'remove', path, item: old, every: true }];
  });
}

/** Removes the key from the list, also when it is repeated there, and from the mappings. */
export function removeEverywhere(config: Config, key: string): ConfigEdit[] {
  return [clientKeyList(config), ...ampLists(config)]
    .filter(({ keys }) => keys.includes(key))
    .map(({ path }) => ({ op: 'remove', path, item: key, every: true }));
}

function listsWith(config: Config, key: string): KeyList[] {
  return ampLists(config).filter(({ keys }) => keys.includes(key));
}

/**
 * The edits that restore the touched keys to their places in `before`, leaving every other key as it is
 * `now`: each behind the nearest of its former predecessors. undefined if a mapping they were in is gone.
 */
export function restoreLists(
  now: Config,
  before: Config,
  touched: ReadonlySet<string>,
): ConfigEdit[] | undefined {
  const current = [clientKeyList(now), ...ampLists(now)];
  const edits: ConfigEdit[] = [];
  for (const { path, keys } of [clientKeyList(before), ...ampLists(before)]) {
    const list = current.find((other) => isDeepStrictEqual(other.path, path));
    if (list) edits.push(...restoreList(path, list.keys, keys, touched));
    else if (keys.some((key) => touched.has(key))) return undefined;
  }
  return edits;
}

function restoreList(
  path: PathStep[],
  now: readonly string[],
  before: readonly string[],
  touched: ReadonlySet<string>,
): ConfigEdit[] {
  const list = [...now];
  const edits: ConfigEdit[] = [];
  const isRemoved = (key: string | undefined) =>
    key !== undefined && touched.has(key) && !before.includes(key) && list.indexOf(key) >= 0;
  before.forEach((key, index) => {
    if (!touched.has(key) || count(list, key) >= count(before.slice(0, index + 1), key)) return;
    const place = placeFor(list, before.slice(0, index), key);
    const there = list[place];
    const first = there !== undefined && list.indexOf(there) === place;
    const neighbor = list[place - 1];
    if (first && isRemoved(there)) {
      edits.push({ op: 'replace', path, item: there, value: key });
      list[place] = key;
      return;
    }
    if (there === undefined) {
      edits.push({ op: 'append', path, value: key });
    } else if (neighbor !== undefined && list.indexOf(neighbor) === place - 1) {
      edits.push({ op: 'append', path, value: key, after: neighbor });
    } else if (first && !list.slice(0, place).includes(key)) {
      // no item before it can be named, so the one behind it makes room and moves
      edits.push({ op: 'replace', path, item: there, value: key });
      edits.push({ op: 'append', path, value: there, after: key });
    } else {
      edits.push({ op: 'append', path, value: key });
      list.push(key);
      return;
    }
    list.splice(place, 0, key);
  });
  for (const key of new Set(list)) {
    if (isRemoved(key)) edits.push({ op: 'remove', path, item: key, every: true });
  }
  return edits;
}

/**
 * Behind the nearest former predecessor that is still there; of equal ones, behind as many as were there
 * before. In a run of the key itself the first place is equivalent, and an edit can name it.
 */
function placeFor(list: readonly string[], predecessors: readonly string[], key: string): number {
  const neighbor = predecessors.findLast((other) => list.includes(other));
  if (neighbor === undefined) return 0;
  const times = count(predecessors, neighbor);
  const places = list.flatMap((other, index) => (other === neighbor ? [index + 1] : []));
  let place = places[times - 1] ?? places.at(-1) ?? 0;
  while (place > 0 && list[place - 1] === key) place -= 1;
  return place;
}

function count(list: readonly string[], key: string): number {
  return list.filter((other) => other === key).length;
}
