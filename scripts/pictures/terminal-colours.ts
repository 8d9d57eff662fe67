/** Colours of a quiet dark terminal: the sixteen named ones, then xterm's cube and greys. */
const named = [
  ...['#1c2026', '#e5707a', '#8cc570', '#e0b45f', '#6fa8ee', '#c38ae0', '#5fc1c4', '#c8ccd4'],
  ...['#6b7280', '#f08c95', '#a5d98a', '#f0cb80', '#8fbef8', '#d5a5ee', '#80d8da', '#f2f4f8'],
];

export const background = '#14171c';
export const foreground = '#d7dbe2';

/** @param index 0–255 as in `38;5;index` */
export function paletteColour(index: number): string {
  const simple = named[index];
  if (simple !== undefined) return simple;
  if (index >= 232) return grey(8 + (index - 232) * 10);
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const at = index - 16;
  return rgb(level(Math.floor(at / 36)), level(Math.floor(at / 6) % 6), level(at % 6));
}

/** @param value 24 bits, red first */
export function trueColour(value: number): string {
  return rgb((value >> 16) & 255, (value >> 8) & 255, value & 255);
}

const grey = (level: number) => rgb(level, level, level);

function rgb(...parts: number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
