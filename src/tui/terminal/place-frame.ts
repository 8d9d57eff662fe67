import { cutHard, splitGraphemes, widthOf } from '../components/fit.ts';

/** What moves to the start of a frame: Ink counts rows up from where it believes the cursor to be. */
const toStart = /^(?:\u001B\[(?:2K|2J|3J|H|\d*A|\d*B|1?G|\?25l))*/;
/** Steps over rows that stay; the column before a changed row; its text; the erasing behind it. */
const change = /^((?:\u001B\[E)*)(\u001B\[1G)?(.*?)(?:\u001B\[K)?$/;
/** Where a text field wants the cursor, counted from below the frame (Ink's `useCursor`). */
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

/** Synchronised updates and the cursor: as they are. */
const modes = /^(?:\u001B\[\?(?:2026|25)[hl])+$/;
/** The cursor of a text field, without a new frame. */
const cursorAlone = /^(?:\u001B\[(?:\d*[ABG]|\?25[hl]))+$/;
/** Ink erases what it has drawn before it draws anew; here a new frame does that. */
const erasing = /^(?:\u001B\[(?:2K|\d*[ABG]|\?25l))+$/;

/** What Ink writes, for a screen of its own of that size. */
export function placeOutput(written: string, columns: number, rows: number): string {
  if (modes.test(written) || cursorAlone.test(written)) return written;
  return erasing.test(written) ? '' : placeFrame(written, columns, rows);
}

/**
 * A frame begins in the corner:
 * - it starts there wherever the cursor is (Ink 6.8 counts one row too few in incremental frames);
 * - a frame taller than the screen is cut instead of scrolling it, and the user's scrollback is never erased;
 * - what follows an emoji or another mark whose width terminals disagree on is put where Ink believes it to be;
 * - a row is erased before it is written: behind a full row the cursor stands on its last character, and many
 *   terminals would erase that;
 * - the rows of an unbroken text flow into each other, so that it is selected as one line.
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

/** Joined emoji, variation selectors, accents apart, and all beyond the first plane. */
const doubtful = /[\u200d\ufe0f\p{M}\p{Emoji_Presentation}\u1100-\u115f]|[\u{10000}-\u{10ffff}]/u;
const sequence = /(\u001B\][^\u0007]*\u0007|\u001B\[[\d;?]*[A-Za-z])/;
/** No emoji is drawn wider than that beyond the place that is counted for it. */
const eraseSpill = '\u001B[6X';

/** The row with the text behind each doubtful character in the column that Ink counts. */
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
 * A text that is longer than the screen is wide, cut into rows for Ink: the terminal wraps it itself (placeFrame), so
 * that it is selected and copied as one line. A hyperlink (OSC 8) around each row says so on the way through Ink, which
 * keeps it; no text from outside can, as it is cleaned of such sequences.
 */
const beginLink = (params: string, url: string) => `\u001B]8;${params};${url}\u0007`;
const endLink = '\u001B]8;;\u0007';
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
  if (rows.length === 1) return url === '' ? rows : [beginLink('', url) + text + endLink];
  const last = rows.length - 1;
  return rows.map(
    (row, at) => beginLink(`flow=${id}:at=${at}:${at < last ? 'more' : 'end'}`, url) + row + endLink,
  );
}

interface DrawnRow {
  /** As the terminal gets it. */
  readonly bytes: string;
  /** Absent: an ordinary row. `more`: the next one belongs to it. */
  readonly flow?: { readonly id: string; readonly more: boolean; readonly width: number };
}

/**
 * A row of Ink's as the terminal gets it: of the marks a plain link stays, if any. Rows cut for a screen of another
 * width, as just after a resize, flow into none.
 */
function readRow(drawn: string, columns: number): DrawnRow {
  const [all, id, place, url = '', text = ''] = marked.exec(drawn) ?? [];
  if (all === undefined || id === undefined) return { bytes: drawn };
  const bytes = url === '' ? text : beginLink(`id=${id}`, url) + text + endLink;
  const width = widthOf(text);
  // A wide character that does not fit into the last column stands in the next row.
  const fits = width <= columns && (place === 'end' || width >= columns - 1);
  return {
    bytes: drawn.replace(all, () => bytes),
    ...(fits && { flow: { id, more: place === 'more', width } }),
  };
}
