import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

export interface SourceFile {
  /** From the project's folder: `src/base/secrets/secret.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly SourceImport[];
}

export interface SourceImport {
  /** As written: `./secret.ts`, `valibot`. */
  readonly from: string;
  /** From the project's folder when it is a file of ours. */
  readonly path: string | undefined;
  /** Nothing of it is left when the program runs. */
  readonly typeOnly: boolean;
}

/** Every TypeScript and JSON file below a folder of the project, with its static and dynamic imports. */
export async function readSources(folder: string): Promise<SourceFile[]> {
  const entries = await readdir(join(projectFolder, folder), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.(tsx?|json)$/.test(entry.name))
    .map((entry) => relative(projectFolder, join(entry.parentPath, entry.name)))
    .sort();
  return Promise.all(
    paths.map(async (path) => {
      const text = await readFile(join(projectFolder, path), 'utf8');
      return { path, text, imports: importsOf(text, path) };
    }),
  );
}

/** `import … from`, `export … from`, bare imports; `import()` and `require()`, also in types. */
const statement = /^\s*(import|export)\s+(type\s+)?([^'"();]*?\sfrom\s*)?['"]([^'"]+)['"]/gm;
const call = /\b(typeof\s+)?(?:import|require)\(\s*['"]([^'"]+)['"]/g;

export function importsOf(text: string, path: string): SourceImport[] {
  const made = (from: string, typeOnly: boolean): SourceImport => ({
    from,
    path: from.startsWith('.') ? join(dirname(path), from) : undefined,
    typeOnly,
  });
  return [
    ...[...text.matchAll(statement)].map(([, , type, names = '', from = '']) =>
      made(from, type !== undefined || onlyTypes(names)),
    ),
    ...[...text.matchAll(call)].map(([, type, from = '']) => made(from, type !== undefined)),
  ];
}

/** `{ type A, type B } from` */
function onlyTypes(names: string): boolean {
  const list = /^\{([^}]*)\}\s*from\s*$/.exec(names.trim())?.[1];
  if (list === undefined) return false;
  const parts = list.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').every((part) => part.startsWith('type '));
}
