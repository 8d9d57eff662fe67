import { isCollection, isMap, isScalar, isSeq, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { ConfigValue } from '../../contract/config-edit.ts';
import { keyText } from '../parse/read-value.ts';
import { dataOf, dataOfValue, sameData } from '../parse/tree-data.ts';
import { alignItems } from './align-items.ts';
import { addBlockItems, linesAt, removeBlockItems } from './edit-block-list.ts';
import { removeFromFlow } from './edit-flow.ts';
import { addEntry, removeEntry } from './edit-mapping.ts';
import { type Slot, slotOfEntry, slotOfItem } from './find-slot.ts';
import { endOf, holdsAnchors, isFlow, isUnwritten, startOf } from './node-extent.ts';
import {
  columnOf,
  commentsAbove,
  commentsBelow,
  lineAfter,
  lineStart,
  type Splice,
  startsLine,
} from './source-lines.ts';
import { quoteStyleOf, type TextStyle } from './text-style.ts';
import { behindColon, flowText, itemText, plainValue } from './value-text.ts';

type Mapping = { readonly [key: string]: ConfigValue };

/** The least that makes the value at `slot` say `value`; parts that say it already stay as they are. */
export function rewriteValue(
  text: string,
  slot: Slot,
  value: ConfigValue,
  style: TextStyle,
): Splice[] | undefined {
  const { node } = slot;
  if (sameData(dataOf(node), dataOfValue(value)) && !(value === null && isUnwritten(node))) return [];
  if (value === null && isUnwritten(node)) return [];
  if (holdsAnchors(node)) return undefined;
  if (isScalar(node) && !isUnwritten(node) && (typeof value !== 'object' || value === null)) {
    return [rewriteScalar(text, slot, value, style)];
  }
  const parts = rewriteParts(text, slot, value, style);
  return parts ?? replaceWhole(text, slot, value, style);
}

function rewriteScalar(
  text: string,
  slot: Slot,
  value: string | number | boolean | null,
  style: TextStyle,
): Splice {
  const { node } = slot;
  const quote = isScalar(node) ? quoteStyleOf(node) : undefined;
  const like = quote ? { ...style, quoteOf: () => quote } : style;
  const put = slot.inFlow ? flowText(value, like, slot.key) : plainValue(value, like, slot.key);
  return { ...inlineRange(text, slot), text: put };
}

/** From the first character of a value to behind its last, without the line break that ends block text. */
function inlineRange(text: string, { node, from }: Slot): { start: number; end: number } {
  const start = isUnwritten(node) ? from : (startOf(node) ?? from);
  const end = endOf(node, from);
  const breaks = /[\r\n]*$/.exec(text.slice(start, end))?.[0].length ?? 0;
  return { start, end: end - breaks };
}

/** undefined: old and new have too little in common, so the whole is replaced. */
function rewriteParts(text: string, slot: Slot, value: ConfigValue, style: TextStyle): Splice[] | undefined {
  const { node } = slot;
  if (isMap(node) && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return rewriteMapping(text, slot, node, value as Mapping, style);
  }
  if (isSeq(node) && Array.isArray(value)) return rewriteList(text, slot, node, value, style);
  return undefined;
}

function rewriteMapping(
  text: string,
  slot: Slot,
  map: YAMLMap,
  value: Mapping,
  style: TextStyle,
): Splice[] | undefined {
  const names = map.items.map((pair) => keyText(pair.key) ?? '');
  const added = Object.keys(value).filter((name) => !names.includes(name));
  const dropped = names.flatMap((name, index) => (Object.hasOwn(value, name) ? [] : [index]));
  if (dropped.length === names.length || (isFlow(map) && added.length + dropped.length > 1)) return undefined;
  return joined([
    ...map.items.map((pair, index) => {
      const name = names[index] ?? '';
      if (!Object.hasOwn(value, name)) return removeEntry(text, map, index, slot.kind === 'root');
      const inner = slotOfEntry(text, map, pair as Pair, slot.inFlow);
      return inner && rewriteValue(text, inner, value[name] as ConfigValue, style);
    }),
    ...added.map((name) => addEntry(text, map, name, value[name] as ConfigValue, style)),
  ]);
}

/** Items that stay keep their lines and comments; a changed item with parts is rewritten in place. */
function rewriteList(
  text: string,
  slot: Slot,
  seq: YAMLSeq,
  values: readonly ConfigValue[],
  style: TextStyle,
): Splice[] | undefined {
  if (values.length === 0 || seq.items.length === 0) return undefined;
  const { pairs, dropped, added } = alignItems(seq.items.map(dataOf), values.map(dataOfValue));
  const changed = pairs.map(([from, to]) =>
    rewriteValue(text, slotOfItem(text, seq, from, slot), values[to] as ConfigValue, style),
  );
  if (isFlow(seq)) {
    if (added.length > 0 || dropped.length === seq.items.length) return undefined;
    return joined([...changed, dropped.length > 0 ? removeFromFlow(text, seq, dropped) : []]);
  }
  const fresh = added.map(({ behind, items }) => {
    const put = items.map((index) => values[index] as ConfigValue);
    return addBlockItems(text, seq, behind, put, style, slot.key);
  });
  return joined([...changed, ...fresh, removeBlockItems(text, seq, dropped)]);
}

function joined(parts: readonly (Splice[] | undefined)[]): Splice[] | undefined {
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

/** Takes the old value out and writes the new one: on the line of its name, or on lines below. */
export function replaceWhole(
  text: string,
  slot: Slot,
  value: ConfigValue,
  style: TextStyle,
): Splice[] | undefined {
  const { node, from, column, key } = slot;
  if (holdsAnchors(node) || slot.kind === 'root') return undefined;
  if (slot.inFlow) {
    const blank = isUnwritten(node) ? ' ' : '';
    return [{ ...inlineRange(text, slot), text: blank + flowText(value, style, key) }];
  }
  if (slot.kind === 'item') {
    const range = inlineRange(text, slot);
    const blank = isUnwritten(node) ? ' ' : '';
    return [
      { ...range, text: blank + itemText(value, columnOf(text, range.start) + blank.length, style, key) },
    ];
  }
  const put = behindColon(key, value, column, style);
  const below = put.startsWith(style.lineBreak) ? put.slice(style.lineBreak.length) : undefined;
  const lines = blockLines(text, slot);
  if (lines) {
    const cut = [{ ...lines, text: '' }];
    if (below === undefined) return [{ start: from, end: from, text: put }, ...cut];
    return [...cut, linesAt(lines.end, [below], style.lineBreak)];
  }
  const { end } = inlineRange(text, slot);
  if (below === undefined) return [{ start: from, end, text: put }];
  return [{ start: from, end, text: '' }, linesAt(lineAfter(text, end), [below], style.lineBreak)];
}

/** Lines of a list or mapping that is below its name, with the comments of its first and last part. */
function blockLines(text: string, { node, from, column }: Slot): { start: number; end: number } | undefined {
  const start = startOf(node);
  if (!isCollection(node) || isFlow(node as YAMLMap) || start === undefined || !startsLine(text, start))
    return undefined;
  const first = commentsAbove(text, lineStart(text, start), lineAfter(text, from));
  return { start: first, end: commentsBelow(text, lineAfter(text, endOf(node, from)), column) };
}
