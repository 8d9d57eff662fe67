import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
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

type Width = (text: string, options?: { ambiguousIsNarrow?: boolean }) => number;

test.each([
  ['our own', 'package.json'],
  ['that of the package that breaks lines', 'node_modules/wrap-ansi/package.json'],
])('the width of every character and emoji is what string-width says: %s', async (_, from) => {
  const path = createRequire(join(projectFolder, from)).resolve('string-width');
  const { width } = (await bundled(`export { default as width } from ${JSON.stringify(path)}`)) as {
    width: Width;
  };
  const { default: stringWidth } = (await import(path)) as { default: Width };
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
    '⠋ \x1b[1mSigning in\x1b[0m …',
  ];
  const wrong = [...characters, ...emoji].filter((text) => width(text) !== stringWidth(text));
  expect(wrong).toEqual([]);
  const wide = { ambiguousIsNarrow: false };
  expect(width('● ─ ·', wide)).toBe(stringWidth('● ─ ·', wide));
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
