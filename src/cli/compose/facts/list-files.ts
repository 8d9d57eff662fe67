import type { Stats } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileFact, FileRole } from '../../../contract/facts.ts';

export interface FilePlaces {
  readonly configPath: string;
  readonly authDir: string;
  readonly envPaths: readonly string[];
  readonly tlsKey: string | undefined;
}

/** Everything that holds a secret of this server, as far as it is there and may be looked at. */
export async function listFiles(places: FilePlaces): Promise<readonly FileFact[]> {
  const { configPath, authDir, envPaths, tlsKey } = places;
  const own: [string, FileRole][] = [
    [configPath, 'config'],
    [authDir, 'auth-dir'],
    ...envPaths.map((path): [string, FileRole] => [path, 'env']),
    ...(tlsKey === undefined ? [] : [[tlsKey, 'tls-key'] satisfies [string, FileRole]]),
  ];
  const [named, inAuthDir, inConsole] = await Promise.all([
    Promise.all(own.map(([path, role]) => factOf(path, role, stat))),
    filesIn(authDir, 'auth-file', (name) => name.endsWith('.json')),
    treeOf(join(authDir, '.console')),
  ]);
  return [...named.flat(), ...inAuthDir, ...inConsole];
}

async function filesIn(
  folder: string,
  role: FileRole,
  wanted: (name: string) => boolean,
): Promise<FileFact[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.filter(wanted).map((name) => factOf(join(folder, name), role, lstat)),
  );
  return found.flat().filter(({ folder: is }) => !is);
}

/** The folder itself, what is in it, and what is in its folders: backups lie one deeper. */
async function treeOf(folder: string): Promise<FileFact[]> {
  const self = await factOf(folder, 'console', lstat);
  if (!self[0]?.folder) return self;
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const found = await Promise.all(names.map((name) => factOf(join(folder, name), 'console', lstat)));
  return [...self, ...found.flat()];
}

/** None where it cannot be looked at, and for links, whose own mode means nothing. */
async function factOf(
  path: string,
  role: FileRole,
  look: (path: string) => Promise<Stats>,
): Promise<FileFact[]> {
  const stats = await look(path).catch(() => undefined);
  if (!stats || stats.isSymbolicLink()) return [];
  const me = process.getuid?.();
  const owner = stats.uid === me || me === 0 ? 'me' : stats.uid === 0 ? 'root' : 'other';
  return [{ path, role, folder: stats.isDirectory(), mode: stats.mode & 0o777, owner }];
}
