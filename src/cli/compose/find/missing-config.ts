import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Failure, failure } from '../../../contract/outcome.ts';
import { nearest } from '../../args/did-you-mean.ts';
import { type ConfigPlace, type ConfigSight, lookForConfig } from './find-config.ts';
import { namedConfigs } from './find-servers.ts';

/** A config that is not there. */
export type MissingConfig = Extract<ConfigSight, { there: false }>;

/** What is not there, what may be meant, and how one is made. */
export async function noConfig({ path, named }: MissingConfig, place: ConfigPlace): Promise<Failure> {
  const near = named ? await nearestConfig(path, place) : (await namedConfigs(place))[0]?.path;
  const meant = near === undefined ? '' : ` ${named ? 'The nearest one is' : 'There is one at'} ${near}.`;
  const make = named
    ? `Correct the path, or make a new config there with cli-proxy tui --init --config ${path}.`
    : 'Use --config FILE or --url URL, or run cli-proxy tui to set one up.';
  return failure('invalid', `There is no ${path}.${meant} ${make}`);
}

/** Another file in that folder with much the same name, else the config that would be used without a name. */
export async function nearestConfig(path: string, place: ConfigPlace): Promise<string | undefined> {
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
