import { isCollection, type YAMLMap, type YAMLSeq } from 'yaml';
import type { ConfigValue } from '../../contract/config-edit.ts';
import { dashOf, endOf, isFlow, startOf } from './node-extent.ts';
import {
  columnOf,
  commentsAbove,
  commentsBelow,
  lineAfter,
  lineStart,
  type Splice,
  startsLine,
} from './source-lines.ts';
import { besides, type TextStyle } from './text-style.ts';
import { dashed, flowText } from './value-text.ts';

/**
 * New items as lines of their own behind item `index` (-1: before the first), written like it. undefined: the source is laid out in a
 * way that leaves no safe place.
 */
export function addBlockItems(
  text: string,
  seq: YAMLSeq,
  index: number,
  values: readonly ConfigValue[],
  style: TextStyle,
  key: string,
): Splice[] | undefined {
  const beside = Math.max(index, 0);
  const dash = dashOf(seq, beside);
  const column = ownColumn(text, seq);
  const lines = itemLines(text, seq, beside);
  if (!lines || column === undefined) return undefined;
  const neighbor = seq.items[beside];
  const like = besides(style, neighbor);
  const gap = gapOf(text, dash, startOf(neighbor));
  const flow = isCollection(neighbor) && isFlow(neighbor as YAMLMap);
  const put = values.map((value) =>
    flow
      ? `${' '.repeat(column)}-${gap}${flowText(value, like, key)}`
      : dashed(value, column, like, key, gap),
  );
  return [linesAt(index < 0 ? lines.start : lines.end, put, style.lineBreak)];
}

/** A splice that puts whole lines before the line at `at`; edited text always ends with a line break (`editText`). */
export function linesAt(at: number, lines: readonly string[], lineBreak: string): Splice {
  return { start: at, end: at, text: lines.map((line) => line + lineBreak).join('') };
}

/**
 * Takes items away as whole lines: with the comment behind the item, the own-line comments directly above it (no
 * blank line between), and comments below that are indented into an item with parts. Not for all items at once.
 */
export function removeBlockItems(
  text: string,
  seq: YAMLSeq,
  indexes: readonly number[],
): Splice[] | undefined {
  if (ownColumn(text, seq) === undefined) return undefined;
  const ranges: Splice[] = [];
  for (const index of [...indexes].sort((a, b) => a - b)) {
    const range = itemLines(text, seq, index);
    if (!range) return undefined;
    ranges.push({ ...range, text: '' });
  }
  return ranges;
}

/**
 * Puts the lines of an item, as they are, behind those of the item at `behind`; -1: before the first. Blank lines
 * that set it off go with it.
 */
export function moveBlockItem(
  text: string,
  seq: YAMLSeq,
  from: number,
  behind: number,
): Splice[] | undefined {
  if (ownColumn(text, seq) === undefined) return undefined;
  if (behind === from || behind === from - 1) return [];
  const own = itemLines(text, seq, from);
  const other = itemLines(text, seq, from === 0 ? 1 : from - 1);
  const beside = itemLines(text, seq, Math.max(behind, 0));
  if (!own || !other || !beside) return undefined;
  const gap = from === 0 ? { start: own.end, end: other.start } : { start: other.end, end: own.start };
  const blank = text.slice(gap.start, gap.end);
  const blanks = blank.trim() === '' ? blank : '';
  const lines = text.slice(own.start, own.end);
  const at = behind < 0 ? beside.start : beside.end;
  return [
    { start: at, end: at, text: behind < 0 ? lines + blanks : blanks + lines },
    { ...own, text: '' },
    ...(blanks === '' ? [] : [{ ...gap, text: '' }]),
  ];
}

/** Lines of an item with its comments. The floor keeps block text of the item before out of the search for comments. */
function itemLines(text: string, seq: YAMLSeq, index: number): { start: number; end: number } | undefined {
  const dash = dashOf(seq, index);
  if (dash < 0 || !startsLine(text, dash)) return undefined;
  const column = columnOf(text, dash);
  const before = index > 0 ? seq.items[index - 1] : undefined;
  const floor = index > 0 ? lineAfter(text, endOf(before, dashOf(seq, index - 1) + 1)) : 0;
  const start = commentsAbove(text, lineStart(text, dash), floor, isCollection(before) ? column : undefined);
  return { start, end: itemAfter(text, seq, index) };
}

/** Offset of the line behind an item and its comments. */
function itemAfter(text: string, seq: YAMLSeq, index: number): number {
  const dash = dashOf(seq, index);
  const item = seq.items[index];
  const after = lineAfter(text, endOf(item, dash + 1));
  return isCollection(item) ? commentsBelow(text, after, columnOf(text, dash)) : after;
}

/** Column of the `-`; undefined when the list begins on the line of its parent, as in `- - a`. */
function ownColumn(text: string, seq: YAMLSeq): number | undefined {
  const dash = dashOf(seq, 0);
  return dash >= 0 && startsLine(text, dash) ? columnOf(text, dash) : undefined;
}

function gapOf(text: string, dash: number, start: number | undefined): string {
  const gap = start === undefined ? '' : text.slice(dash + 1, start);
  return /^ +$/.test(gap) ? gap : ' ';
}
