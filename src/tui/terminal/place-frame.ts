import { splitGraphemes, splitWide, widthOf } from '../components/fit.ts';

/** Sequences that move to the start of a frame: Ink counts rows up from its assumed cursor position. */
const toStart = /^(?:\u001B\[(?:2K|2J|3J|H|\d*A|\d*B|1?G|\?25l))*/;
/** Skipped unchanged rows; the column before a changed row; its text; the erase after it. */
const change = /^((?:\u001B\[E)*)(\u001B\[1G)?(.*?)(?:\u001B\[K)?$/;
/** Cursor position of a text field, counted from below the frame (Ink's `useCursor`). */
const cursorPlace = /^(?:\u001B\[\d+A)?\u001B\[\d+G\u001B\[\?25h$/;

const home = '\u001B[H';
const clear = '\u001B[H\u001B[2J';
const nextRow = '\u001B[E';
const eraseRow = '\u001B[2K';
const eraseBehind = '\u001B[K';
const eraseBelow = '\u001B[J';
const wrap = '\u001B[?7h';
const noWrap = '\u001B[?7l';
const hideCursor = '\u001B[?25l';

/** Synchronized updates and cursor sequences, passed through. */
const modes = /^(?:\u001B\[\?(?:2026|25)[hl])+$/;
/** The cursor of a text field, without a new frame. */
const cursorAlone = /^(?:\u001B\[(?:\d*[ABG]|\?25[hl]))+$/;
/** Ink erases its output before it redraws; here a new frame does that. */
const erasing = /^(?:\u001B\[(?:2K|\d*[ABG]|\?25l))+$/;

/** Converts the output of Ink for an alternate screen of that size. */
export function placeOutput(written: string, columns: number, rows: number): string {
  if (modes.test(written) || cursorAlone.test(written)) return written;
  return erasing.test(written) ? '' : placeFrame(written, columns, rows);
}

/**
 * A frame starts in the corner:
 * - it starts there wherever the cursor is (Ink 6.8 counts one row too few in incremental frames);
 * - a frame taller than the screen is truncated instead of scrolling it, and the user's scrollback is never
 *   erased;
 * - text after an emoji or another character of disputed width is placed where Ink expects it;
 * - a row is erased before it is written: after a full row the cursor is on its last character, and many
 *   terminals would erase that;
 * - the rows of an unbroken text wrap into each other, so that it is selected as one line.
 */
function placeFrame(written: string, columns: number, rows: number): string {
  const start = toStart.exec(written)?.[0] ?? '';
  const incremental = /\u001B\[\d*A/.test(start) && !start.includes('\u001B[2J');
  let placed = start.includes(hideCursor) ? hideCursor : '';
  placed += incremental ? home : clear;
  let row = 0;
  let flowing: string | undefined;
  const endFlow = () => {
    if (flowing !== undefined) placed += noWrap + nextRow;
    flowing = undefined;
  };
  const lines = written.slice(start.length).split('\n');
  for (const [index, line] of lines.entries()) {
    const [, kept = '', column = '', text = ''] = change.exec(line) ?? [];
    if (kept !== '') endFlow();
    placed += kept;
    row += kept.length / nextRow.length;
    const behindLast = index === lines.length - 1 && column + text === '';
    if (behindLast || row >= rows) break;
    if (cursorPlace.test(column + text)) {
      endFlow();
      placed += column + text;
      break;
    }
    const { bytes, flow } = readRow(text, columns);
    const goesOn = flow !== undefined && flow.id === flowing;
    if (!goesOn) {
      endFlow();
      if (incremental) placed += eraseRow;
    }
    if (flow?.more && !goesOn) placed += wrap;
    placed += settle(bytes);
    if (flow?.more) {
      flowing = flow.id;
    } else {
      if (goesOn) placed += (flow.width < columns ? eraseBehind : '') + noWrap;
      flowing = undefined;
      placed += nextRow;
    }
    row += 1;
  }
  endFlow();
  return incremental && start.includes(eraseRow) ? placed + eraseBelow : placed;
}

/** Joined emoji, variation selectors, combining accents, and everything beyond the first plane. */
const doubtful = /[\u200d\ufe0f\p{M}\p{Emoji_Presentation}\u1100-\u115f]|[\u{10000}-\u{10ffff}]/u;
const sequence = /(\u001B\][^\u0007]*\u0007|\u001B\[[\d;?]*[A-Za-z])/;
/** No emoji is drawn wider than this beyond its counted columns. */
const eraseSpill = '\u001B[6X';

/** The row with the text after each disputed character moved to the column that Ink counts. */
function settle(row: string): string {
  if (!doubtful.test(row)) return row;
  let settled = '';
  let column = 1;
  let inDoubt = false;
  for (const piece of row.split(sequence)) {
    if (sequence.test(piece)) {
      settled += piece;
      continue;
    }
    for (const grapheme of splitGraphemes(piece)) {
      const isDoubtful = doubtful.test(grapheme);
      if (inDoubt && !isDoubtful) settled += `\u001B[${column}G${eraseSpill}`;
      settled += grapheme;
      column += widthOf(grapheme);
      inDoubt = isDoubtful;
    }
  }
  return settled;
}

/**
 * Splits a text wider than the screen into rows for Ink; the terminal wraps it itself (placeFrame), so that
 * it is selected and copied as one line. A hyperlink (OSC 8) around each row marks it on the way through Ink,
 * which keeps hyperlinks; external text cannot contain one, as it is sanitized.
 */
const beginLink = (params: string, url: string) => `\u001B]8;${params};${url}\u0007`;
const endLink = '\u001B]8;;\u0007';
const marked = /\u001B\]8;flow=(\w+):at=\d+:(more|end);([^\u0007]*)\u0007(.*?)\u001B\]8;;\u0007/;

/**
 * @param text without control sequences
 * @param id letters and digits; unique for each text, so that a row is redrawn with those it wraps into
 * @param url opened by a click
 */
export function unbrokenRows(text: string, columns: number, id: string, url = ''): readonly string[] {
  const rows = splitWide(text, columns);
  if (rows.length === 1) return url === '' ? rows : [beginLink('', url) + text + endLink];
  const last = rows.length - 1;
  return rows.map(
    (row, at) => beginLink(`flow=${id}:at=${at}:${at < last ? 'more' : 'end'}`, url) + row + endLink,
  );
}

interface DrawnRow {
  /** Output for the terminal. */
  readonly bytes: string;
  /** Absent for an ordinary row. `more`: the text continues in the next row. */
  readonly flow?: { readonly id: string; readonly more: boolean; readonly width: number };
}

/**
 * Converts a row of Ink for the terminal: only a plain link remains of the marks. Rows split for another
 * screen width, as just after a resize, do not wrap.
 */
function readRow(drawn: string, columns: number): DrawnRow {
  const [all, id, place, url = '', text = ''] = marked.exec(drawn) ?? [];
  if (all === undefined || id === undefined) return { bytes: drawn };
  const bytes = url === '' ? text : beginLink(`id=${id}`, url) + text + endLink;
  const width = widthOf(text);
  // A wide character that does not fit into the last column is in the next row.
  const fits = width <= columns && (place === 'end' || width >= columns - 1);
  return {
    bytes: drawn.replace(all, () => bytes),
    ...(fits && { flow: { id, more: place === 'more', width } }),
  };
}
