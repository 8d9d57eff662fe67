import { stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { expandHome } from '../../../config/file/paths.ts';
import type { FoundConfig } from '../../command-services.ts';
import type { Io } from '../../io.ts';

/** Where a config is looked for. */
export type ConfigPlace = Pick<Io, 'env' | 'cwd' | 'home'>;

/** The config.yaml that is there, or the one that a first run would make. */
export type ConfigLocation =
  | ({ readonly there: true } & FoundConfig)
  /** `named`: by --config or the environment, and so more likely a typo than an intention. */
  | { readonly there: false; readonly path: string; readonly named: boolean };

/**
 * `wanted` (--config) or CLI_PROXY_CONFIG name one and no other is looked at; else the first that is there:
 * ./config.yaml, the user's config folder, ~/.cli-proxy-api.
 */
export async function lookForConfig(wanted: string | undefined, place: ConfigPlace): Promise<ConfigLocation> {
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

/** Where a first run makes one; a config that lies there is this program's own. */
export function ownConfigPath({ env, home }: ConfigPlace): string {
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
