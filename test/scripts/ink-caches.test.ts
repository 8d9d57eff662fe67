import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { inkCaches } from '../../scripts/ink-caches.ts';
import { projectFolder } from '../helpers/source-imports.ts';

/** Bundles parts of Ink as the program is bundled; the maps that they make are counted. */
async function bundled(exports: string): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'cli-proxy-bundle-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const outfile = join(folder, 'bundle.mjs');
  const stdin = { contents: exports, resolveDir: projectFolder };
  await build({ stdin, outfile, bundle: true, format: 'esm', platform: 'node', plugins: [inkCaches] });
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

test('characters are found once for all frames that show them', async () => {
  const { Output } = (await bundled(`export { default as Output } from ${ink('output.js')};`)) as {
    Output: new (size: object) => { readonly caches: object };
  };
  const size = { width: 1, height: 1 };
  expect(new Output(size).caches).toBe(new Output(size).caches);
});
