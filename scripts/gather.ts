import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Plugin } from 'esbuild';

const dynamicImport = /\bimport\('(\.[^']+)'\)/g;
const name = 'gathered';

/**
 * Commands are loaded by `import()` one by one, and a chunk for each, with chunks for what any two of them share,
 * makes sixty small files to read before the console begins: 1 ms each. These go into one chunk together, and
 * only what is heavy (`alone`: paths from the root) keeps a chunk of its own.
 */
export function gather(root: string, files: readonly string[], alone: readonly string[]): Plugin {
  return {
    name: 'gather',
    async setup(context) {
      const targets = new Set<string>();
      for (const file of files) {
        const text = await readFile(join(root, file), 'utf8');
        for (const [, target = ''] of text.matchAll(dynamicImport)) targets.add(targetOf(file, target));
      }
      for (const path of alone) targets.delete(path);
      const members = [...targets].sort();

      context.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: name }));
      context.onLoad({ filter: /.*/, namespace: name }, () => ({
        contents: members.map((path, at) => `export * as m${at} from './${path}';`).join('\n'),
        resolveDir: root,
      }));
      const places = new Set(files);
      context.onLoad({ filter: /[\\/]src[\\/]cli[\\/].*\.ts$/ }, async ({ path }) => {
        const file = relative(root, path);
        if (!places.has(file)) return undefined;
        const text = await readFile(path, 'utf8');
        const contents = text.replaceAll(dynamicImport, (call, target) => {
          const at = members.indexOf(targetOf(file, target));
          return at === -1 ? call : `import('${name}').then((all) => all.m${at})`;
        });
        return { contents, loader: 'ts' };
      });
    },
  };
}

const targetOf = (file: string, target: string) => join(dirname(file), target);
