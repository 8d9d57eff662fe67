import { type SimpleLine, simpleLines } from './simple-lines.ts';

/** A value as its source says it, quotes included; '' for nothing. */
export type SimpleNode = string | SimpleNode[] | SimpleMap;
export type SimpleMap = Map<string, SimpleNode>;

/**
 * The short way to read a config as nearly everybody writes it: mappings and lists in blocks, plain or quoted
 * values on one line. The YAML parser needs a tenth of a second for 2,000 keys in a process that has just begun;
 * this needs a few milliseconds. Whatever is the least bit unusual gives undefined, and the parser has the word:
 * the two never differ (property test).
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

/** Not simple: everything above gives up. */
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
    // The end of a list whose dashes stand under the name of a setting further out.
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

/** Text in quotes, without them; undefined: not in quotes. */
export function unquoted(source: string): string | undefined {
  return source.startsWith('"') || source.startsWith("'") ? source.slice(1, -1) : undefined;
}
