import type { Cell, Look } from './screen-cells.ts';
import { background } from './terminal-colours.ts';

const cell = { width: 8.4, height: 18 };
const margin = 14;
const bar = 30;
const fonts = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

/**
 * A terminal window as SVG: text stays text, each run as wide as its cells whatever font is found.
 * @param title stands in the window's bar; `about` is for those who cannot see it.
 */
export function drawSvg(rows: readonly Cell[][], title: string, about = title): string {
  const columns = Math.max(...rows.map(widthOf));
  const width = round(columns * cell.width + 2 * margin);
  const height = round(rows.length * cell.height + bar + margin);
  const grounds: string[] = [];
  const texts: string[] = [];
  rows.forEach((row, index) => {
    const top = bar + index * cell.height;
    for (const run of runsOf(row)) {
      const x = round(margin + run.column * cell.width);
      const length = round(run.width * cell.width);
      if (run.look.ground) {
        grounds.push(
          `<rect x="${x}" y="${round(top)}" width="${length}" height="${cell.height}" fill="${run.look.ground}" shape-rendering="crispEdges"/>`,
        );
      }
      if (run.text.trim() === '' && !run.look.underline) continue;
      texts.push(
        `<text x="${x}" y="${round(top + 13.5)}" textLength="${length}"${attributesOf(run.look)}>${escaped(run.text)}</text>`,
      );
    }
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(about)}</title>
<rect width="${width}" height="${height}" rx="9" fill="${background}"/>
<path d="M0 9a9 9 0 0 1 9-9h${round(width - 18)}a9 9 0 0 1 9 9v${bar - 15}H0z" fill="#23272e"/>
${['#ec6a5e', '#f4bf4f', '#61c554'].map((fill, at) => `<circle cx="${18 + at * 18}" cy="12" r="5.5" fill="${fill}"/>`).join('')}
<text x="${width / 2}" y="16" text-anchor="middle" fill="#9aa1ac" font-family="${fonts}" font-size="12">${escaped(title)}</text>
<g font-family="${fonts}" font-size="14" style="white-space:pre" xml:space="preserve">
${[...grounds, ...texts].join('\n')}
</g>
</svg>
`;
}

interface Run {
  readonly column: number;
  readonly look: Look;
  text: string;
  width: number;
}

/** Neighbours that look alike. A wide or joined character stands alone, so that it keeps its two cells. */
function runsOf(row: readonly Cell[]): Run[] {
  const runs: Run[] = [];
  let column = 0;
  let alone = false;
  for (const { text, width, look } of row) {
    const last = runs.at(-1);
    const single = width !== 1 || text.length > 1;
    if (last && !alone && !single && sameLook(last.look, look)) {
      last.text += text;
      last.width += width;
    } else {
      runs.push({ column, look, text, width });
    }
    alone = single;
    column += width;
  }
  return runs;
}

function sameLook(a: Look, b: Look): boolean {
  return (Object.keys(a) as (keyof Look)[]).every((name) => a[name] === b[name]);
}

function attributesOf(look: Look): string {
  const attributes = [` fill="${look.colour}"`];
  if (look.bold) attributes.push(' font-weight="bold"');
  if (look.dim) attributes.push(' opacity="0.6"');
  if (look.italic) attributes.push(' font-style="italic"');
  if (look.underline) attributes.push(' text-decoration="underline"');
  return attributes.join('');
}

const widthOf = (row: readonly Cell[]) => row.reduce((sum, { width }) => sum + width, 0);

const round = (value: number) => Math.round(value * 10) / 10;

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
