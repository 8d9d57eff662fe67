import { maskOf } from '../../base/secrets/secret.ts';
import type { ConfigEdit, ConfigValue, ItemMatch, PathStep } from '../../contract/config-edit.ts';
import { type Failure, failure } from '../../contract/outcome.ts';
import { type Data, dataOfValue, matches, nothing, sameData } from '../parse/tree-data.ts';
import { words } from '../words.ts';

/** Makes one edit on the data (changing it), without any text: what the spliced text must say in the end. */
export function intendEdit(root: Map<string, Data>, edit: ConfigEdit): Failure | undefined {
  switch (edit.op) {
    case 'set':
      return inMap(root, edit.path, true, (map, key) => void map.set(key, dataOfValue(edit.value)));
    case 'unset':
      return inMap(root, edit.path, false, (map, key) => void map.delete(key));
    case 'append':
      return inMap(root, edit.path, true, (map, key) => append(map, key, edit));
    case 'remove':
    case 'replace':
    case 'move':
      return inMap(root, edit.path, false, (map, key) => changeItem(map.get(key), edit));
  }
}

/** Whether data that another program wrote last has the wanted values. */
export function isMade(root: Data, edit: ConfigEdit): boolean {
  let here: Data | undefined = root;
  for (const step of edit.path) here = here === undefined ? undefined : stepInto(here, step);
  const holds = (value: ConfigValue) =>
    Array.isArray(here) && here.some((one) => sameData(one, dataOfValue(value)));
  switch (edit.op) {
    case 'set':
      return here !== undefined && sameData(here, dataOfValue(edit.value));
    case 'unset':
      return here === undefined;
    case 'append':
    case 'replace':
      return holds(edit.value);
    case 'remove':
      return !Array.isArray(here) || !here.some((one) => matches(one, edit.item));
    case 'move':
      return true;
  }
}

type Change = (map: Map<string, Data>, key: string) => Failure | undefined;

/** Walks to the mapping that holds the last step; `make` puts mappings where the path has none yet. */
function inMap(
  root: Map<string, Data>,
  path: readonly PathStep[],
  make: boolean,
  change: Change,
): Failure | undefined {
  const key = path.at(-1);
  if (typeof key !== 'string') return failure('invalid', words().edit.noName(pathWords(path)));
  let here: Data = root;
  for (const [index, step] of path.slice(0, -1).entries()) {
    const next: Data | undefined = stepInto(here, step);
    const upTo = path.slice(0, index + 1);
    if (next !== undefined && next !== nothing) here = next;
    else if (typeof step !== 'string') return gone(path.slice(0, index), step.item);
    else if (here instanceof Map) {
      const made = new Map<string, Data>();
      if (make) here.set(step, made);
      here = made;
    } else return notAMap(path.slice(0, index), here);
    if (typeof here === 'string') return notAMap(upTo, here);
  }
  return here instanceof Map ? change(here, key) : notAMap(path.slice(0, -1), here);
}

function stepInto(here: Data, step: PathStep): Data | undefined {
  if (typeof step === 'string') return here instanceof Map ? here.get(step) : undefined;
  return Array.isArray(here) ? here.find((one) => matches(one, step.item)) : undefined;
}

function append(
  map: Map<string, Data>,
  key: string,
  edit: ConfigEdit & { op: 'append' },
): Failure | undefined {
  const found = map.get(key) ?? nothing;
  const list = found === nothing ? [] : found;
  if (!Array.isArray(list)) return notA('list', edit.path, list);
  const { after } = edit;
  const at = after === undefined ? list.length : list.findIndex((one) => matches(one, after)) + 1;
  if (after !== undefined && at === 0) return gone(edit.path, after);
  list.splice(at, 0, dataOfValue(edit.value));
  map.set(key, list);
  return undefined;
}

function changeItem(
  list: Data | undefined,
  edit: ConfigEdit & { op: 'remove' | 'replace' | 'move' },
): Failure | undefined {
  if (list !== undefined && list !== nothing && !Array.isArray(list)) return notA('list', edit.path, list);
  if (!Array.isArray(list)) return gone(edit.path, edit.item);
  const at = list.findIndex((one) => matches(one, edit.item));
  if (at < 0) return gone(edit.path, edit.item);
  if (edit.op === 'move') return moveItem(list, at, edit);
  if (edit.op === 'replace') list[at] = dataOfValue(edit.value);
  else {
    const keep = (one: Data, index: number) => !(edit.every ? matches(one, edit.item) : index === at);
    list.splice(0, list.length, ...list.filter(keep));
  }
  return undefined;
}

function moveItem(
  list: Data[],
  at: number,
  { path, after }: ConfigEdit & { op: 'move' },
): Failure | undefined {
  const behind = after === null ? -1 : list.findIndex((one) => matches(one, after));
  if (after !== null && behind < 0) return gone(path, after);
  const order = orderAfterMove(list.length, at, behind);
  list.splice(0, list.length, ...order.map((from) => list[from] as Data));
  return undefined;
}

/** Old positions in their new order when the item at `from` comes behind the one at `behind`; -1: first. */
export function orderAfterMove(length: number, from: number, behind: number): number[] {
  const order = Array.from({ length }, (_, index) => index);
  if (behind === from) return order;
  order.splice(from, 1);
  order.splice(behind > from ? behind : behind + 1, 0, from);
  return order;
}

const gone = (path: readonly PathStep[], item: ItemMatch) =>
  failure('conflict', words().edit.gone(itemWords(item), pathWords(path)));

const notAMap = (path: readonly PathStep[], found: Data) => notA('mapping', path, found);

function notA(kind: 'list' | 'mapping', path: readonly PathStep[], found: Data): Failure {
  const place = pathWords(path) || 'config.yaml';
  if (typeof found === 'string' && found.startsWith('*')) {
    return failure('invalid', words().edit.alias(place));
  }
  return failure('invalid', words().edit.notA(place, kind));
}

/** Names a place without giving a key away: `openai-compatibility, name openrouter, api-key-entries`. */
export function pathWords(path: readonly PathStep[]): string {
  return path.map((step) => (typeof step === 'string' ? step : itemWords(step.item))).join(', ');
}

function itemWords(item: ItemMatch): string {
  if (typeof item !== 'object') return maskOf(String(item));
  return Object.entries(item)
    .map(([key, value]) => {
      if (value === null) return `without ${key}`;
      return `${key} ${key === 'name' ? value : maskOf(String(value))}`;
    })
    .join(' ');
}
