import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { replaceOnce } from './quick-start.ts';

/** A map that starts anew when it has grown: what a screen shows now fits in many times over. */
const bounded = `class BoundedMap extends Map {
  set(key, value) {
    if (this.size >= 5000) this.clear();
    return super.set(key, value);
  }
}
`;

const changes: readonly {
  readonly file: RegExp;
  readonly replace: readonly (readonly [string, string])[];
}[] = [
  {
    // Widths and characters of each text are found anew for every frame, a third of the time that it takes.
    file: /[\\/]ink[\\/]build[\\/]output\.js$/,
    replace: [
      ['widths = new Map();\n    blockWidths', 'widths = new BoundedMap();\n    blockWidths'],
      ['blockWidths = new Map();', 'blockWidths = new BoundedMap();'],
      ['styledChars = new Map();', 'styledChars = new BoundedMap();'],
      ['export default class', 'const keptCaches = new OutputCaches();\nexport default class'],
      ['caches = new OutputCaches();\n    constructor', 'caches = keptCaches;\n    constructor'],
    ],
  },
  {
    // Every text that was ever on the screen is kept; a console runs for weeks, and its texts hold times.
    file: /[\\/]ink[\\/]build[\\/]measure-text\.js$/,
    replace: [['const cache = new Map();', 'const cache = new BoundedMap();']],
  },
  {
    file: /[\\/]ink[\\/]build[\\/]wrap-text\.js$/,
    replace: [
      ['const cache = {};', 'const cache = new BoundedMap();'],
      ['= cache[cacheKey];', '= cache.get(cacheKey);'],
      ['cache[cacheKey] = wrappedText;', 'cache.set(cacheKey, wrappedText);'],
    ],
  },
];

/** Ink's caches of texts: kept over frames, and of limited size. Nothing that it draws is different. */
export const inkCaches: Plugin = {
  name: 'ink-caches',
  setup(context) {
    for (const { file, replace } of changes) {
      context.onLoad({ filter: file }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const changed = replace.reduce((text, [part, by]) => replaceOnce(text, part, by), source);
        // Imports may stand anywhere at the top.
        return { contents: bounded + changed, loader: 'js' };
      });
    }
  },
};
