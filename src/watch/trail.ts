import { lstat, readlink } from 'node:fs/promises';
import { dirname, join, parse, resolve, sep } from 'node:path';

/** An entry of a folder whose change may change what a path reads. */
export interface Waypoint {
  readonly folder: string;
  readonly name: string;
}

/** As many symlinks as Linux follows before it says ELOOP. */
const maxHops = 40;

/**
 * The entries to look at so that no change of the file at `path` is missed: every symlink on the way, then the
 * file itself, or the first entry that is not there yet. Folders in it are real paths that exist.
 */
export async function trailOf(path: string): Promise<readonly Waypoint[]> {
  const absolute = resolve(path);
  const trail: Waypoint[] = [];
  let folder = parse(absolute).root;
  let pending = stepsOf(absolute);
  for (let hops = 0; ; ) {
    const name = pending.shift();
    if (name === undefined) return trail;
    if (name === '..') {
      folder = dirname(folder);
      continue;
    }
    const entry = join(folder, name);
    const stats = await lstat(entry).catch(() => undefined);
    const last = pending.length === 0;
    if (stats?.isSymbolicLink() && hops < maxHops) {
      hops += 1;
      trail.push({ folder, name });
      const target = await readlink(entry).catch(() => undefined);
      if (target === undefined) return trail;
      pending = [...stepsOf(target), ...pending];
      if (target.startsWith(sep)) folder = parse(absolute).root;
    } else if (stats?.isDirectory() && !last) {
      folder = entry;
    } else {
      trail.push({ folder, name });
      return trail;
    }
  }
}

export function sameTrail(a: readonly Waypoint[], b: readonly Waypoint[]): boolean {
  return a.length === b.length && a.every((it, i) => it.folder === b[i]?.folder && it.name === b[i]?.name);
}

function stepsOf(path: string): string[] {
  return path
    .slice(parse(path).root.length)
    .split(sep)
    .filter((step) => step !== '' && step !== '.');
}
