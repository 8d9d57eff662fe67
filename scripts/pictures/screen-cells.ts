import type { TerminalScreen } from '../../test/helpers/terminal-screen.ts';
import { paletteColor, type Scheme, trueColor } from './terminal-colors.ts';

export interface Look {
  readonly color: string;
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

/** The screen, row by row. */
export function readCells(xterm: Xterm, scheme: Scheme): Cell[][] {
  const buffer = xterm.buffer.active;
  return Array.from({ length: xterm.rows }, (_, row) => {
    const line = buffer.getLine(buffer.viewportY + row);
    const cells: Cell[] = [];
    for (let column = 0; column < xterm.cols; column += 1) {
      const cell = line?.getCell(column);
      if (!cell || cell.getWidth() === 0) continue;
      cells.push({ text: cell.getChars() || ' ', width: cell.getWidth(), look: lookOf(cell, scheme) });
    }
    return cells;
  });
}

/**
 * Replaces each match of `pattern` (with its `g` flag) within a row by a text that is not longer; blanks fill the
 * rest, so that borders stay in their columns. For what a picture should not show: a folder, a port, a key.
 */
export function replaceText(
  rows: readonly Cell[][],
  pattern: RegExp,
  by: (found: string) => string,
): Cell[][] {
  return rows.map((row) => {
    const text = row.map((cell) => cell.text).join('');
    const places = row.flatMap((cell, index) => Array.from(cell.text, () => index));
    const written = [...row];
    for (const found of text.matchAll(pattern)) {
      // Positions in the text are code units; cells are characters.
      const first = places[[...text.slice(0, found.index)].length] ?? 0;
      const letters = [...by(found[0]).padEnd(found[0].length)];
      letters.forEach((letter, at) => {
        // A rule that takes the place of text looks as it does before it.
        const cell = letter === '─' ? row[first] : row[first + at];
        if (cell) written[first + at] = { ...cell, text: letter, width: 1 };
      });
    }
    return written;
  });
}

function lookOf(cell: BufferCell, scheme: Scheme): Look {
  const color = colorOf(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor());
  const ground = colorOf(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor());
  const inverse = cell.isInverse() !== 0;
  return {
    color: inverse ? (ground ?? scheme.background) : (color ?? scheme.foreground),
    ground: inverse ? (color ?? scheme.foreground) : ground,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
  };

  function colorOf(isDefault: boolean, isRgb: boolean, value: number): string | undefined {
    if (isDefault) return undefined;
    return isRgb ? trueColor(value) : paletteColor(scheme, value);
  }
}
