import stringWidth from 'string-width';
import { stripControl } from '../../base/terminal-text.ts';
import { type Line, type Segment, segment } from './line.ts';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const plainAscii = /^[\x20-\x7e]*$/;

/** The same few labels and masks are measured on every frame, and measuring is dear outside ASCII. */
const measured = new Map<string, number>();
const mostMeasured = 4000;

/** Columns that a terminal gives the text. */
export function widthOf(text: string): number {
  if (plainAscii.test(text)) return text.length;
  const known = measured.get(text);
  if (known !== undefined) return known;
  const width = stringWidth(text);
  if (measured.size >= mostMeasured) measured.clear();
  measured.set(text, width);
  return width;
}

/** What a person takes for one character: letters with accents, flags, joined emoji. */
export function splitGraphemes(text: string): string[] {
  return plainAscii.test(text) ? [...text] : Array.from(graphemes.segment(text), (part) => part.segment);
}

/** At most `width` columns from the start, with `…` where something is missing. */
export function cut(raw: string, width: number): string {
  if (width <= 0) return '';
  const text = stripControl(raw);
  if (widthOf(text) <= width) return text;
  return `${cutHard(text, width - 1)}…`;
}

/** At most `width` columns from the start; a wide character that does not fit is left out. */
export function cutHard(raw: string, width: number): string {
  const text = stripControl(raw);
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
export function fitText(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const shown = cut(text, width);
  const space = ' '.repeat(Math.max(0, width - widthOf(shown)));
  return align === 'left' ? shown + space : space + shown;
}

/** The line in exactly `width` columns, its styles kept. */
export function fitLine(line: Line, width: number): Line {
  const fitted: Segment[] = [];
  let left = width;
  for (const [index, part] of line.entries()) {
    if (left <= 0) break;
    const own = widthOf(part.text);
    const more = line.slice(index + 1).some((later) => later.text !== '');
    const text =
      own < left || (own === left && !more) ? part.text : cut(more ? `${part.text}…` : part.text, left);
    fitted.push(segment(text, part.style));
    left -= widthOf(text);
  }
  if (left > 0) fitted.push(segment(' '.repeat(left)));
  return fitted;
}

/** Where a line may be broken: not between a number and its unit. */
const betweenWords = /(?<!\d) | (?!(?:%|ms|s|min|h|d)(?:[\s.,;:)]|$))/;

/** Breaks at spaces into lines of at most `width` columns; a longer word is broken hard. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of stripControl(text).split(betweenWords)) {
    const joined = current === '' ? word : `${current} ${word}`;
    if (widthOf(joined) <= width) {
      current = joined;
      continue;
    }
    if (current !== '') lines.push(current);
    current = word;
    while (widthOf(current) > width) {
      const head = cutHard(current, width);
      if (head === '') break;
      lines.push(head);
      current = current.slice(head.length);
    }
  }
  lines.push(current);
  return lines;
}
