import { expect, onTestFinished, test } from 'vitest';
import { drawFilm, drawSvg } from '../../scripts/pictures/draw-svg.ts';
import { readCells, replaceText } from '../../scripts/pictures/screen-cells.ts';
import { dark, light } from '../../scripts/pictures/terminal-colors.ts';
import { createTerminalScreen } from '../helpers/terminal-screen.ts';

async function drawn(text: string, scheme = dark) {
  const screen = createTerminalScreen(40, 3, () => {});
  onTestFinished(() => screen.dispose());
  await screen.write(text);
  return readCells(screen.xterm, scheme);
}

const about = 'a screen';

test('a picture holds the text of the screen, its colors, and nothing that XML would trip over', async () => {
  const svg = drawSvg(await drawn('plain \x1b[1;38;2;1;2;3mbold\x1b[0m <&>'), { about });
  expect(svg).toContain('>plain<');
  expect(svg).toMatch(/fill="#010203" font-weight="bold">bold</);
  expect(svg).toContain('&lt;&amp;&gt;');
});

test('inverse text has its ground behind it, in the colors of the scheme', async () => {
  for (const scheme of [dark, light]) {
    const svg = drawSvg(await drawn('\x1b[7mchosen\x1b[0m', scheme), { about, scheme });
    const { background, foreground } = scheme;
    const ground = new RegExp(`<rect [^>]*fill="${foreground}"[^>]*/><text [^>]*fill="${background}">chosen`);
    expect(svg).toMatch(ground);
  }
});

test('a wide character keeps its two cells, so that what follows stays in its column', async () => {
  const svg = drawSvg(await drawn('班x'), { about });
  expect(svg).toMatch(/x="14"[^>]*textLength="16.8"[^>]*>班/);
  expect(svg).toMatch(/x="30.8"[^>]*>x/);
});

test('lines and bars are drawn over whole cells, so that they join in any font', async () => {
  const svg = drawSvg(await drawn('╭────\r\n│ ▂██\r\n╰────'), { about });
  expect(svg).not.toMatch(/[╭─│╰▂█]/);
  // A corner, then one line over its four cells.
  expect(svg).toMatch(/d="M18.2 48Q18.2 39 22.4 39M22.4 39H56"/);
  expect(svg).toContain('M18.2 48V66');
  expect(svg).toContain('M39.2 48h16.8v18h-16.8z');
});

test('the lines of a double border meet in each of its corners', async () => {
  const svg = drawSvg(await drawn('╔╗\r\n╚╝'), { about });
  const paths = [...svg.matchAll(/<path d="(M[^"]*)" fill="none"/g)].map(([, path]) => path);
  const [upper = '', lower = ''] = paths;
  expect(upper).toBe('M16.6 48V37.4H22.4M19.8 48V40.6H22.4M25 48V40.6H22.4M28.2 48V37.4H22.4');
  expect(lower).toBe('M16.6 48V58.6H22.4M19.8 48V55.4H22.4M25 48V55.4H22.4M28.2 48V58.6H22.4');
});

test('the folder of the picture is replaced wherever it is, and the border stays in its column', async () => {
  const rows = replaceText(await drawn('班 /tmp/made-up/a /tmp/made-up/b │'), /\/tmp\/made-up\S*/g, (path) =>
    path.replace('/tmp/made-up', '~'),
  );
  const text = rows[0]?.map((cell) => cell.text).join('') ?? '';
  expect(text.trimEnd()).toBe('班 ~/a            ~/b            │');
  expect(rows[0]?.reduce((sum, cell) => sum + cell.width, 0)).toBe(40);
});

test('a film draws a row once that several frames share, and shows each frame at its time', async () => {
  const frames = [
    { rows: await drawn('same\r\nfirst'), ms: 1000 },
    { rows: await drawn('same\r\nsecond'), ms: 3000, key: 'R' },
  ];
  const svg = drawFilm(frames, { about, still: 1 });
  expect(svg.match(/same/g)).toHaveLength(1);
  expect(svg).not.toMatch(/<g class="[^"]*"><text[^>]*>same/);
  const classOf = (text: string) => new RegExp(`<g class="(\\w+)"><text[^>]*>${text}<`).exec(svg)?.[1];
  const second = classOf('second') ?? '';
  expect(svg).toContain(
    `@keyframes ${second}{0%{visibility:hidden}25%{visibility:visible}100%{visibility:visible}}`,
  );
  expect(svg).toContain(`animation:${second} 4000ms`);
  // The key is seen with the frame it leads to; without motion that frame is the picture.
  expect(svg).toMatch(new RegExp(`<g class="${second}">.*second</text><rect[^>]*/><text[^>]*>R</text></g>`));
  expect(svg).toContain(`.${second}{visibility:visible}`);
  expect(svg).toContain(`.${classOf('first')}{visibility:hidden}`);
});
