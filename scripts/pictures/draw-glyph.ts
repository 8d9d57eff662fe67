/** Pixels of a terminal's cell. */
export const cell = { width: 8.4, height: 18 };

/** Path data of a character that has to meet its neighbors: lines are stroked, blocks and dots filled. */
export interface Glyph {
  readonly kind: 'stroke' | 'fill';
  readonly path: string;
  /** Of shades; 1 unless stated. */
  readonly opacity?: number;
}

/** Arms of a line character: up, right, down, left; 0 none, 1 light, 2 double, 3 heavy. */
const arms: Readonly<Record<string, string>> = {
  ...{ '─': '0101', '│': '1010', '┌': '0110', '┐': '0011', '└': '1100', '┘': '1001' },
  ...{ '├': '1110', '┤': '1011', '┬': '0111', '┴': '1101', '┼': '1111' },
  ...{ '╭': '0110', '╮': '0011', '╰': '1100', '╯': '1001' },
  ...{ '═': '0202', '║': '2020', '╔': '0220', '╗': '0022', '╚': '2200', '╝': '2002' },
  ...{ '━': '0303', '┃': '3030' },
};
const rounded = /[╭╮╰╯]/;
const shades: Readonly<Record<string, number>> = { '░': 0.25, '▒': 0.5, '▓': 0.75 };

/** Repeated, these are one wide shape. */
export const isSpan = (character: string): boolean => /[─═━▀-█░▒▓]/u.test(character);

/** `count` equal characters, the first with its upper left corner at x, y; undefined: draw them as text. */
export function drawGlyph(character: string, x: number, y: number, count = 1): Glyph | undefined {
  const code = character.codePointAt(0) ?? 0;
  const width = cell.width * count;
  const { height } = cell;
  const fill = (path: string): Glyph => ({ kind: 'fill', path });
  if (character in arms) return drawLines(character, x, y, width);
  if (character in shades) return { ...fill(area(x, y, width, height)), opacity: shades[character] ?? 1 };
  if (code === 0x2580) return fill(area(x, y, width, height / 2));
  if (code === 0x2590) return fill(area(x + width / 2, y, width / 2, height));
  if (code > 0x2580 && code <= 0x2588) {
    const filled = (height * (code - 0x2580)) / 8;
    return fill(area(x, y + height - filled, width, filled));
  }
  if (code > 0x2588 && code < 0x2590) return fill(area(x, y, (width * (0x2590 - code)) / 8, height));
  if (code > 0x2800 && code < 0x2900) return fill(drawDots(code - 0x2800, x, y));
  return undefined;
}

function drawLines(character: string, x: number, y: number, width: number): Glyph {
  const [up = 0, right = 0, down = 0, left = 0] = [...(arms[character] ?? '')].map(Number);
  const [midX, midY, endX, endY] = [x + width / 2, y + cell.height / 2, x + width, y + cell.height];
  const line = (path: string): Glyph => ({ kind: 'stroke', path });
  if (up === 3) return { kind: 'fill', path: area(midX - 1.2, y, 2.4, cell.height) };
  if (right === 3) return { kind: 'fill', path: area(x, midY - 1.2, width, 2.4) };
  const [toX, toY] = [right ? endX : x, up ? y : endY];
  if (rounded.test(character))
    return line(`M${n(midX)} ${n(toY)}Q${n(midX)} ${n(midY)} ${n(toX)} ${n(midY)}`);
  if (![up, right, down, left].includes(2)) {
    const upright = up || down ? `M${n(midX)} ${n(up ? y : midY)}V${n(down ? endY : midY)}` : '';
    const level = left || right ? `M${n(left ? x : midX)} ${n(midY)}H${n(right ? endX : midX)}` : '';
    return line(upright + level);
  }
  const gap = 1.6;
  const both = (draw: (side: number) => string) => line(draw(-gap) + draw(gap));
  if (left && right) return both((side) => `M${n(x)} ${n(midY + side)}H${n(endX)}`);
  if (up && down) return both((side) => `M${n(midX + side)} ${n(y)}V${n(endY)}`);
  // In a corner the line that is outside on one arm is outside on the other.
  const turn = Boolean(right) === Boolean(down) ? 1 : -1;
  return both((side) => `M${n(midX + side)} ${n(toY)}V${n(midY + side * turn)}H${n(toX)}`);
}

/** Column and row of the bits of a braille character. */
const dots = ['00', '01', '02', '10', '11', '12', '03', '13'];

function drawDots(bits: number, x: number, y: number): string {
  const size = 2.2;
  const drawn = dots.filter((_, bit) => bits & (1 << bit)).map((place) => [...place].map(Number));
  return drawn
    .map(([column = 0, row = 0]) => {
      const left = x + cell.width * (0.25 + column / 2) - size / 2;
      return area(left, y + cell.height * (0.125 + row / 4) - size / 2, size, size);
    })
    .join('');
}

const area = (x: number, y: number, width: number, height: number) =>
  `M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}z`;

/** A tenth of a pixel is fine enough. */
export const n = (value: number): number => Math.round(value * 10) / 10;
