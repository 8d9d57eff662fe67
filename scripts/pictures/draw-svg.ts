import { cell, n } from './draw-glyph.ts';
import { drawRow, drawWindow, escaped, margin, topOf, widthOf } from './draw-rows.ts';
import type { Cell } from './screen-cells.ts';
import { dark, type Scheme } from './terminal-colors.ts';

export interface Picture {
  /** For those who cannot see it. */
  readonly about: string;
  /** Default: `cli-proxy tui`. */
  readonly title?: string;
  readonly scheme?: Scheme;
}

/** A screen as SVG. */
export function drawSvg(rows: readonly Cell[][], picture: Picture): string {
  const { about, title = 'cli-proxy tui', scheme = dark } = picture;
  const size = { columns: widthOf(rows), rows: rows.length };
  return drawWindow(
    { ...size, scheme, title, about },
    rows.map((row, index) => drawRow(row, topOf(index))),
  );
}

/** A moment of a film: what the screen shows for `ms`, and the key that was pressed before. */
export interface Frame {
  readonly rows: readonly Cell[][];
  readonly ms: number;
  readonly key?: string | undefined;
}

/**
 * Frames as an SVG that moves by CSS alone, over and over; a row that several frames share is drawn once. Who wants
 * no motion, and a viewer that knows none, gets the frame at `still`.
 */
export function drawFilm(frames: readonly Frame[], picture: Picture & { readonly still?: number }): string {
  const { about, title = 'cli-proxy tui', scheme = dark, still = 0 } = picture;
  const total = frames.reduce((sum, { ms }) => sum + ms, 0);
  const starts = frames.map((_, index) => frames.slice(0, index).reduce((sum, { ms }) => sum + ms, 0));
  /** Drawn row or key cap, and in which frames it is seen. */
  const seen = new Map<string, boolean[]>();
  const size = { columns: widthOf(frames[0]?.rows ?? []), rows: frames[0]?.rows.length ?? 0 };
  frames.forEach((frame, index) => {
    const parts = frame.rows.map((row, at) => drawRow(row, topOf(at)));
    if (frame.key) parts.push(drawCap(frame.key, size.columns, scheme));
    for (const part of parts) {
      const places = seen.get(part) ?? frames.map(() => false);
      places[index] = true;
      seen.set(part, places);
    }
  });
  /** What is seen in the same frames. */
  const groups = new Map<string, string[]>();
  for (const [part, places] of seen) {
    const pattern = places.map(Number).join('');
    groups.set(pattern, [...(groups.get(pattern) ?? []), part]);
  }
  const rules: string[] = [];
  const drawn = [...groups].map(([pattern, parts]) => {
    if (!pattern.includes('0')) return parts.join('\n');
    const name = `f${rules.length}`;
    rules.push(
      ruleOf(
        name,
        [...pattern].map((place) => place === '1'),
      ),
    );
    return `<g class="${name}">${parts.join('')}</g>`;
  });
  return drawWindow({ ...size, scheme, title, about, style: rules.join('') }, drawn);

  function ruleOf(name: string, places: readonly boolean[]): string {
    const steps = places
      .map((shown, index) => ({ shown, at: starts[index] ?? 0 }))
      .filter(({ shown }, index) => index === 0 || shown !== places[index - 1])
      .map(({ shown, at }) => `${Math.round((at / total) * 1e4) / 100}%{visibility:${word(shown)}}`);
    const last = `100%{visibility:${word(places.at(-1) ?? false)}}`;
    const base = `.${name}{visibility:${word(places[still] ?? false)}}`;
    const moving = `@media(prefers-reduced-motion:no-preference){.${name}{animation:${name} ${total}ms step-end infinite}}`;
    return `${base}${moving}@keyframes ${name}{${steps.join('')}${last}}`;
  }
}

const word = (shown: boolean) => (shown ? 'visible' : 'hidden');

/** The pressed key, in the window's bar. */
function drawCap(key: string, columns: number, scheme: Scheme): string {
  const width = Math.max(20, [...key].length * 7.3 + 14);
  const right = columns * cell.width + 2 * margin - 10;
  return (
    `<rect x="${n(right - width)}" y="3" width="${n(width)}" height="18" rx="4" fill="${scheme.background}" stroke="${scheme.title}"/>` +
    `<text x="${n(right - width / 2)}" y="16" text-anchor="middle" font-size="12" fill="${scheme.foreground}">${escaped(key)}</text>`
  );
}
