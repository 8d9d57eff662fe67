import { cutHard, widthOf } from '../components/fit.ts';

/**
 * A text that is longer than the screen is wide, cut into rows for Ink: the terminal wraps it itself (placeFrame), so
 * that it is selected and copied as one line. A hyperlink (OSC 8) around each row says so on the way through Ink, which
 * keeps it; no text from outside can, as it is cleaned of such sequences.
 */
const begin = (params: string, url: string) => `\u001B]8;${params};${url}\u0007`;
const end = '\u001B]8;;\u0007';
const marked = /\u001B\]8;flow=(\w+):at=\d+:(more|end);([^\u0007]*)\u0007(.*?)\u001B\]8;;\u0007/;

/**
 * @param text cleaned of control sequences
 * @param id letters and digits; another one for another text, so that a row is drawn again with those it flows into
 * @param url what a click on it opens
 */
export function unbrokenRows(text: string, columns: number, id: string, url = ''): readonly string[] {
  const rows: string[] = [];
  let left = text;
  while (widthOf(left) > columns) {
    const row = cutHard(left, columns);
    if (row === '') break;
    rows.push(row);
    left = left.slice(row.length);
  }
  rows.push(left);
  if (rows.length === 1) return url === '' ? rows : [begin('', url) + text + end];
  const last = rows.length - 1;
  return rows.map((row, at) => begin(`flow=${id}:at=${at}:${at < last ? 'more' : 'end'}`, url) + row + end);
}

export interface DrawnRow {
  /** As the terminal gets it. */
  readonly bytes: string;
  /** Absent: an ordinary row. `more`: the next one belongs to it. */
  readonly flow?: { readonly id: string; readonly more: boolean; readonly width: number };
}

/**
 * A row of Ink's as the terminal gets it: of the marks a plain link stays, if any. Rows cut for a screen of another
 * width, as just after a resize, flow into none.
 */
export function readRow(drawn: string, columns: number): DrawnRow {
  const [all, id, place, url = '', text = ''] = marked.exec(drawn) ?? [];
  if (all === undefined || id === undefined) return { bytes: drawn };
  const bytes = url === '' ? text : begin(`id=${id}`, url) + text + end;
  const width = widthOf(text);
  // A wide character that does not fit into the last column stands in the next row.
  const fits = width <= columns && (place === 'end' || width >= columns - 1);
  return {
    bytes: drawn.replace(all, () => bytes),
    ...(fits && { flow: { id, more: place === 'more', width } }),
  };
}
