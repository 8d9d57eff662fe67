import { isCollection, type Pair, type YAMLMap } from 'yaml';
import type { ConfigValue } from '../../contract/config-edit.ts';
import { linesAt } from './edit-block-list.ts';
import { addToFlow, removeFromFlow } from './edit-flow.ts';
import { entryEnd, isFlow, startOf } from './node-extent.ts';
import {
  columnOf,
  commentsAbove,
  commentsBelow,
  lineAfter,
  lineStart,
  type Splice,
  startsLine,
} from './source-lines.ts';
import type { TextStyle } from './text-style.ts';
import { entryText, flowText, keyName } from './value-text.ts';

/** A new entry as the last one of a mapping that has some. undefined if there is no safe place. */
export function addEntry(
  text: string,
  map: YAMLMap,
  key: string,
  value: ConfigValue,
  style: TextStyle,
): Splice[] | undefined {
  const last = map.items.at(-1) as Pair | undefined;
  const first = map.items[0] as Pair | undefined;
  if (isFlow(map)) {
    return addToFlow(
      text,
      map,
      map.items.length - 1,
      `${keyName(key, style)}: ${flowText(value, style, key)}`,
      style.lineBreak,
    );
  }
  const start = startOf(first?.key);
  if (!last || start === undefined) return undefined;
  const column = columnOf(text, start);
  const line = ' '.repeat(column) + entryText(key, value, column, style);
  return [linesAt(entryAfter(text, last, column), [line], style.lineBreak)];
}

/**
 * Takes an entry away, not the only one. Its comments go as with list items; comments over the first setting
 * of the file stay, as they speak of the file.
 */
export function removeEntry(text: string, map: YAMLMap, index: number, root: boolean): Splice[] | undefined {
  if (isFlow(map)) return removeFromFlow(text, map, [index]);
  const pair = map.items[index] as Pair;
  const start = startOf(pair.key);
  if (start === undefined) return undefined;
  const column = columnOf(text, start);
  const end = entryAfter(text, pair, column);
  if (!startsLine(text, start)) return index === 0 ? moveUpSecond(text, map, start, end) : undefined;
  const before = map.items[index - 1] as Pair | undefined;
  const floor = before ? lineAfter(text, entryEnd(before, 0)) : 0;
  const own = lineStart(text, start);
  const deep = before && isCollection(before.value) ? column : undefined;
  const from = root && index === 0 ? own : commentsAbove(text, own, floor, deep);
  return [{ start: from, end, text: '' }];
}

/** In `- a: 1` and `  b: 2` below, removing `a` lets `b` take its place behind the dash. */
function moveUpSecond(text: string, map: YAMLMap, start: number, end: number): Splice[] | undefined {
  const second = startOf((map.items[1] as Pair | undefined)?.key);
  if (second === undefined || !/^[ \t]*$/.test(text.slice(end, second))) return undefined;
  return [{ start, end: second, text: '' }];
}

/** Offset of the line behind an entry and the comments indented into it. */
function entryAfter(text: string, pair: Pair, column: number): number {
  const after = lineAfter(text, entryEnd(pair, 0));
  return isCollection(pair.value) ? commentsBelow(text, after, column) : after;
}
