import { isAlias, isMap, isSeq, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { PathStep } from '../../contract/config-edit.ts';
import { isMergeKey, keyText } from '../parse/read-value.ts';
import type { YamlText } from '../parse/read-yaml.ts';
import { dataOf, matches } from '../parse/tree-data.ts';
import { colonOf, dashOf, isDecorated, isFlow, isUnwritten, startOf } from './node-extent.ts';
import { columnOf } from './source-lines.ts';

/** A place in the text that holds a value. */
export interface Slot {
  /** null if nothing is written there. */
  readonly node: unknown;
  /** Behind the `:` or `-`; for the root, the start of the text. */
  readonly from: number;
  /** Of the setting's name, or of the `-`. */
  readonly column: number;
  /** Name of the setting; of an item, that of its list. */
  readonly key: string;
  readonly kind: 'root' | 'entry' | 'item';
  readonly inFlow: boolean;
}

export interface Found {
  /** The deepest place on the path that is there. */
  readonly slot: Slot;
  /** Names of settings that are still to be made under it. */
  readonly missing: readonly string[];
}

/** Follows `path` in the source. undefined: an anchor, alias or tag lies on the way, or an unusual layout. */
export function findSlot(yaml: YamlText, path: readonly PathStep[]): Found | undefined {
  let slot: Slot = { node: yaml.document.contents, from: 0, column: 0, key: '', kind: 'root', inFlow: false };
  for (const [index, step] of path.entries()) {
    if (isDecorated(slot.node)) return undefined;
    const next = typeof step === 'string' ? entrySlot(yaml, slot, step) : itemSlot(yaml, slot, step);
    if (next === 'unsafe') return undefined;
    if (next === 'missing') {
      const missing = path.slice(index);
      return missing.every((one) => typeof one === 'string') ? { slot, missing } : undefined;
    }
    slot = next;
  }
  return isDecorated(slot.node) ? undefined : { slot, missing: [] };
}

function entrySlot(yaml: YamlText, { node, inFlow }: Slot, name: string): Slot | 'missing' | 'unsafe' {
  if (!isMap(node)) return isUnwritten(node) || dataOf(node) === 'pnull' ? 'missing' : 'unsafe';
  const pair = node.items.find((one) => !isMergeKey(one) && keyText(one.key) === name);
  return pair ? (slotOfEntry(yaml.text, node, pair, inFlow) ?? 'unsafe') : 'missing';
}

export function slotOfEntry(text: string, map: YAMLMap, pair: Pair, inFlow: boolean): Slot | undefined {
  const colon = colonOf(pair);
  const start = startOf(pair.key);
  if (colon === undefined || start === undefined || isDecorated(pair.key)) return undefined;
  const column = columnOf(text, start);
  const key = keyText(pair.key) ?? '';
  return { node: pair.value, from: colon + 1, column, key, kind: 'entry', inFlow: inFlow || isFlow(map) };
}

function itemSlot(yaml: YamlText, slot: Slot, step: Exclude<PathStep, string>): Slot | 'missing' | 'unsafe' {
  const { node } = slot;
  if (!isSeq(node)) return 'unsafe';
  const index = node.items.findIndex((one) => !isAlias(one) && matches(dataOf(one), step.item));
  return index < 0 ? 'unsafe' : slotOfItem(yaml.text, node, index, slot);
}

export function slotOfItem(text: string, seq: YAMLSeq, index: number, list: Slot): Slot {
  const node = seq.items[index];
  const inFlow = list.inFlow || isFlow(seq);
  const from = inFlow ? (startOf(node) ?? 0) : dashOf(seq, index) + 1;
  return { node, from, column: columnOf(text, from - 1), key: list.key, kind: 'item', inFlow };
}
