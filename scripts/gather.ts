import { readFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import type { Loader, Plugin } from 'esbuild';
import { reachedFrom, staticImports } from './static-imports.ts';

const dynamicImport = /\bimport\('(\.[^']+)'\)/g;

export interface Groups {
  /**
   * Each is loaded as one chunk and with all that it imports, before anything that comes after it: one chunk also
   * holds what of it others need too. From the root, the first needed first.
   */
  readonly tiers: readonly (readonly string[])[];
  /** What comes next, a chunk for each; what anything else needs of it as well is one chunk before it. */
  readonly next: readonly (readonly string[])[];
  /** What is heavy and used on its own: a chunk for each of these. */
  readonly apart: readonly (readonly string[])[];
}

/**
 * Modules that are loaded by `import()` one by one, and a chunk for each, with chunks for what any two of them share,
 * make sixty small files to read before the console begins: 1 ms each. So each group is one chunk, and so are all other
 * targets of `import()` for which `gathered` holds. @param gathered gets the files with that import, too
 */
export function gather(
  root: string,
  files: readonly string[],
  gathered: (target: string, from: readonly string[]) => boolean,
  { tiers, next, apart }: Groups,
): Plugin {
  return {
    name: 'gather',
    async setup(context) {
      const all = await targetsOf(root, files);
      const named = [...tiers, ...next, ...apart];
      const rest = [...all]
        .filter(([target, from]) => gathered(target, from) && !named.flat().includes(target))
        .map(([target]) => target);
      const groups = [...named, rest.sort()];
      const groupOf = (target: string) => groups.findIndex((members) => members.includes(target));
      const needs = await staticImports(root, context.initialOptions.entryPoints as Record<string, string>);
      const before = reachedFrom(tiers.flat(), needs);
      const shared = next.flatMap((members) => {
        const others = [...all.keys()].filter((it) => !members.includes(it));
        const elsewhere = reachedFrom(others, needs);
        return [...reachedFrom(members, needs)].filter((it) => elsewhere.has(it) && !before.has(it));
      });
      const loaded = [...tiers, [...new Set(shared)].sort()];
      /** Loaded by then, and in one piece because every later chunk says so. */
      const first = (count: number, from: string) =>
        loaded.slice(0, count).flatMap((members) => members.map((path) => `import '${pathTo(from, path)}';`));

      context.onResolve({ filter: /^gathered-\d+$/ }, ({ path }) => ({ path, namespace: 'gathered' }));
      context.onLoad({ filter: /.*/, namespace: 'gathered' }, ({ path }) => {
        const group = Number(path.slice('gathered-'.length));
        const members = groups[group]?.map((it, at) => `export * as m${at} from './${it}';`) ?? [];
        const earlier = group < tiers.length ? group : loaded.length;
        return { contents: [...first(earlier, '.'), ...members].join('\n'), resolveDir: root };
      });
      const places = new Set(files);
      context.onLoad({ filter: /[\\/]src[\\/].*\.tsx?$/ }, async ({ path }) => {
        const file = relative(root, path);
        if (!places.has(file)) return undefined;
        const text = await readFile(path, 'utf8');
        const contents = text.replaceAll(dynamicImport, (call, target) => {
          const group = groupOf(targetOf(file, target));
          const at = groups[group]?.indexOf(targetOf(file, target));
          return group === -1 ? call : `import('gathered-${group}').then((all) => all.m${at})`;
        });
        const isEntry = all.has(file) && groupOf(file) === -1;
        const earlier = isEntry ? first(loaded.length, dirname(file)) : [];
        return { contents: earlier.join('') + contents, loader: extname(file).slice(1) as Loader };
      });
    },
  };
}

/** Everything that is loaded by `import()`, and by which files. */
async function targetsOf(root: string, files: readonly string[]): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>();
  for (const file of files) {
    const text = await readFile(join(root, file), 'utf8');
    for (const [, target = ''] of text.matchAll(dynamicImport)) {
      const path = targetOf(file, target);
      all.set(path, [...(all.get(path) ?? []), file]);
    }
  }
  return all;
}

const targetOf = (file: string, target: string) => join(dirname(file), target);

function pathTo(folder: string, path: string): string {
  const way = relative(folder, path);
  return way.startsWith('.') ? way : `./${way}`;
}
