import { isMap, isSeq, type Pair, type YAMLSeq } from 'yaml';
import type { ConfigEdit, ConfigValue } from '../../contract/config-edit.ts';
import { keyText } from '../parse/read-value.ts';
import type { YamlText } from '../parse/read-yaml.ts';
import { dataOf, matches, nothing } from '../parse/tree-data.ts';
import { addBlockItems, linesAt, moveBlockItem, removeBlockItems } from './edit-block-list.ts';
import { addToFlow, moveInFlow, removeFromFlow } from './edit-flow.ts';
import { addEntry, removeEntry } from './edit-mapping.ts';
import { findSlot, type Slot, slotOfItem } from './find-slot.ts';
import { dashOf, holdsAnchors, isDecorated, isFlow } from './node-extent.ts';
import { replaceWhole, rewriteValue } from './rewrite-value.ts';
import { columnOf, lineBreakOf, type Splice } from './source-lines.ts';
import { besides, styleOf, type TextStyle } from './text-style.ts';
import { entryText, flowText } from './value-text.ts';

/** Edits of one kind in one place, which can be made on one reading of the text. */
export type EditGroup = readonly [ConfigEdit, ...ConfigEdit[]];

/**
 * Splices that make a group of edits, each known to be possible on the data. undefined if there is no safe
 * way.
 */
export function planEdits(yaml: YamlText, group: EditGroup): Splice[] | undefined {
  const [edit] = group;
  const style = styleOf(yaml);
  switch (edit.op) {
    case 'set':
      return planSet(yaml, edit.path, edit.value, style);
    case 'unset':
      return planUnset(yaml, edit.path, style);
    case 'append':
      return planAppend(yaml, edit, group as readonly AppendEdit[], style);
    case 'replace':
      return planReplace(yaml, edit, style);
    case 'move':
      return planMove(yaml, edit);
    case 'remove':
      return planRemove(yaml, group as readonly RemoveEdit[], style);
  }
}

type AppendEdit = ConfigEdit & { op: 'append' };
type RemoveEdit = ConfigEdit & { op: 'remove' };

function planSet(
  yaml: YamlText,
  path: ConfigEdit['path'],
  value: ConfigValue,
  style: TextStyle,
): Splice[] | undefined {
  const found = findSlot(yaml, path);
  if (!found) return undefined;
  const [first, ...rest] = found.missing;
  if (first === undefined) return rewriteValue(yaml.text, found.slot, value, style);
  const inner = rest.reduceRight<ConfigValue>((held, name) => ({ [name]: held }), value);
  return putEntry(yaml, found.slot, first, inner, style);
}

function putEntry(
  yaml: YamlText,
  slot: Slot,
  key: string,
  value: ConfigValue,
  style: TextStyle,
): Splice[] | undefined {
  const { text } = yaml;
  if (isMap(slot.node) && (slot.node.items.length > 0 || slot.inFlow))
    return addEntry(text, slot.node, key, value, style);
  if (slot.kind !== 'root') return replaceWhole(text, slot, { [key]: value }, style);
  // In a file of comments only, the first setting is added at the end.
  const unusual = isMap(slot.node) || /^(---|\.\.\.|%)/m.test(text);
  return unusual ? undefined : [linesAt(text.length, [entryText(key, value, 0, style)], lineBreakOf(text))];
}

function planUnset(yaml: YamlText, path: ConfigEdit['path'], style: TextStyle): Splice[] | undefined {
  const found = findSlot(yaml, path.slice(0, -1));
  if (!found) return undefined;
  const { node } = found.slot;
  if (found.missing.length > 0 || !isMap(node)) return [];
  const index = node.items.findIndex((pair) => keyText(pair.key) === path.at(-1));
  if (index < 0) return [];
  const pair = node.items[index] as Pair;
  if (isDecorated(pair.key)) return undefined;
  const root = found.slot.kind === 'root';
  const removed = removeEntry(yaml.text, node, index, root);
  if (node.items.length > 1 || root) return removed;
  const isAlone = removed && !isFlow(node) && !found.slot.inFlow && found.slot.kind === 'entry';
  // Comments behind its only entry stay.
  return isAlone
    ? [{ start: found.slot.from, end: found.slot.from, text: ' {}' }, ...removed]
    : replaceWhole(yaml.text, found.slot, {}, style);
}

/** Whether the mapping of an `unset` is empty, and no comment goes with it or is left behind. */
export function isBareMapping(yaml: YamlText, edit: ConfigEdit & { op: 'unset' }): boolean {
  const { text } = yaml;
  const found = findSlot(yaml, edit.path);
  if (!found || found.missing.length > 0 || !isMap(found.slot.node) || found.slot.node.items.length > 0)
    return false;
  const cuts = planEdits(yaml, [edit]) ?? [];
  const end = Math.max(...cuts.map((cut) => cut.end));
  const below = /^\s*(?=#)/.exec(text.slice(end))?.[0].length;
  if (below !== undefined && columnOf(text, end + below) > found.slot.column) return false;
  return cuts.length > 0 && !cuts.some((cut) => text.slice(cut.start, cut.end).includes('#'));
}

function planAppend(
  yaml: YamlText,
  edit: AppendEdit,
  group: readonly AppendEdit[],
  style: TextStyle,
): Splice[] | undefined {
  const { text } = yaml;
  const values = group.map((one) => one.value);
  const found = findSlot(yaml, edit.path);
  if (!found) return undefined;
  const { node, key } = found.slot;
  if (found.missing.length > 0 || dataOf(node) === nothing) return planSet(yaml, edit.path, values, style);
  if (!isSeq(node)) return undefined;
  if (node.items.length === 0 && !found.slot.inFlow) return replaceWhole(text, found.slot, values, style);
  const { after } = edit;
  const index =
    after === undefined
      ? node.items.length - 1
      : node.items.findIndex((item) => matches(dataOf(item), after));
  if (!isFlow(node)) return addBlockItems(text, node, index, values, style, key);
  const like = index < 0 ? style : besides(style, node.items[index]);
  const part = values.map((value) => flowText(value, like, key)).join(', ');
  return addToFlow(text, node, index, part, style.lineBreak);
}

function planReplace(
  yaml: YamlText,
  edit: ConfigEdit & { op: 'replace' },
  style: TextStyle,
): Splice[] | undefined {
  const found = findSlot(yaml, edit.path);
  if (!found || !isSeq(found.slot.node)) return undefined;
  const seq = found.slot.node;
  const index = seq.items.findIndex((item) => matches(dataOf(item), edit.item));
  if (index < 0 || (!isFlow(seq) && dashOf(seq, index) < 0)) return undefined;
  return rewriteValue(yaml.text, slotOfItem(yaml.text, seq, index, found.slot), edit.value, style);
}

function planMove(yaml: YamlText, edit: ConfigEdit & { op: 'move' }): Splice[] | undefined {
  const { text } = yaml;
  const found = findSlot(yaml, edit.path);
  if (!found || !isSeq(found.slot.node)) return undefined;
  const seq = found.slot.node;
  const { item, after } = edit;
  const data = seq.items.map(dataOf);
  const from = data.findIndex((one) => matches(one, item));
  const behind = after === null ? -1 : data.findIndex((one) => matches(one, after));
  // An alias must stay behind its anchor.
  if (from < 0 || holdsAnchors(seq)) return undefined;
  return isFlow(seq) ? moveInFlow(text, seq, from, behind) : moveBlockItem(text, seq, from, behind);
}

function planRemove(yaml: YamlText, group: readonly RemoveEdit[], style: TextStyle): Splice[] | undefined {
  const { text } = yaml;
  const found = group[0] && findSlot(yaml, group[0].path);
  if (!found || !isSeq(found.slot.node)) return undefined;
  const seq = found.slot.node;
  const going = [...goingFrom(seq, group)];
  if (going.some((index) => isDecorated(seq.items[index]))) return undefined;
  // An empty list means something else than no list (A2), so it is written out.
  if (going.length === seq.items.length) return replaceWhole(text, found.slot, [], style);
  return isFlow(seq) ? removeFromFlow(text, seq, going) : removeBlockItems(text, seq, going);
}

/** Positions of the items that the edits name, one after the other. */
function goingFrom(seq: YAMLSeq, group: readonly RemoveEdit[]): Set<number> {
  const going = new Set<number>();
  const data = seq.items.map(dataOf);
  for (const { item, every } of group) {
    for (const [index, one] of data.entries()) {
      if (going.has(index) || !matches(one, item)) continue;
      going.add(index);
      if (!every) break;
    }
  }
  return going;
}
