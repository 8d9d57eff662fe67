import {
  type CST,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

type Located = Node & { range?: readonly [number, number, number] | null; flow?: boolean };

export const startOf = (node: unknown): number | undefined => (node as Located | null)?.range?.[0];

export const isFlow = (node: YAMLMap | YAMLSeq): boolean => node.flow === true;

/** An empty value: nothing is between the `:` or `-` and what comes next. */
export function isUnwritten(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.source === '' && node.value === null);
}

/** Offset behind the last character of a value; `fallback` (behind its indicator) for an empty one. */
export function endOf(node: unknown, fallback: number): number {
  if (isUnwritten(node)) return fallback;
  if (isCollection(node) && !isFlow(node as YAMLMap)) {
    const last = node.items.length - 1;
    if (isMap(node)) return entryEnd(node.items[last] as Pair, fallback);
    if (isSeq(node)) return endOf(node.items[last], dashOf(node, last) + 1);
  }
  return (node as Located).range?.[1] ?? fallback;
}

export function entryEnd(pair: Pair, fallback: number): number {
  const keyEnd = (pair.key as Located | null)?.range?.[1] ?? fallback;
  return endOf(pair.value, (colonOf(pair) ?? keyEnd - 1) + 1);
}

/** Offset of the `-` of an item in a block list; -1: the source tokens do not say. */
export function dashOf(seq: YAMLSeq, index: number): number {
  const token = seq.srcToken as CST.BlockSequence | CST.FlowCollection | undefined;
  if (token?.type !== 'block-seq') return -1;
  return token.items[index]?.start.find((one) => one.type === 'seq-item-ind')?.offset ?? -1;
}

/** Offset of the `,` before an item or entry of a flow collection. */
export function commaBefore(node: YAMLMap | YAMLSeq, index: number): number | undefined {
  const token = node.srcToken as CST.FlowCollection | undefined;
  return token?.items[index]?.start.find((one) => one.type === 'comma')?.offset;
}

export function colonOf(pair: Pair): number | undefined {
  return tokensAfterKey(pair).find((one) => one.type === 'map-value-ind')?.offset;
}

function tokensAfterKey(pair: Pair): readonly CST.SourceToken[] {
  return (pair as Pair & { srcToken?: CST.CollectionItem }).srcToken?.sep ?? [];
}

/** Anchors and tags make a place mean more than it shows: such a place is not edited. */
export function isDecorated(node: unknown): boolean {
  const one = node as { anchor?: string; tag?: string; srcToken?: { type?: string }; type?: string } | null;
  if (!one) return false;
  if (one.anchor || one.srcToken?.type === 'alias') return true;
  return one.tag !== undefined && !/^tag:yaml\.org,2002:(map|seq|str|int|float|bool|null)$/.test(one.tag);
}

/** The same for everything inside a value. */
export function holdsAnchors(node: unknown): boolean {
  if (isDecorated(node)) return true;
  if (isSeq(node)) return node.items.some(holdsAnchors);
  if (isMap(node)) return node.items.some((pair) => holdsAnchors(pair.key) || holdsAnchors(pair.value));
  return false;
}
