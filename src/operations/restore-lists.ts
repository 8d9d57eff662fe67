import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../contract/config.ts';
import type { ConfigEdit, PathStep } from '../contract/config-edit.ts';
import { ampLists, clientKeyList } from './amp-mappings.ts';

/**
 * The edits that bring the touched keys back to where they stood in `before`, leaving every other key as it is
 * `now`: each behind the nearest of its former predecessors. undefined: a mapping they stood in is gone.
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
  const goes = (key: string | undefined) =>
    key !== undefined && touched.has(key) && !before.includes(key) && list.indexOf(key) >= 0;
  before.forEach((key, index) => {
    if (!touched.has(key) || count(list, key) >= count(before.slice(0, index + 1), key)) return;
    const neighbour = before.slice(0, index).findLast((other) => list.includes(other));
    const place = neighbour === undefined ? 0 : list.indexOf(neighbour) + 1;
    const there = list[place];
    if (there !== undefined && goes(there) && list.indexOf(there) === place) {
      edits.push({ op: 'replace', path, item: there, value: key });
      list[place] = key;
    } else if (neighbour !== undefined) {
      edits.push({ op: 'append', path, value: key, after: neighbour });
      list.splice(place, 0, key);
    } else if (there === undefined) {
      edits.push({ op: 'append', path, value: key });
      list.push(key);
    } else {
      // nothing stands before the first item, so it makes room and moves behind
      edits.push({ op: 'replace', path, item: there, value: key });
      edits.push({ op: 'append', path, value: there, after: key });
      list.splice(0, 0, key);
    }
  });
  for (const key of new Set(list)) {
    if (goes(key)) edits.push({ op: 'remove', path, item: key, every: true });
  }
  return edits;
}

function count(list: readonly string[], key: string): number {
  return list.filter((other) => other === key).length;
}
