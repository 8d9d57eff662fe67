import { isAlias, isMap, isScalar, isSeq, type Scalar } from 'yaml';
import type { ConfigValue, ItemMatch } from '../../contract/config-edit.ts';
import { keyText } from './read-value.ts';
import { readSimpleTree, type SimpleNode, unquoted } from './simple-yaml.ts';

/**
 * What a YAML tree says, comparable without loss: text as `s…`, any other scalar as `p` and its source (so
 * that long integers and `0755` stay apart), an alias as `*name`.
 */
export type Data = string | Data[] | Map<string, Data>;

export const nothing = 'pnull';

export function dataOf(node: unknown): Data {
  if (isScalar(node)) return scalarData(node);
  if (isAlias(node)) return `*${node.source}`;
  if (isSeq(node)) return node.items.map(dataOf);
  if (isMap(node)) return new Map(node.items.map((pair) => [keyText(pair.key) ?? '', dataOf(pair.value)]));
  return nothing;
}

function scalarData(node: Scalar): string {
  if (typeof node.value === 'string') return `s${node.value}`;
  return node.value === null ? nothing : `p${node.source ?? String(node.value)}`;
}

/** The data of a simple config without the parser; undefined if it is not simple. */
export function dataOfSimpleText(text: string): Data | undefined {
  const tree = readSimpleTree(text);
  return tree && dataOfSimple(tree);
}

function dataOfSimple(node: SimpleNode): Data {
  if (Array.isArray(node)) return node.map(dataOfSimple);
  if (typeof node !== 'string') return new Map([...node].map(([key, one]) => [key, dataOfSimple(one)]));
  if (node === '[]') return [];
  if (node === '{}') return new Map();
  const text = unquoted(node);
  if (text !== undefined) return `s${text}`;
  if (/^(|~|null|Null|NULL)$/.test(node)) return nothing;
  return noText.test(node) ? `p${node}` : `s${node}`;
}

/** Plain scalars that are flags and numbers in YAML 1.2. */
const noText =
  /^(true|True|TRUE|false|False|FALSE|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/;

export function dataOfValue(value: ConfigValue): Data {
  if (typeof value === 'string') return `s${value}`;
  if (Array.isArray(value)) return value.map(dataOfValue);
  if (typeof value === 'object' && value !== null) {
    return new Map(Object.entries(value).map(([key, one]) => [key, dataOfValue(one)]));
  }
  return `p${String(value)}`;
}

/** Order counts in lists and not in mappings. */
export function sameData(a: Data, b: Data): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => sameData(item, b[index] as Data));
  }
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined || !sameData(value, other)) return false;
  }
  return true;
}

const isAbsent = (field: Data | undefined) => field === undefined || field === nothing || field === 's';

/**
 * Text matches a scalar by its source as well, since a server reads a plain `0755` in a list of texts as
 * text.
 */
export function matches(data: Data, item: ItemMatch): boolean {
  if (typeof item === 'object') {
    if (!(data instanceof Map)) return false;
    return Object.entries(item).every(([key, wanted]) => {
      const field = data.get(key);
      return wanted === null ? isAbsent(field) : matches(field ?? [], wanted);
    });
  }
  if (typeof data !== 'string') return false;
  if (typeof item === 'string') return data === `s${item}` || (data !== nothing && data === `p${item}`);
  return data.startsWith('p') && data !== nothing && Number(data.slice(1)) === item;
}
