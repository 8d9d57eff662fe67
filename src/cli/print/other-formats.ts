import { Document, type Scalar, visit } from 'yaml';
import { asCsv } from '../../base/text/csv.ts';
import { escapeHidden, hasHidden } from '../../base/text/terminal-text.ts';

/** The same values as in JSON. What a terminal would obey is escaped, which only quoted strings know. */
export function asYaml(value: unknown): string {
  // Through JSON, so that both have the same members.
  const document = new Document(JSON.parse(JSON.stringify(value)));
  visit(document, {
    Scalar(_, node: Scalar) {
      if (typeof node.value === 'string' && hasHidden(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return escapeHidden(document.toString({ lineWidth: 0 }));
}

/**
 * The rows of the first list of a document, or the document itself as one row. A member of a member is a column
 * `outer.inner`; an empty list is no text.
 */
export function documentAsCsv(document: Readonly<Record<string, unknown>>): string {
  const { ok: _, ...members } = JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
  const list = Object.values(members).find(Array.isArray);
  const rows = (list ?? [members]).map((row) => new Map(isObject(row) ? cellsOf(row, '') : [['value', row]]));
  const head = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  return head.length === 0
    ? ''
    : asCsv(
        head,
        rows.map((row) => head.map((name) => cell(row.get(name)))),
      );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const cellsOf = (row: Record<string, unknown>, before: string): [string, unknown][] =>
  Object.entries(row).flatMap(([name, value]): [string, unknown][] =>
    isObject(value) ? cellsOf(value, `${before}${name}.`) : [[before + name, value]],
  );

function cell(value: unknown): string | number | boolean | null | undefined {
  if (Array.isArray(value)) {
    const plain = value.every((item) => typeof item !== 'object' || item === null);
    return plain ? value.join(' ') : JSON.stringify(value);
  }
  return value as string | number | boolean | null | undefined;
}
