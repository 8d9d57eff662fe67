/** Half-open range of the source that is replaced by `text`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies splices that do not overlap; of two at one place, the first one's text comes first. */
export function spliced(text: string, splices: readonly Splice[]): string {
  const ordered = splices.map((splice, index) => ({ ...splice, index }));
  ordered.sort((a, b) => a.start - b.start || a.end - b.end || a.index - b.index);
  let result = '';
  let at = 0;
  for (const { start, end, text: put } of ordered) {
    if (start < at) throw new Error('splices overlap');
    result += text.slice(at, start) + put;
    at = end;
  }
  return result + text.slice(at);
}

/** Line break of the file, after its first one. */
export function lineBreakOf(text: string): '\n' | '\r\n' {
  const at = text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

export function lineStart(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  // A byte order mark is before the first line, not in it.
  return start === 0 && text.startsWith('\ufeff') ? Math.min(1, offset) : start;
}

/** Offset behind the line break of the line that holds the character before `end`. */
export function lineAfter(text: string, end: number): number {
  if (end > 0 && text[end - 1] === '\n') return end;
  const at = text.indexOf('\n', end);
  return at < 0 ? text.length : at + 1;
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** True when only blanks precede `offset` on its line. */
export function startsLine(text: string, offset: number): boolean {
  return /^[ \t]*$/.test(text.slice(lineStart(text, offset), offset));
}

/** The rest of the line behind `offset`, without its line break. */
export function restOfLine(text: string, offset: number): string {
  const at = text.indexOf('\n', offset);
  return text.slice(offset, at < 0 ? text.length : at).replace(/\r$/, '');
}

/**
 * Start of the own-line comments directly above the line at `start`, without a blank line between, but not
 * above `floor`, which is the start of a line. Comments indented further than `belongsAbove` belong to what
 * is above them.
 */
export function commentsAbove(text: string, start: number, floor: number, belongsAbove = Infinity): number {
  let first = start;
  while (first > floor) {
    const above = lineStart(text, first - 1);
    const indent = commentIndent(text, above);
    if (indent === undefined || indent > belongsAbove) break;
    first = above;
  }
  return first;
}

/** Offset behind the own-line comments that follow directly and are indented further than `column`. */
export function commentsBelow(text: string, start: number, column: number): number {
  let end = start;
  for (;;) {
    const indent = commentIndent(text, end);
    if (indent === undefined || indent <= column) return end;
    end = lineAfter(text, end + 1);
  }
}

function commentIndent(text: string, start: number): number | undefined {
  const blanks = /^[ \t]*(?=#)/.exec(restOfLine(text, start));
  return blanks?.[0].length;
}
