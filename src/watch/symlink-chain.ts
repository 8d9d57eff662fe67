import { lstat, readlink } from 'node:fs/promises';
import { dirname, join, parse, resolve, sep } from 'node:path';

/** An entry of a folder whose change may change what a path reads. */
export interface ChainLink {
  readonly folder: string;
  readonly name: string;
}

/** As many symlinks as Linux follows before it says ELOOP. */
const maxHops = 40;

/**
 * The entries to look at so that no change of the file at `path` is missed: every symlink on the way, then the
 * file itself, or the first entry that is not there yet. Folders in it are real paths that exist.
 */
export async function symlinkChain(path: string): Promise<readonly ChainLink[]> {
  const absolute = resolve(path);
  const chain: ChainLink[] = [];
  let folder = parse(absolute).root;
  let pending = stepsOf(absolute);
  for (let hops = 0; ; ) {
    const name = pending.shift();
    if (name === undefined) return chain;
    if (name === '..') {
      folder = dirname(folder);
      continue;
    }
    const entry = join(folder, name);
    const stats = await lstat(entry).catch(() => undefined);
    const last = pending.length === 0;
    if (stats?.isSymbolicLink() && hops < maxHops) {
      hops += 1;
      chain.push({ folder, name });
      const target = await readlink(entry).catch(() => undefined);
      if (target === undefined) return chain;
      pending = [...stepsOf(target), ...pending];
      if (target.startsWith(sep)) folder = parse(absolute).root;
    } else if (stats?.isDirectory() && !last) {
      folder = entry;
    } else {
      chain.push({ folder, name });
      return chain;
    }
  }
}

export function isSameChain(a: readonly ChainLink[], b: readonly ChainLink[]): boolean {
  return a.length === b.length && a.every((it, i) => it.folder === b[i]?.folder && it.name === b[i]?.name);
}

function stepsOf(path: string): string[] {
  return path
    .slice(parse(path).root.length)
    .split(sep)
    .filter((step) => step !== '' && step !== '.');
}
