import { cell, drawGlyph, isSpan, n } from './draw-glyph.ts';
import type { Cell, Look } from './screen-cells.ts';
import type { Scheme } from './terminal-colors.ts';

export const margin = 14;
const barHeight = 30;
const fonts = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

/** Where row `index` begins, in pixels. */
export const topOf = (index: number): number => barHeight + index * cell.height;

export interface WindowOptions {
  readonly columns: number;
  readonly rows: number;
  readonly scheme: Scheme;
  /** In the window's bar. */
  readonly title: string;
  /** For those who cannot see the picture. */
  readonly about: string;
  readonly style?: string;
}

/** A terminal's window around `inside`. */
export function drawWindow(options: WindowOptions, inside: readonly string[]): string {
  const { scheme, title, about } = options;
  const width = n(options.columns * cell.width + 2 * margin);
  const height = n(topOf(options.rows) + margin);
  const style = options.style ? `\n<style>${options.style}</style>` : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(about)}</title>${style}
<rect width="${width}" height="${height}" rx="9" fill="${scheme.background}"/>
<path d="M0 9a9 9 0 0 1 9-9h${n(width - 18)}a9 9 0 0 1 9 9v${barHeight - 15}H0z" fill="${scheme.bar}"/>
${['#ec6a5e', '#f4bf4f', '#61c554'].map((fill, at) => `<circle cx="${18 + at * 18}" cy="12" r="5.5" fill="${fill}"/>`).join('')}
<text x="${n(width / 2)}" y="16" text-anchor="middle" fill="${scheme.title}" font-family="${fonts}" font-size="12">${escaped(title)}</text>
<g font-family="${fonts}" font-size="14" style="white-space:pre" xml:space="preserve">
${inside.filter(Boolean).join('\n')}
</g>
</svg>
`;
}

/**
 * One row with its upper edge at `top`: text stays text; lines and blocks are drawn, so that they join in any
 * font.
 */
export function drawRow(row: readonly Cell[], top: number): string {
  const grounds: string[] = [];
  const shapes = new Map<string, string>();
  const texts: string[] = [];
  const grid = 'shape-rendering="crispEdges"';
  for (const { column, width, look, text } of runsOf(row)) {
    const x = margin + column * cell.width;
    const glyph = drawGlyph([...text][0] ?? '', x, top, width);
    if (look.ground) {
      grounds.push(
        `<rect x="${n(x)}" y="${n(top)}" width="${n(width * cell.width)}" height="${cell.height}" fill="${look.ground}" ${grid}/>`,
      );
    }
    if (glyph) {
      const opacity = (glyph.opacity ?? 1) * (look.dim ? 0.6 : 1);
      const faded = opacity < 1 ? ` opacity="${n(opacity)}"` : '';
      const paint =
        glyph.kind === 'stroke'
          ? `fill="none" stroke="${look.color}" stroke-width="1.2" stroke-linecap="square"`
          : `fill="${look.color}" ${grid}`;
      const key = paint + faded;
      shapes.set(key, (shapes.get(key) ?? '') + glyph.path);
    } else if (text.trim() !== '' || look.underline) {
      // Blanks at the end are not seen.
      const shown = look.underline ? text : text.trimEnd();
      const length = (width - text.length + shown.length) * cell.width;
      texts.push(
        `<text x="${n(x)}" y="${n(top + 13.5)}" textLength="${n(length)}"${attributesOf(look)}>${escaped(shown)}</text>`,
      );
    }
  }
  const paths = [...shapes].map(([paint, path]) => `<path d="${path}" ${paint}/>`);
  return [...grounds, ...paths, ...texts].join('');
}

interface Run {
  readonly column: number;
  readonly look: Look;
  readonly alone: boolean;
  text: string;
  width: number;
}

/**
 * Neighbors that look alike. What a font may draw wider or narrower than its cells is drawn alone, so that
 * the rest stays in its columns.
 */
function runsOf(row: readonly Cell[]): Run[] {
  const runs: Run[] = [];
  let column = 0;
  for (const { text, width, look } of row) {
    const last = runs.at(-1);
    const alone = width !== 1 || !/^[\x20-\u024f–…]$/.test(text);
    const joins = last?.alone ? isSpan(text) && last.text.startsWith(text) : !alone;
    if (last && joins && sameLook(last.look, look)) {
      last.text += text;
      last.width += width;
    } else {
      runs.push({ column, look, alone, text, width });
    }
    column += width;
  }
  return runs;
}

function sameLook(a: Look, b: Look): boolean {
  return (Object.keys(a) as (keyof Look)[]).every((name) => a[name] === b[name]);
}

function attributesOf(look: Look): string {
  const attributes = [` fill="${look.color}"`];
  if (look.bold) attributes.push(' font-weight="bold"');
  if (look.dim) attributes.push(' opacity="0.6"');
  if (look.italic) attributes.push(' font-style="italic"');
  if (look.underline) attributes.push(' text-decoration="underline"');
  return attributes.join('');
}

export const widthOf = (rows: readonly (readonly Cell[])[]): number =>
  Math.max(...rows.map((row) => row.reduce((sum, { width }) => sum + width, 0)));

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
