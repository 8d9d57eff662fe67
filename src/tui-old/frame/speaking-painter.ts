import { textOf } from '../text/line.ts';
import type { Row, View } from '../view.ts';
import type { Painter } from './painter.ts';

/** Wide enough for long labels, and not for columns that only an eye tells apart. The terminal may be narrower. */
export const spokenColumns = 130;

/**
 * For a screen reader: what is new since the last frame, as plain lines one after the other, without colours, boxes
 * and bars, the selection in words. A line in which only a time or a place went on is not said again.
 */
export function createSpeakingPainter(): Painter {
  let said: ReadonlySet<string> = new Set();
  return {
    paint(view) {
      const lines = linesOf(view).filter((line) => line !== '');
      const fresh = lines.filter((line) => !said.has(gist(line)));
      said = new Set(lines.flatMap((line) => [gist(line), gist(line.replace(/^selected: /, ''))]));
      return fresh.map((line) => `${line}\r\n`).join('');
    },
    forget() {
      said = new Set();
    },
    close() {},
  };
}

/** The screen from top to bottom. */
function linesOf({ head, body, panel, foot }: View): readonly string[] {
  const rows = (list: readonly Row[]) =>
    list.map((row) => ('unbroken' in row ? row.unbroken : inWords(textOf(row.line))));
  const lines = (list: View['head']) => list.map((line) => inWords(textOf(line)));
  const middle =
    body.kind === 'rows'
      ? rows(body.rows)
      : [
          ...lines(body.above ?? []),
          inWords(body.columns.map(({ name }) => name).join(', ')),
          ...rows(body.rows),
          ...lines([body.below]),
          ...rows(body.after ?? []),
          ...lines(body.side ?? []),
        ];
  return [...lines(head), ...middle, ...rows(panel), ...lines(foot)];
}

const words: readonly (readonly [RegExp, string])[] = [
  [/^ *▸/, 'selected: '],
  [/^((?:selected: )?) *●(?! live)/, '$1marked: '],
  [/^((?:selected: )?(?:marked: )?) *└/, '$1its new key: '],
  [/^((?:selected: )?(?:marked: )?(?:its new key: )?) *–(?= )/, '$1no label '],
  [/[─▏▁-█⠀-⣿●○■▾]/g, ' '],
  [/•+/g, 'hidden'],
  [/✕/g, 'error:'],
  [/← →/g, 'left or right for others'],
  [/\[([^\]]+)\]/g, 'chosen: $1'],
  [/ –(?= |$)/g, ' unknown'],
  [/ +/g, ' '],
];

function inWords(text: string): string {
  return words.reduce((spoken, [sign, word]) => spoken.replace(sign, word), text).trim();
}

/** What it says, whatever the clock and the place in the list. */
const gist = (line: string): string =>
  line.replace(/\d+ (?:s|min|h|d)\b/g, '#').replace(/\d+[–/]\d+(?: of \d+)?/g, '#');
