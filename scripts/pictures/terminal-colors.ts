/** What a terminal makes of colors that a program names by number or not at all. */
export interface Scheme {
  readonly background: string;
  readonly foreground: string;
  /** Of the window's bar. */
  readonly bar: string;
  readonly title: string;
  /** The sixteen named colors. */
  readonly named: readonly string[];
}

export const dark: Scheme = {
  background: '#14171c',
  foreground: '#d7dbe2',
  bar: '#23272e',
  title: '#9aa1ac',
  named: [
    ...['#1c2026', '#e5707a', '#8cc570', '#e0b45f', '#6fa8ee', '#c38ae0', '#5fc1c4', '#c8ccd4'],
    ...['#6b7280', '#f08c95', '#a5d98a', '#f0cb80', '#8fbef8', '#d5a5ee', '#80d8da', '#f2f4f8'],
  ],
};

export const light: Scheme = {
  background: '#fdfcf8',
  foreground: '#24292f',
  bar: '#e4e2dc',
  title: '#5c6068',
  named: [
    ...['#24292f', '#b3272f', '#2d7a1e', '#8a6100', '#1f5fbf', '#8435a8', '#13707a', '#d8d6cf'],
    ...['#6b6f76', '#c8414a', '#3c8f2b', '#a37400', '#3572d4', '#9a4bbf', '#1c858f', '#fdfcf8'],
  ],
};

/** @param index 0–255 as in `38;5;index` */
export function paletteColor({ named }: Scheme, index: number): string {
  const simple = named[index];
  if (simple !== undefined) return simple;
  if (index >= 232) return grey(8 + (index - 232) * 10);
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const at = index - 16;
  return rgb(level(Math.floor(at / 36)), level(Math.floor(at / 6) % 6), level(at % 6));
}

/** @param value 24 bits, red first */
export function trueColor(value: number): string {
  return rgb((value >> 16) & 255, (value >> 8) & 255, value & 255);
}

const grey = (level: number) => rgb(level, level, level);

function rgb(...parts: number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
