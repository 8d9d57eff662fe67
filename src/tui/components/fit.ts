import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const plainAscii = /^[\x20-\x7e]*$/;

/** Caches widths: the same labels and masks are measured on every frame, which is slow outside ASCII. */
const measured = new Map<string, number>();
const maxMeasured = 4000;

/** Columns that the text takes in a terminal. */
export function widthOf(text: string): number {
  if (plainAscii.test(text)) return text.length;
  const known = measured.get(text);
  if (known !== undefined) return known;
  if (text.length > maxSegmented) return splitGraphemes(text).reduce((sum, one) => sum + widthOf(one), 0);
  const width = stringWidth(text);
  if (measured.size >= maxMeasured) measured.clear();
  measured.set(text, width);
  return width;
}

/** Splits into graphemes: letters with accents, flags, joined emoji. */
export function splitGraphemes(text: string): string[] {
  if (plainAscii.test(text)) return [...text];
  const found: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = start + maxSegmented + (isHalf.test(text[start + maxSegmented - 1] ?? '') ? 1 : 0);
    const parts = Array.from(graphemes.segment(text.slice(start, end)), (part) => part.segment);
    // The last grapheme may continue in the next chunk.
    if (end < text.length && parts.length > 1) parts.pop();
    for (const part of parts) {
      found.push(part);
      start += part.length;
    }
  }
  return found;
}

/** Segmenting takes quadratic time: a paste of thousands of lines would take half a minute. */
const maxSegmented = 256;
/** First half of a character of two code units. */
const isHalf = /[\uD800-\uDBFF]/;

/** At most `width` columns from the start, with `sign` (one column) at the end if text was cut. */
export function cut(text: string, width: number, sign = '…'): string {
  if (width <= 0) return '';
  return widthOf(text) <= width ? text : `${cutHard(text, width - 1)}${sign}`;
}

/** At most `width` columns from the start; a wide character that does not fit is dropped. */
export function cutHard(text: string, width: number): string {
  if (plainAscii.test(text)) return text.slice(0, Math.max(0, width));
  let used = 0;
  let kept = '';
  for (const grapheme of splitGraphemes(text)) {
    used += widthOf(grapheme);
    if (used > width) break;
    kept += grapheme;
  }
  return kept;
}

/** Exactly `width` columns. */
export function fitText(text: string, width: number, align: 'left' | 'right' = 'left', sign = '…'): string {
  const shown = cut(text, width, sign);
  const space = ' '.repeat(Math.max(0, width - widthOf(shown)));
  return align === 'left' ? shown + space : space + shown;
}

/** The end of the text in at most `width` columns, after `sign` if text was cut. */
export function endOf(text: string, width: number, sign = '…'): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 1;
  for (const grapheme of splitGraphemes(text).reverse()) {
    used += widthOf(grapheme);
    if (used > width) break;
    kept = grapheme + kept;
  }
  return sign + kept;
}

/** An address in its usual short form. */
export const withoutScheme = (place: string): string => place.replace(/^http:\/\//, '');

/** Columns of a file name that are kept. */
const leastName = 8;

/** `…/folder/config.yaml`: from the end, in whole folders if that fits. */
export function shortPath(path: string, width: number): string {
  if (widthOf(path) <= width) return path;
  const parts = path.split('/');
  for (let from = 1; from < parts.length; from += 1) {
    const text = `…/${parts.slice(from).join('/')}`;
    if (widthOf(text) <= width) return text;
  }
  return endOf(parts.at(-1) ?? path, Math.max(leastName, width));
}

/** After a space, but not between a number and its unit; Chinese without spaces, but punctuation stays where it is. */
const wide = String.raw`\p{Script=Han}，、：；。！？）」》`;
const mayWrap = new RegExp(
  String.raw`(?<=(?<!\d) )|(?<=\d )(?!(?:%|ms|s|min|h|d)(?:[\s.,;:)，、：；。！？）]|$)|\p{Script=Han})` +
    String.raw`|(?<=[${wide}])(?=[\p{Script=Han}（「《])|(?<=[，、：；。！？])(?=\w)`,
  'u',
);

/** Wraps into lines of at most `width` columns; a longer word is split. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let [row, used] = ['', 0];
  for (const piece of text.split(mayWrap)) {
    const word = piece.trimEnd();
    if (used + widthOf(word) > width && row !== '') {
      lines.push(row.trimEnd());
      row = '';
    }
    const rows = row === '' ? splitWide(word, width) : [row + word];
    row = (rows.pop() ?? '') + piece.slice(word.length);
    used = widthOf(row);
    for (const one of rows) lines.push(one);
  }
  return [...lines, row.trimEnd()];
}

/** Splits into rows of at most `width` columns; a wider character has a row of its own. */
export function splitWide(text: string, width: number): string[] {
  const rows: string[] = [];
  let row = '';
  let used = 0;
  for (const grapheme of splitGraphemes(text)) {
    const columns = widthOf(grapheme);
    if (used + columns > width && row !== '') {
      rows.push(row);
      [row, used] = ['', 0];
    }
    row += grapheme;
    used += columns;
  }
  rows.push(row);
  return rows;
}
