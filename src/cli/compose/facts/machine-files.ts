import type { Stats } from 'node:fs';
import { chmod, lstat, mkdir, readdir, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { readRegularFile } from '../../../base/files/read-regular-file.ts';
import type { Secret } from '../../../base/secrets/secret.ts';
import { errorCode, fileFailure } from '../../../config/file/file-failure.ts';
import type { EnvFact, FactFinder, FileFact, FileMode, FileRole } from '../../../contract/facts.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { environmentVariables } from '../../../providers/environment-keys.ts';
import { words } from '../effects/words.ts';

interface FilePlaces {
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

/** Variables that this program, its server and its providers read. */
const ours: ReadonlySet<string> = new Set([
  'CLI_PROXY_PASSWORD',
  'MANAGEMENT_PASSWORD',
  ...environmentVariables,
]);
/** What is in examples is no secret. */
const example = /\.(example|sample|template|dist)$/i;

/**
 * `.env` files of these folders that concern the server: those beside config.yaml, and others that hold one
 * of its keys or a variable of ours. @param beside the folder of config.yaml
 */
export async function findEnvFiles(
  folders: readonly string[],
  beside: string,
  secrets: readonly Secret[],
): Promise<readonly EnvFact[]> {
  const values = new Set(secrets.map((secret) => secret.reveal()));
  const files = await Promise.all(folders.map((folder) => envFilesIn(folder, folder === beside, values)));
  return files.flat();
}

async function envFilesIn(folder: string, all: boolean, values: ReadonlySet<string>): Promise<EnvFact[]> {
  const names = await readdir(folder).catch(() => []);
  const wanted = names.filter((name) => /^\.env(\.[\w-]+)*$/.test(name) && !example.test(name));
  const found = await Promise.all(
    wanted.map(async (name): Promise<EnvFact[]> => {
      const path = join(folder, name);
      const variables = await variablesOf(path);
      const holds = variables.filter(([, value]) => values.has(value)).map(([variable]) => variable);
      const concerns = all || holds.length > 0 || variables.some(([variable]) => ours.has(variable));
      return concerns ? [{ path, holds }] : [];
    }),
  );
  return found.flat();
}

async function variablesOf(path: string): Promise<(readonly [name: string, value: string])[]> {
  try {
    const { bytes } = await readRegularFile(path);
    // Node 20 knows no `export NAME=value`.
    const text = bytes.toString('utf8').replaceAll(/^\s*export\s+/gm, '');
    return Object.entries(parseEnv(text)).map(([name, value]) => [name, value ?? ''] as const);
  } catch {
    return [];
  }
}

/** The few things that doctor puts right beside config.yaml. */
export const changeFiles: Pick<FactFinder, 'setModes' | 'makeFolder' | 'removeFolder'> = {
  async setModes(modes) {
    const before: FileMode[] = [];
    for (const { path, mode } of modes) {
      const set = await setMode(path, mode);
      if (!set.ok) {
        // All or none.
        for (const { path: done, mode: old } of before.toReversed()) await setMode(done, old);
        return set;
      }
      before.push({ path, mode: set.value });
    }
    return success(before);
  },
  async makeFolder(path) {
    try {
      await mkdir(path, { recursive: true, mode: 0o700 });
      return success(undefined);
    } catch (error) {
      return fileFailure(error, 'make', path);
    }
  },
  async removeFolder(path) {
    try {
      await rmdir(path);
      return success(undefined);
    } catch (error) {
      if (errorCode(error) === 'ENOTEMPTY') return failure('conflict', words().facts.notEmpty(path));
      return fileFailure(error, 'remove', path);
    }
  },
};

async function setMode(path: string, mode: number): Promise<Outcome<number>> {
  try {
    const before = (await stat(path)).mode & 0o777;
    await chmod(path, mode);
    return success(before);
  } catch (error) {
    return fileFailure(error, 'change the mode of', path);
  }
}
