import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** A change to one file of a package that makes the first frame come sooner and nothing else different. */
interface Patch {
  readonly file: RegExp;
  readonly change: (text: string) => string;
}

const patches: readonly Patch[] = [
  {
    // Its WebAssembly is text in the module, and it fetches that text: Node loads its whole HTTP client for it,
    // 40 ms. It takes bytes as well.
    file: /[\\/]yoga-layout[\\/]dist[\\/]binaries[\\/]yoga-wasm-base64-esm\.js$/,
    change(text) {
      const [, bytes = ''] = /"data:application\/octet-stream;base64,([A-Za-z0-9+/=]+)"/.exec(text) ?? [];
      const start = 'loadYoga = loadYoga || {};';
      return replaceOnce(
        replaceOnce(text, bytes, ''),
        start,
        `loadYoga = { wasmBinary: Buffer.from("${bytes}", "base64"), ...loadYoga };`,
      );
    },
  },
  {
    file: /[\\/]string-width[\\/]index\.js$/,
    change: emojiWhenUsed,
  },
];

export const quickStart: Plugin = {
  name: 'quick-start',
  setup(context) {
    for (const { file, change } of patches) {
      context.onLoad({ filter: file }, async ({ path }) => ({
        contents: change(await readFile(path, 'utf8')),
        loader: 'js',
      }));
    }
  },
};

/** The pattern of all emoji takes 17 ms to compile. Each of them holds one of these, and few texts do. */
function emojiWhenUsed(text: string): string {
  const pattern = '= /^\\p{RGI_Emoji}$/v;';
  // Another release, which a package of its own still uses, and which knows emoji in another way.
  if (!text.includes(pattern)) return text;
  const call = 'rgiEmojiRegex.test(segment)';
  const guarded = replaceOnce(text, call, `(/[\\p{Emoji_Presentation}\\uFE0F]/u.test(segment) && ${call})`);
  return replaceOnce(
    guarded,
    pattern,
    '= { test(it) { return (this.all ??= /^\\p{RGI_Emoji}$/v).test(it); } };',
  );
}

export function replaceOnce(text: string, part: string, by: string): string {
  const pieces = text.split(part);
  if (part === '' || pieces.length !== 2) {
    throw new Error(`a package has changed: “${part.slice(0, 40)}” is not in it once`);
  }
  return pieces.join(by);
}
