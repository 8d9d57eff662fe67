import { type Schema, shapeOf } from './schema-shape.ts';

/** A simple config as data, with the types that `schema` wants; undefined: left to the parser. */
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

/** undefined for an empty item: the parser gives the warning about it. */
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

/** A value as its source says it, quotes included; '' for nothing. */
export type SimpleNode = string | SimpleNode[] | SimpleMap;
type SimpleMap = Map<string, SimpleNode>;

/**
 * Reads a config in its usual form: mappings and lists in blocks, plain or quoted values on one line.
 * Anything unusual gives undefined and is left to the YAML parser; the two never differ (property test).
 * It is here for the event loop of the embedded server, which parses the file at its start and after each
 * change. CPU time with 2,000 keys on Node 20: first parse 10 ms (the YAML parser alone 150 ms), later ones
 * 1–5 ms (25–60 ms), one edit 6–16 ms (50–90 ms). A cache by content hash does not help, as each of these
 * reads a new text.
 */
export function readSimpleTree(text: string): SimpleMap | undefined {
  const lines = simpleLines(text);
  const first = lines?.[0];
  if (!lines || !first || first.indent !== 0 || first.dash) return undefined;
  const reader: Reader = { lines, at: 0 };
  const tree = readMap(reader, 0);
  // A line that fits nowhere, such as one indented under a value, is never passed.
  return reader.at === lines.length ? tree : undefined;
}

interface Reader {
  readonly lines: SimpleLine[];
  at: number;
}

/** Not simple: the whole text is left to the parser. */
const unusual = undefined;

function readMap(reader: Reader, column: number): SimpleMap | undefined {
  const result: SimpleMap = new Map();
  for (let line = reader.lines[reader.at]; line && line.indent === column; line = reader.lines[reader.at]) {
    if (line.dash || line.key === undefined || result.has(line.key)) return unusual;
    reader.at++;
    const value = line.value === '' ? readBelow(reader, line.indent) : line.value;
    if (value === undefined) return unusual;
    result.set(line.key, value);
    const next = reader.lines[reader.at];
    // The end of a list whose dashes are under the name of an outer setting.
    if (next?.dash && next.indent === column) break;
  }
  return result;
}

function readBelow(reader: Reader, column: number): SimpleNode | undefined {
  const next = reader.lines[reader.at];
  if (next && next.indent > column) {
    return next.dash ? readList(reader, next.indent) : readMap(reader, next.indent);
  }
  return next?.dash && next.indent === column ? readList(reader, next.indent) : '';
}

function readList(reader: Reader, column: number): SimpleNode[] | undefined {
  const result: SimpleNode[] = [];
  for (
    let line = reader.lines[reader.at];
    line?.dash && line.indent === column;
    line = reader.lines[reader.at]
  ) {
    let item: SimpleNode | undefined = line.value;
    if (line.key === undefined) reader.at++;
    else {
      // The text behind the dash is the first line of a mapping of its own.
      reader.lines[reader.at] = { ...line, indent: line.inner, dash: false };
      item = readMap(reader, line.inner);
    }
    if (item === undefined || item === '') return unusual;
    result.push(item);
  }
  return result;
}

/** Text in quotes, without them; undefined if not in quotes. */
export function unquoted(source: string): string | undefined {
  return source.startsWith('"') || source.startsWith("'") ? source.slice(1, -1) : undefined;
}

/** One line of a simple config that is not blank and not a comment. */
interface SimpleLine {
  readonly indent: number;
  /** A list item. */
  readonly dash: boolean;
  /** Column of what follows the dash. */
  readonly inner: number;
  readonly key: string | undefined;
  /** As in the source, quotes included; empty: nothing on this line. */
  readonly value: string;
}

/** Line ends that only some readers know, control characters, and byte order marks. */
const odd = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff]|\r(?!\n)/;

const line =
  /^( *)(- +)?(?:([A-Za-z_][A-Za-z0-9_-]*):(?= |$))? *("[^"\\]*"|'[^']*'|\[\]|\{\}|~?[A-Za-z0-9_./$+-][A-Za-z0-9_./$+@%=()^~-]*(?::[A-Za-z0-9_./$+@%=()^~-]+)*|~)?(?: +#.*| *)$/;

/** Longer runs of blanks are not simple: the pattern above would try every way to share them out. */
const wide = / {64}/;

/** Splits text into the lines that count. undefined: one of them is not of the simple kind. */
function simpleLines(text: string): SimpleLine[] | undefined {
  if (odd.test(text)) return undefined;
  const lines: SimpleLine[] = [];
  for (const whole of text.split('\n')) {
    const one = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    if (/^ *(#|$)/.test(one)) continue;
    if (wide.test(one)) return undefined;
    const [all, blanks = '', dash = '', key, value = ''] = line.exec(one) ?? [];
    if (all === undefined || /^(-|---.*|\.\.\..*)$/.test(value) || value.startsWith('-')) return undefined;
    const indent = blanks.length;
    lines.push({ indent, dash: dash !== '', inner: indent + dash.length, key, value });
  }
  return lines;
}
