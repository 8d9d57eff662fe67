import { type Schema, shapeOf } from './schema-shape.ts';
import { readSimpleTree, type SimpleMap, type SimpleNode, unquoted } from './simple-tree.ts';

/** A simple config as data, with the types that `schema` wants; undefined: left to the parser (simple-tree.ts). */
export function readSimpleYaml(text: string, schema: Schema): Record<string, unknown> | undefined {
  const tree = readSimpleTree(text);
  return tree && mappingOf(tree, schema);
}

function valueOfNode(node: SimpleNode, schema: Schema | undefined): unknown {
  if (typeof node === 'string') return scalarOf(node, schema);
  return Array.isArray(node) ? listOf(node, schema) : mappingOf(node, schema);
}

function mappingOf(node: SimpleMap, schema: Schema | undefined): Record<string, unknown> | undefined {
  const shape = schema && shapeOf(schema);
  const result: Record<string, unknown> = {};
  for (const [key, one] of node) {
    const value = key === '__proto__' ? undefined : valueOfNode(one, shape?.entry(key));
    if (value === undefined) return undefined;
    result[key] = value;
  }
  return result;
}

/** An empty item has a warning to it, which the long way gives. */
function listOf(node: readonly SimpleNode[], schema: Schema | undefined): unknown[] | undefined {
  const item = schema && shapeOf(schema).item;
  const values = node.map((one) => valueOfNode(one, item) ?? undefined);
  return values.includes(undefined) ? undefined : values;
}

function scalarOf(source: string, schema: Schema | undefined): unknown {
  if (source === '[]') return [];
  if (source === '{}') return {};
  if (source === '' || source === '~' || source === 'null') return null;
  const text = unquoted(source);
  if (text !== undefined) return text;
  const type = schema && shapeOf(schema).type;
  if (type === 'string') return /^null$/i.test(source) ? undefined : source;
  if (source === 'true') return true;
  if (source === 'false') return false;
  if (/^(0|[1-9][0-9]{0,14})$/.test(source)) return Number(source);
  // What begins like a number, or is a word that a reader may take for more than text.
  if (/^[-+.0-9]/.test(source) || /^(true|false|null|yes|no|on|off|y|n)$/i.test(source)) return undefined;
  return type === 'boolean' || type === 'number' ? undefined : source;
}
