import { stripControl } from './terminal-text.ts';

type Field = string | number | boolean | null | undefined;

/** A table as RFC 4180 has it, without a line end behind the last line. What is not known is an empty field. */
export const asCsv = (head: readonly string[], lines: readonly (readonly Field[])[]): string =>
  [head, ...lines].map((line) => line.map(field).join(',')).join('\r\n');

/** A leading `=` and the like would be run by a spreadsheet: names come from clients. */
function field(value: Field): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') return String(value);
  const plain = stripControl(value);
  const safe = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
