import { stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { expandHome } from '../../config/paths.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Io } from '../io.ts';
import type { FoundConfig } from '../world.ts';

type Place = Pick<Io, 'env' | 'cwd' | 'home'>;

/** The config.yaml that is there, or the one that a first run would make. */
export type ConfigSight =
  | ({ readonly there: true } & FoundConfig)
  | { readonly there: false; readonly path: string };

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
    return (await isThere(path)) ? { there: true, path, why } : { there: false, path };
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
  return { there: false, path: own };
}

/** The same for commands that need one. */
export async function findConfig(wanted: string | undefined, place: Place): Promise<Outcome<FoundConfig>> {
  const seen = await lookForConfig(wanted, place);
  if (seen.there) return success({ path: seen.path, why: seen.why });
  return failure(
    'invalid',
    `There is no ${seen.path}: name one with --config, or run cli-proxy serve or cli-proxy tui, which make one.`,
  );
}

function ownConfigPath({ env, home }: Place): string {
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
