import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { replaceOnce } from './quick-start.ts';

/** A map that starts anew when it has grown: what a screen shows now fits in many times over. */
const bounded = `class BoundedMap extends Map {
  most = 4000;
  set(key, value) {
    if (this.size >= this.most) this.clear();
    return super.set(key, value);
  }
}
`;

interface Change {
  readonly file: RegExp;
  /** Before the text of the file; imports may be anywhere at its top. */
  readonly begin?: string;
  readonly replace: readonly (readonly [part: string, by: string])[];
}

const changes: readonly Change[] = [
  {
    // Of each character of the screen an object is made, laid into its row and turned into text again, for
    // every frame: half of the time that one takes. Here a row first gets the texts that are written into it,
    // and when the last frame had a row of the same texts, that one is taken.
    file: /[\\/]ink[\\/]build[\\/]output\.js$/,
    begin: `let lastRows = new Map();
const blank = { type: 'char', value: ' ', fullWidth: false, styles: [] };
`,
    replace: [
      ['widths = new Map();\n    blockWidths', 'widths = new BoundedMap();\n    blockWidths'],
      ['blockWidths = new Map();', 'blockWidths = new BoundedMap();'],
      ['styledChars = new Map();', 'styledChars = Object.assign(new BoundedMap(), { most: 300 });'],
      ['export default class', 'const keptCaches = new OutputCaches();\nexport default class'],
      ['caches = new OutputCaches();\n    constructor', 'caches = keptCaches;\n    constructor'],
      ['return sliceAnsi(', 'return from === 0 && to === width ? line : sliceAnsi('],
      ['const row = [];\n', 'output.push([]);\n            continue;\n'],
      [
        `const characters = this.caches.getStyledChars(line);
                    let offsetX = x;`,
        `currentLine.push(x, line);
                    offsetY++;
                }
            }
        }
        const draw = (texts) => {
                const currentLine = new Array(this.width).fill(blank);
                for (let index = 0; index < texts.length; index += 2) {
                    const characters = this.caches.getStyledChars(texts[index + 1]);
                    let offsetX = texts[index];`,
      ],
      [
        `                    offsetY++;
                }
            }
        }
        const generatedOutput = output
            .map(line => {`,
        `                }
                return currentLine;
        };
        const rows = new Map();
        const generatedOutput = output
            .map(texts => {
            const key = this.width + '\\0' + texts.join('\\0');
            let row = rows.get(key) ?? lastRows.get(key);
            if (row === undefined) {
            const line = draw(texts);`,
      ],
      [
        `return styledCharsToString(lineWithoutEmptyItems).trimEnd();
        })
            .join('\\n');`,
        `row = styledCharsToString(lineWithoutEmptyItems).trimEnd();
            }
            rows.set(key, row);
            return row;
        })
            .join('\\n');
        lastRows = rows;`,
      ],
    ],
  },
  {
    // Between any two characters sets of their styles are made and compared, three quarters of the memory that a
    // frame takes. Here the characters of one style share it, and nothing is made for neighbours that do.
    file: /[\\/]ansi-tokenize[\\/]build[\\/]styledChars\.js$/,
    replace: [
      ['styles: [...codes]', 'styles: codes'],
      ['        else {\n', '        else if (chars[i - 1].styles !== char.styles) {\n'],
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
  {
    // Each text is taken apart into its escape sequences for every frame, and once more for its width.
    file: /[\\/]ink[\\/]build[\\/]sanitize-ansi\.js$/,
    begin: 'const clean = new BoundedMap();\n',
    replace: [
      [
        `let output = '';`,
        `const known = clean.get(text);\n    if (known !== undefined) return known;\n    let output = '';`,
      ],
      ['    return output;', '    clean.set(text, output);\n    return output;'],
    ],
  },
  {
    file: /[\\/]ink[\\/]build[\\/]render-node-to-output\.js$/,
    replace: [
      [`import widestLine from 'widest-line';`, `import measureText from './measure-text.js';`],
      ['widestLine(text)', 'measureText(text).width'],
      // A text has neither padding nor border, and each question to the layout engine takes a microsecond or
      // two.
      ['getMaxWidth(yogaNode)', 'yogaNode.getComputedWidth()'],
    ],
  },
];

/**
 * What Ink finds out about texts and rows: kept over frames, and of limited size. Nothing that it draws is
 * different.
 */
export const inkCaches: Plugin = {
  name: 'ink-caches',
  setup(context) {
    for (const { file, begin = '', replace } of changes) {
      context.onLoad({ filter: file }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const changed = replace.reduce((text, [part, by]) => replaceOnce(text, part, by), source);
        return { contents: bounded + begin + changed, loader: 'js' };
      });
    }
  },
};
