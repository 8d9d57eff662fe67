import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import stringWidth from 'string-width';
import { expect, onTestFinished, test } from 'vitest';
import { quickStart } from '../../scripts/quick-start.ts';
import { projectFolder } from '../helpers/source-imports.ts';

/** Bundles a module as the program is bundled, and loads it. */
async function bundled(contents: string): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'cli-proxy-bundle-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const outfile = join(folder, 'bundle.mjs');
  const stdin = { contents, resolveDir: projectFolder };
  await build({ stdin, outfile, bundle: true, format: 'esm', platform: 'node', plugins: [quickStart] });
  return import(outfile);
}

test('the width of every character and emoji is what string-width says', async () => {
  const { width } = (await bundled("export { default as width } from 'string-width'")) as {
    width: (text: string) => number;
  };
  const blocks = [...range(0, 0x3400), ...range(0xd7b0, 0xffff), ...range(0x1f000, 0x1fbff)];
  const characters = blocks.map((code) => String.fromCodePoint(code));
  const emoji = [
    '👩‍👩‍👧',
    '🇩🇪',
    '1️⃣',
    '☂️',
    '☂',
    '👍🏽',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '❤️‍🔥',
    '#⃣',
    '©️',
    'か゛',
    'ﾊﾟ',
    '각',
    '● live · 資料',
  ];
  const wrong = [...characters, ...emoji].filter((text) => width(text) !== stringWidth(text));
  expect(wrong).toEqual([]);
});

test('the layout engine starts without fetching its own bytes', async () => {
  const fetch = globalThis.fetch;
  onTestFinished(() => {
    globalThis.fetch = fetch;
  });
  globalThis.fetch = () => {
    throw new Error('it fetched');
  };
  const { yoga } = (await bundled("export { default as yoga } from 'yoga-layout'")) as {
    yoga: {
      Node: {
        create(): { setWidth(width: number): void; calculateLayout(): void; getComputedWidth(): number };
      };
    };
  };
  const node = yoga.Node.create();
  node.setWidth(42);
  node.calculateLayout();
  expect(node.getComputedWidth()).toBe(42);
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}
