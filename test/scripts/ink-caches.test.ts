import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { inkCaches } from '../../scripts/ink-caches.ts';
import { projectFolder } from '../helpers/source-imports.ts';

/** Bundles parts of Ink as the program is bundled; the maps that they make are counted. */
async function bundled(exports: string, plugins = [inkCaches]): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'cli-proxy-bundle-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const outfile = join(folder, 'bundle.mjs');
  const stdin = { contents: exports, resolveDir: projectFolder };
  await build({ stdin, outfile, bundle: true, format: 'esm', platform: 'node', plugins });
  return import(outfile);
}
const ink = (file: string) => JSON.stringify(join(projectFolder, 'node_modules/ink/build', file));

/** The greatest number of entries that any map reaches meanwhile. */
function largestMap(run: () => void): number {
  const { set } = Map.prototype;
  let largest = 0;
  Map.prototype.set = function (key, value) {
    set.call(this, key, value);
    largest = Math.max(largest, this.size);
    return this;
  };
  onTestFinished(() => {
    Map.prototype.set = set;
  });
  run();
  Map.prototype.set = set;
  return largest;
}

test('the texts that Ink remembers do not grow with the time that the console runs', async () => {
  const { measureText, wrapText, Output } = (await bundled(
    `export { default as measureText } from ${ink('measure-text.js')};
     export { default as wrapText } from ${ink('wrap-text.js')};
     export { default as Output } from ${ink('output.js')};`,
  )) as {
    measureText: (text: string) => { width: number };
    wrapText: (text: string, width: number, wrap: string) => string;
    Output: new (
      size: object,
    ) => {
      write(x: number, y: number, text: string, options: object): void;
      get(): { output: string };
    };
  };
  const largest = largestMap(() => {
    for (let second = 0; second < 12_000; second += 1) {
      const text = `${second} s ago`;
      expect(measureText(text).width).toBe(text.length);
      expect(wrapText(text, 6, 'truncate-end')).toBe(text.length > 6 ? `${text.slice(0, 5)}…` : text);
      const output = new Output({ width: 14, height: 1 });
      output.write(1, 0, text, { transformers: [] });
      expect(output.get().output).toBe(` ${text}`);
    }
  });
  expect(largest).toBeGreaterThan(1000);
  expect(largest).toBeLessThanOrEqual(5000);
});

interface Frame {
  write(x: number, y: number, text: string, options: object): void;
  clip(area: object): void;
  unclip(): void;
  get(): { readonly output: string; readonly height: number };
}
type Frames = new (size: object) => Frame;

test('frames are drawn as Ink draws them, whatever the frame before was', async () => {
  const output = `export { default as Output } from ${ink('output.js')};`;
  const { Output: Ours } = (await bundled(output)) as { Output: Frames };
  const { Output: Inks } = (await bundled(output, [])) as { Output: Frames };
  const texts = [
    'plain',
    '\u001B[31mred\u001B[39m',
    '\u001B[1m宽 wide\u001B[22m',
    '\u001B[31mred \u001B[1m\u001B[41mloud\u001B[49m\u001B[22m red\u001B[39m',
    'two\nrows',
    'a\u0301 é',
    ' ',
    '👩‍💻',
  ];
  const shout = (text: string) => text.toUpperCase();
  for (let frame = 0; frame < 60; frame += 1) {
    const size = { width: 14 + (frame % 3), height: 4 };
    const [ours, inks] = [new Ours(size), new Inks(size)];
    for (let count = 0; count < 9; count += 1) {
      const place = frame * 7 + count * 5;
      const text = texts[(place + (frame >> 3)) % texts.length] ?? '';
      const clipped = place % 4 === 0;
      for (const one of [ours, inks]) {
        if (clipped) one.clip({ x1: 2, x2: 9, y1: 1, y2: 3 });
        one.write((place % 13) - 1 + Number(!clipped), place % 5, text, {
          transformers: count % 3 === 0 ? [shout] : [],
        });
        if (clipped) one.unclip();
      }
    }
    expect(ours.get()).toEqual(inks.get());
  }
});

test('characters are found once for all frames that show them', async () => {
  const { Output } = (await bundled(`export { default as Output } from ${ink('output.js')};`)) as {
    Output: Frames;
  };
  const calls: string[] = [];
  const draw = (text: string) => {
    const output = new Output({ width: 9, height: 2 });
    for (const [row, line] of [text, 'same'].entries()) output.write(0, row, line, { transformers: [] });
    const { caches } = output as unknown as { caches: { getStyledChars(line: string): unknown } };
    const { getStyledChars } = caches;
    caches.getStyledChars = (line) => {
      calls.push(line);
      return getStyledChars.call(caches, line);
    };
    output.get();
    caches.getStyledChars = getStyledChars;
  };
  draw('first');
  draw('other');
  expect(calls).toEqual(['first', 'same', 'other']);
});

test('styles are compared only where another one begins', async () => {
  const { Output } = (await bundled(`export { default as Output } from ${ink('output.js')};`)) as {
    Output: Frames;
  };
  const output = new Output({ width: 60, height: 1 });
  output.write(0, 0, `\u001B[31m${'red'.repeat(9)}\u001B[39m${'plain'.repeat(5)}`, { transformers: [] });
  const { Set: OfNode } = globalThis;
  onTestFinished(() => {
    globalThis.Set = OfNode;
  });
  let made = 0;
  globalThis.Set = class<Item> extends OfNode<Item> {
    constructor(items?: Iterable<Item> | null) {
      super(items);
      made += 1;
    }
  } as SetConstructor;
  output.get();
  globalThis.Set = OfNode;
  // Before the first character, at both changes and after the last one.
  expect(made).toBeLessThan(20);
});
