import type { TerminalScreen } from '../../test/helpers/terminal-screen.ts';
import { background, foreground, paletteColour, trueColour } from './terminal-colours.ts';

export interface Look {
  readonly colour: string;
  /** undefined: the terminal's own. */
  readonly ground: string | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
}

/** One character on the screen; `width` 2 for a wide one, whose second cell is left out. */
export interface Cell {
  readonly text: string;
  readonly width: number;
  readonly look: Look;
}

type Xterm = TerminalScreen['xterm'];
type BufferCell = NonNullable<ReturnType<Xterm['buffer']['active']['getNullCell']>>;

/** What is on the screen, row by row. */
export function readCells(xterm: Xterm): Cell[][] {
  const buffer = xterm.buffer.active;
  return Array.from({ length: xterm.rows }, (_, row) => {
    const line = buffer.getLine(buffer.viewportY + row);
    const cells: Cell[] = [];
    for (let column = 0; column < xterm.cols; column += 1) {
      const cell = line?.getCell(column);
      if (!cell || cell.getWidth() === 0) continue;
      cells.push({ text: cell.getChars() || ' ', width: cell.getWidth(), look: lookOf(cell) });
    }
    return cells;
  });
}

/**
 * Puts `by` where `pattern` matches within a row; the rest of the row moves up, blanks fill its end. For what a
 * picture should not show: the folder it was made in, a key.
 */
export function replaceText(
  rows: readonly Cell[][],
  pattern: RegExp,
  by: (found: string) => string,
): Cell[][] {
  return rows.map((row) => {
    const found = pattern.exec(row.map((cell) => cell.text).join(''));
    const first = found ? row[found.index] : undefined;
    // Rows with wide or joined characters before the match are left alone: their cells and letters differ in number.
    if (!found || !first || row.some((cell) => [...cell.text].length !== 1)) return row;
    const text = by(found[0]);
    const written = [...text].map((letter) => ({ ...first, text: letter }));
    const blanks = Array.from({ length: Math.max(0, found[0].length - written.length) }, () => ({
      ...first,
      text: ' ',
    }));
    return [...row.slice(0, found.index), ...written, ...row.slice(found.index + found[0].length), ...blanks];
  });
}

function lookOf(cell: BufferCell): Look {
  const colour = colourOf(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor());
  const ground = colourOf(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor());
  const inverse = cell.isInverse() !== 0;
  return {
    colour: inverse ? (ground ?? background) : (colour ?? foreground),
    ground: inverse ? (colour ?? foreground) : ground,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
  };
}

function colourOf(isDefault: boolean, isRgb: boolean, value: number): string | undefined {
  if (isDefault) return undefined;
  return isRgb ? trueColour(value) : paletteColour(value);
}
