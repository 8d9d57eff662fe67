import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { expandHome } from '../../config/paths.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { nearest } from '../did-you-mean.ts';
import type { Io } from '../io.ts';
import type { FoundConfig } from '../world.ts';

type Place = Pick<Io, 'env' | 'cwd' | 'home'>;

/** The config.yaml that is there, or the one that a first run would make. */
export type ConfigSight =
  | ({ readonly there: true } & FoundConfig)
  /** `named`: by --config or the environment, and so rather a slip than a wish. */
  | { readonly there: false; readonly path: string; readonly named: boolean };

/**
 * `wanted` (--config) or CLI_PROXY_CONFIG name one and no other is looked at; else the first that is there:
 * ./config.yaml, the user's config folder, ~/.cli-proxy-api.
 */
export async function lookForConfig(wanted: string | undefined, place: Place): Promise<ConfigSight> {
  const { env, cwd, home } = place;
  const named = wanted ?? (env.CLI_PROXY_CONFIG || undefined);
  if (named !== undefined) {
    const path = resolve(cwd, expandHome(named, home));
    const why = wanted === undefined ? 'named by CLI_PROXY_CONFIG' : 'named by --config';
    return (await isThere(path)) ? { there: true, path, why } : { there: false, path, named: true };
  }
  const own = ownConfigPath(place);
  const candidates = [
    { path: join(cwd, 'config.yaml'), why: 'found in the working folder' },
    { path: own, why: "found in the user's config folder" },
    { path: join(home, '.cli-proxy-api', 'config.yaml'), why: 'found in ~/.cli-proxy-api' },
  ];
  for (const { path, why } of candidates) {
    if (await isThere(path)) return { there: true, path, why };
  }
  return { there: false, path: own, named: false };
}

/** The same for commands that need one. */
export async function findConfig(wanted: string | undefined, place: Place): Promise<Outcome<FoundConfig>> {
  const seen = await lookForConfig(wanted, place);
  return seen.there ? success({ path: seen.path, why: seen.why }) : noConfig(seen, place);
}

/** What is not there, what may be meant, and how one is made. */
export async function noConfig(
  { path, named }: Extract<ConfigSight, { there: false }>,
  place: Place,
): Promise<Failure> {
  const near = named ? await nearestConfig(path, place) : (await elsewhere(place))[0]?.path;
  const meant = near === undefined ? '' : ` ${named ? 'The nearest one is' : 'There is one at'} ${near}.`;
  const make = named
    ? `Correct the path, or make a new config there with cli-proxy tui --init --config ${path}.`
    : 'Use --config FILE or --url URL, or run cli-proxy tui to set one up.';
  return failure('invalid', `There is no ${path}.${meant} ${make}`);
}

/** Another file in that folder with much the same name, else the config that would be used without a name. */
export async function nearestConfig(path: string, place: Place): Promise<string | undefined> {
  const names = await readdir(dirname(path)).catch((): string[] => []);
  const configs = names.filter((name) => /\.(ya?ml|conf)$/.test(name));
  const near = nearest(basename(path), configs) ?? (configs.length === 1 ? configs[0] : undefined);
  if (near !== undefined) return join(dirname(path), near);
  const usual = await lookForConfig(undefined, {
    ...place,
    env: { ...place.env, CLI_PROXY_CONFIG: undefined },
  });
  return usual.there ? usual.path : undefined;
}

async function elsewhere(place: Place): Promise<readonly { readonly path?: string }[]> {
  const { namedConfigs } = await import('./find-servers.ts');
  return namedConfigs(place);
}

/** Where a first run makes one; a config that lies there is this program's own. */
export function ownConfigPath({ env, home }: Place): string {
  const base = env.XDG_CONFIG_HOME;
  return join(base && isAbsolute(base) ? base : join(home, '.config'), 'cli-proxy', 'config.yaml');
}

/** What cannot be looked at counts as there, so that reading it says why. */
async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}
