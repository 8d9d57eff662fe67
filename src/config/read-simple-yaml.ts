import type { Schema } from './schema-shape.ts';
import { shapeOf } from './schema-shape.ts';
import { type SimpleLine, simpleLines } from './simple-lines.ts';

/**
 * The short way for a config as nearly everybody writes it: mappings and lists in blocks, plain or quoted values
 * on one line. The YAML parser needs a tenth of a second for 2,000 keys in a process that has just begun; this
 * needs a few milliseconds. Whatever is the least bit unusual gives undefined, and the parser has the word: the
 * two never differ (property test).
 */
export function readSimpleYaml(text: string, schema: Schema): Record<string, unknown> | undefined {
  const lines = simpleLines(text);
  const first = lines?.[0];
  if (!lines || !first || first.indent !== 0 || first.dash) return undefined;
  const reader: Reader = { lines, at: 0 };
  const value = readMap(reader, 0, schema);
  // A line that fits nowhere, such as one indented under a value, is never passed.
  return reader.at === lines.length ? value : undefined;
}

interface Reader {
  readonly lines: SimpleLine[];
  at: number;
}

/** Not simple: everything above gives up. Distinct from null, which is a value. */
const unusual = undefined;

function readMap(
  reader: Reader,
  column: number,
  schema: Schema | undefined,
): Record<string, unknown> | undefined {
  const shape = schema && shapeOf(schema);
  const result: Record<string, unknown> = {};
  for (let line = reader.lines[reader.at]; line && line.indent === column; line = reader.lines[reader.at]) {
    if (line.dash || line.key === undefined) return unusual;
    if (Object.hasOwn(result, line.key) || line.key === '__proto__') return unusual;
    reader.at++;
    const value = readEntry(reader, line, shape?.entry(line.key));
    if (value === undefined) return unusual;
    result[line.key] = value;
    const next = reader.lines[reader.at];
    // The end of a list whose dashes stand under the name of a setting further out.
    if (next?.dash && next.indent === column) break;
  }
  return result;
}

function readEntry(reader: Reader, line: SimpleLine, schema: Schema | undefined): unknown {
  if (line.value !== '') return scalar(line.value, schema);
  const next = reader.lines[reader.at];
  if (next && next.indent > line.indent) {
    return next.dash ? readList(reader, next.indent, schema) : readMap(reader, next.indent, schema);
  }
  return next?.dash && next.indent === line.indent ? readList(reader, next.indent, schema) : null;
}

function readList(reader: Reader, column: number, schema: Schema | undefined): unknown[] | undefined {
  const itemSchema = schema && shapeOf(schema).item;
  const result: unknown[] = [];
  for (
    let line = reader.lines[reader.at];
    line?.dash && line.indent === column;
    line = reader.lines[reader.at]
  ) {
    let value: unknown;
    if (line.key !== undefined) {
      // The text behind the dash is the first line of a mapping of its own.
      reader.lines[reader.at] = { ...line, indent: line.inner, dash: false };
      value = readMap(reader, line.inner, itemSchema);
    } else {
      reader.at++;
      value = line.value === '' ? unusual : scalar(line.value, itemSchema);
      if (value === null) return unusual;
    }
    if (value === undefined) return unusual;
    result.push(value);
  }
  return result;
}

/** undefined: left to the parser. */
function scalar(source: string, schema: Schema | undefined): unknown {
  if (source === '[]') return [];
  if (source === '{}') return {};
  if (source.startsWith('"') || source.startsWith("'")) return source.slice(1, -1);
  if (source === '~' || source === 'null') return null;
  const type = schema && shapeOf(schema).type;
  if (type === 'string') return /^null$/i.test(source) ? unusual : source;
  if (source === 'true') return true;
  if (source === 'false') return false;
  if (/^(0|[1-9][0-9]{0,14})$/.test(source)) return Number(source);
  // What begins like a number, or is a word that a reader may take for more than text.
  if (/^[-+.0-9]/.test(source) || /^(true|false|null|yes|no|on|off|y|n)$/i.test(source)) return unusual;
  return type === 'boolean' || type === 'number' ? unusual : source;
}
