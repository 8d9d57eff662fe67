import { expect, onTestFinished, test } from 'vitest';
import { drawSvg } from '../../scripts/pictures/draw-svg.ts';
import { readCells, replaceText } from '../../scripts/pictures/screen-cells.ts';
import { createTerminalScreen } from '../helpers/terminal-screen.ts';

async function drawn(text: string) {
  const screen = createTerminalScreen(40, 3, () => {});
  onTestFinished(() => screen.dispose());
  await screen.write(text);
  return readCells(screen.xterm);
}

test('a picture holds the text of the screen, its colours, and nothing that XML would trip over', async () => {
  const svg = drawSvg(await drawn('plain \x1b[1;38;2;1;2;3mbold\x1b[0m <&>'), 'a title');
  expect(svg).toContain('>plain <');
  expect(svg).toMatch(/fill="#010203" font-weight="bold">bold</);
  expect(svg).toContain('&lt;&amp;&gt;');
});

test('inverse text has its ground behind it', async () => {
  const svg = drawSvg(await drawn('\x1b[7mchosen\x1b[0m'), '');
  expect(svg).toMatch(/<rect [^>]*fill="#d7dbe2"[^>]*\/>\n<text [^>]*fill="#14171c">chosen/);
});

test('a wide character keeps its two cells, so that what follows stays in its column', async () => {
  const svg = drawSvg(await drawn('班x'), '');
  expect(svg).toMatch(/x="14"[^>]*textLength="16.8"[^>]*>班/);
  expect(svg).toMatch(/x="30.8"[^>]*>x/);
});

test('the folder of the picture is replaced, and the row keeps its width', async () => {
  const rows = replaceText(await drawn('in /tmp/made-up/config.yaml now'), /\/tmp\/made-up/, () => '~');
  const text = rows[0]?.map((cell) => cell.text).join('') ?? '';
  expect(text.trimEnd()).toBe('in ~/config.yaml now');
  expect(text).toHaveLength(40);
});
