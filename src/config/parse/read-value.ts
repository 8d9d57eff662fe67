import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap } from 'yaml';
import type { YamlText } from './read-yaml.ts';
import { type Schema, type Shape, shapeOf } from './schema-shape.ts';
import { words } from './words.ts';

/** Thrown inside the walk only: `readValue` is called where it is caught. */
export class ValueProblem extends Error {
  readonly offset: number;
  constructor(offset: number, sentence: string) {
    super(sentence);
    this.offset = offset;
  }
}

interface Walk {
  readonly anchors: Map<string, Node>;
  readonly open: Set<Node>;
  readonly empty: number[];
  /** Nodes read through aliases; otherwise a handful of lines could expand to billions of values. */
  aliased: number;
}

const aliasedLimit = 100_000;

/**
 * The YAML tree as plain data, read the way a server that knows the types reads it: where `schema` wants
 * text, a plain `0755`, `1e3` or `yes` is taken as written; where it wants a flag, the YAML 1.1 words count.
 * `empty` gets the offset of every list entry that should be text and is nothing.
 */
export function readValue(yaml: YamlText, schema: Schema): { value: unknown; empty: readonly number[] } {
  const walk: Walk = { anchors: new Map(), open: new Set(), empty: [], aliased: 0 };
  return { value: read(yaml.document.contents, schema, walk), empty: walk.empty };
}

function read(node: unknown, schema: Schema | undefined, walk: Walk): unknown {
  const wanted = schema && shapeOf(schema);
  if (isAlias(node)) return readAlias(node, wanted, walk);
  if (isScalar(node)) {
    if (node.anchor) walk.anchors.set(node.anchor, node);
    return readScalar(node, wanted);
  }
  if (isMap(node)) return inside(node, walk, () => readMap(node, wanted, walk));
  if (isSeq(node)) {
    return inside(node, walk, () => node.items.map((item) => readItem(item, wanted?.item, walk)));
  }
  return null;
}

function inside<T>(node: Node & { anchor?: string | undefined }, walk: Walk, act: () => T): T {
  if (node.anchor) walk.anchors.set(node.anchor, node);
  walk.open.add(node);
  const value = act();
  walk.open.delete(node);
  return value;
}

function readAlias(node: Node & { source: string }, wanted: Shape | undefined, walk: Walk): unknown {
  const target = walk.anchors.get(node.source);
  const at = offsetOf(node);
  if (!target) throw new ValueProblem(at, words().noAnchor);
  if (walk.open.has(target)) throw new ValueProblem(at, words().aliasInside);
  walk.aliased += sizeOf(target);
  if (walk.aliased > aliasedLimit) throw new ValueProblem(at, words().aliasesTooLarge);
  return read(target, wanted?.schema, walk);
}

function readScalar(node: Scalar, wanted: Shape | undefined): unknown {
  const value = node.value;
  const source = node.source ?? '';
  const plain = node.type === undefined || node.type === Scalar.PLAIN;
  if (!plain || value === null || wanted === undefined) return value;
  if (wanted.type === 'string' && typeof value !== 'string') return source;
  if (wanted.type === 'boolean' && typeof value === 'string')
    return oldFlags.get(value.toLowerCase()) ?? value;
  return value;
}
/** yaml.v3, which the public server uses, still reads these where a flag is wanted. */
const oldFlags = new Map([
  ['yes', true],
  ['on', true],
  ['y', true],
  ['no', false],
  ['off', false],
  ['n', false],
]);

function readItem(item: unknown, schema: Schema | undefined, walk: Walk): unknown {
  const value = read(item, schema, walk);
  if (value !== null || !schema || shapeOf(schema).type !== 'string') return value;
  walk.empty.push(offsetOf(item));
  return '';
}

function readMap(map: YAMLMap, wanted: Shape | undefined, walk: Walk): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const merged: Record<string, unknown>[] = [];
  for (const pair of map.items as Pair<unknown, unknown>[]) {
    const name = keyText(pair.key);
    if (name === undefined) throw new ValueProblem(offsetOf(pair.key), words().yaml.NON_STRING_KEY);
    if (isScalar(pair.key) && pair.key.anchor) walk.anchors.set(pair.key.anchor, pair.key);
    if (isMergeKey(pair)) merged.push(...readMerge(pair, wanted, walk));
    else define(result, name, read(pair.value, wanted?.entry(name), walk));
  }
  for (const source of merged) {
    for (const [name, value] of Object.entries(source))
      if (!Object.hasOwn(result, name)) define(result, name, value);
  }
  return result;
}

/** `__proto__: …` is a setting like any other, not a prototype. */
function define(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
}

function readMerge(
  pair: Pair<unknown, unknown>,
  wanted: Shape | undefined,
  walk: Walk,
): Record<string, unknown>[] {
  const read1 = (node: unknown) => read(node, wanted?.schema, walk);
  const value = isSeq(pair.value) ? pair.value.items.map(read1) : [read1(pair.value)];
  if (value.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one))) {
    return value as Record<string, unknown>[];
  }
  throw new ValueProblem(offsetOf(pair.key), words().merge);
}

export function isMergeKey(pair: Pair<unknown, unknown>): boolean {
  const key = pair.key;
  return isScalar(key) && (key.type === undefined || key.type === Scalar.PLAIN) && key.source === '<<';
}

/** Name of a mapping entry as written, so that `8317:` and `"8317":` are one name. */
export function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return key === null ? '' : undefined;
  return typeof key.value === 'string' ? key.value : (key.source ?? '');
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}

function sizeOf(node: unknown): number {
  if (isMap(node)) return node.items.reduce((sum, pair) => sum + 1 + sizeOf(pair.value), 1);
  if (isSeq(node)) return node.items.reduce((sum: number, item) => sum + sizeOf(item), 1);
  return 1;
}
