import type { Pair, YAMLMap, YAMLSeq } from 'yaml';
import { orderAfterMove } from './intend-edit.ts';
import { commaBefore, endOf, entryEnd, startOf } from './node-extent.ts';
import { commentsAbove, lineAfter, lineStart, restOfLine, type Splice, startsLine } from './source-lines.ts';

type Flow = YAMLMap | YAMLSeq;

/** A new part behind part `index` of a [ ] or { }, with the blanks or line break that its neighbors have. */
export function addToFlow(
  text: string,
  flow: Flow,
  index: number,
  part: string,
  lineBreak: string,
): Splice[] {
  const open = startOf(flow) ?? 0;
  if (flow.items.length === 0) return [{ start: open + 1, end: open + 1, text: part }];
  const end = partEnd(flow, index);
  const rest = restOfLine(text, end);
  if (!/^[ \t]*,?[ \t]*#/.test(rest)) return [{ start: end, end, text: `,${blanksOf(text, flow)}${part}` }];
  // A comment after the neighbor stays there; the new part gets a line of its own.
  const start = partStart(flow, index);
  const indent = /^[ \t]*/.exec(text.slice(lineStart(text, start), start))?.[0] ?? '';
  const next = lineAfter(text, end);
  const comma = /^\s*,/.test(rest);
  const line = { start: next, end: next, text: `${indent}${part}${comma ? ',' : ''}${lineBreak}` };
  return comma ? [line] : [{ start: end, end, text: ',' }, line];
}

/**
 * Removes some parts of several: their whole lines when they have them for themselves, else themselves and
 * one comma each. undefined if a comment is in between.
 */
export function removeFromFlow(text: string, flow: Flow, indexes: readonly number[]): Splice[] | undefined {
  const kept = flow.items.flatMap((_, index) => (indexes.includes(index) ? [] : [index]));
  const last = flow.items.length - 1;
  const lastKept = kept.at(-1) ?? 0;
  const lines = indexes.map((index) => partLines(text, partStart(flow, index), partEnd(flow, index)));
  if (lines.every((range) => range !== undefined)) {
    const comma = commaBefore(flow, lastKept + 1);
    const trailing = /^\s*,/.test(text.slice(partEnd(flow, last)));
    const loose = lastKept < last && !trailing && comma !== undefined ? [comma] : [];
    return [...loose.map((at) => cut(at, at + 1)), ...lines.map(({ start, end }) => cut(start, end))];
  }
  const cuts = kept.flatMap((index, nth) => {
    const previous = kept[nth - 1];
    if (previous === undefined) return index === 0 ? [] : [cut(partStart(flow, 0), partStart(flow, index))];
    return index === previous + 1 ? [] : [cut(partEnd(flow, previous), commaBefore(flow, index) ?? 0)];
  });
  if (lastKept < last) cuts.push(cut(partEnd(flow, lastKept), partEnd(flow, last)));
  return cuts.some(({ start, end }) => /(^|\s)#/.test(text.slice(start, end))) ? undefined : cuts;
}

/** Swaps parts; what is between them stays. undefined if that is a comment. */
export function moveInFlow(text: string, flow: Flow, from: number, behind: number): Splice[] | undefined {
  const order = orderAfterMove(flow.items.length, from, behind);
  const places = flow.items.map((_, index) => ({ start: partStart(flow, index), end: partEnd(flow, index) }));
  const between = places.map(({ end }, index) =>
    text.slice(end, places[index + 1]?.start ?? endOf(flow, end)),
  );
  if (between.some((gap) => gap.includes('#'))) return undefined;
  return places.flatMap((place, index): Splice[] => {
    const source = places[order[index] ?? index];
    return !source || source === place ? [] : [{ ...place, text: text.slice(source.start, source.end) }];
  });
}

const cut = (start: number, end: number): Splice => ({ start, end, text: '' });

/** Whole lines that hold this part, its comma and its comments, and nothing else. */
function partLines(text: string, start: number, end: number): { start: number; end: number } | undefined {
  if (!startsLine(text, start) || !/^\s*,?\s*(#.*)?$/.test(restOfLine(text, end))) return undefined;
  const own = lineStart(text, start);
  if (own === 0) return undefined;
  return { start: commentsAbove(text, own, 0), end: lineAfter(text, end) };
}

/** What is between a comma and the next part: nothing, a blank, or a line break with indentation. */
function blanksOf(text: string, flow: Flow): string {
  const last = flow.items.length - 1;
  const comma = commaBefore(flow, last);
  const start = partStart(flow, last);
  const between = comma === undefined ? alone(text, flow, start) : text.slice(comma + 1, start);
  return /^\s*$/.test(between) ? between : (/\r?\n[ \t]*$/.exec(between)?.[0] ?? ' ');
}

/**
 * The layout of a single part is taken from what leads it; `[a]` and `[ a ]` get a blank behind the comma.
 */
function alone(text: string, flow: Flow, start: number): string {
  const lead = text.slice((startOf(flow) ?? 0) + 1, start);
  return lead.includes('\n') ? lead : ' ';
}

function partStart(flow: Flow, index: number): number {
  const item = flow.items[index] as unknown;
  return startOf(isPair(item) ? item.key : item) ?? 0;
}

function partEnd(flow: Flow, index: number): number {
  const item = flow.items[index] as unknown;
  const start = partStart(flow, index);
  return isPair(item) ? entryEnd(item, start) : endOf(item, start);
}

const isPair = (item: unknown): item is Pair => typeof item === 'object' && item !== null && 'key' in item;
