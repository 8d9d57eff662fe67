import { readdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { probeServer } from '../../../backend/management/detect-server.ts';
import { readRegularText } from '../../../base/files/read-regular-file.ts';
import { nearest } from '../../../base/text/did-you-mean.ts';
import { type Failure, failure } from '../../../contract/outcome.ts';
import { serverUrl } from '../../../contract/server-address.ts';
import type { Io } from '../../io.ts';
import { trustedCa } from '../effects/read-secret.ts';
import { words } from '../effects/words.ts';
import { configAddress } from './config-address.ts';
import { type ConfigLocation, type ConfigPlace, lookForConfig } from './find-config.ts';

type Place = Pick<Io, 'env' | 'cwd' | 'home' | 'stdin'>;

/** A server to offer instead of setting up a new one. */
interface FoundServer {
  readonly url: string;
  readonly configPath?: string;
  /** What it is and where, as a sentence. */
  readonly text: string;
}

/** Looks for installed and running servers on the first run. `root`: another file system, in tests. */
export async function findServers(place: Place, root = '/'): Promise<readonly FoundServer[]> {
  const places = await placesOf(place, root);
  const unique = places.filter(({ url }, index) => places.findIndex((it) => it.url === url) === index);
  const seen = await Promise.all(unique.map(look));
  return seen.flat().sort((a, b) => a.rank - b.rank);
}

interface ServerPlace {
  readonly url: string;
  readonly path?: string;
  /** PEM: the authorities that its config names. */
  readonly ca?: string;
}

/** The default port is reported only if a CLI Proxy API server or an unknown program answers there. */
async function look({ url, path, ca }: ServerPlace): Promise<(FoundServer & { readonly rank: number })[]> {
  const probe = await probeServer(url, ca === undefined ? {} : { ca });
  const at = { url, ...(path === undefined ? {} : { configPath: path }) };
  if (probe.kind === 'ours' || probe.kind === 'public') {
    return [{ ...at, rank: 0, text: words().servers.running(url) }];
  }
  if (probe.kind === 'unclear') return [{ ...at, rank: 1, text: probe.reason }];
  if (path === undefined) return [];
  const text = words().servers.stopped(path, url);
  return [{ ...at, rank: 2, text }];
}

async function placesOf(place: Place, root: string): Promise<readonly ServerPlace[]> {
  const configs = await namedConfigs(place, root);
  const named = await Promise.all(
    configs.map(async ({ path }): Promise<ServerPlace[]> => {
      const address = await configAddress(path, place);
      if (!address.ok) return [];
      const { url, config } = address.value;
      const ca = await trustedCa(undefined, config, place);
      return [{ url, path, ...(ca.ok && ca.value !== undefined ? { ca: ca.value } : {}) }];
    }),
  );
  return [...named.flat(), ...(await composePlaces(place.cwd)), { url: serverUrl({}) }];
}

/** Configs of other installations that are there: Homebrew's, and those that systemd units name. */
async function namedConfigs(
  place: Pick<Io, 'home'>,
  root = '/',
): Promise<readonly { readonly path: string }[]> {
  const brewed = ['opt/homebrew', 'usr/local', 'home/linuxbrew/.linuxbrew'].map((prefix) =>
    join(root, prefix, 'etc', 'cliproxyapi.conf'),
  );
  const folders = [join(root, 'etc/systemd/system'), join(place.home, '.config/systemd/user')];
  const units = await Promise.all(folders.map((folder) => unitConfigs(folder, place.home)));
  const paths = [...new Set([...brewed, ...units.flat()])];
  const texts = await Promise.all(paths.map(textOf));
  return paths.filter((_, index) => texts[index] !== undefined).map((path) => ({ path }));
}

const textOf = (path: string): Promise<string | undefined> => readRegularText(path).catch(() => undefined);

async function unitConfigs(folder: string, home: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const units = names.filter((name) => name.endsWith('.service'));
  const texts = await Promise.all(units.map((name) => textOf(join(folder, name))));
  return texts.flatMap((text = '') => unitConfig(text, home) ?? []);
}

/** The config.yaml of a public server that a unit starts: its -config, otherwise the one in its folder. */
export function unitConfig(text: string, home: string): string | undefined {
  const value = (name: string) =>
    new RegExp(`^${name}=(.*)$`, 'm').exec(text.replaceAll(/\\\n\s*/g, ' '))?.[1]?.trim();
  const start = value('ExecStart');
  const [program = ''] = start?.replace(/^[-@:+!]+/, '').split(/\s+/) ?? [];
  if (start === undefined || !/cli-?proxy-?api/i.test(program)) return undefined;
  const [, double, single, plain] = /\s--?config[=\s]+(?:"([^"]*)"|'([^']*)'|(\S+))/.exec(start) ?? [];
  const folder = value('WorkingDirectory')?.replace(/^-/, '').replace(/^~/, home).replaceAll('%h', home);
  const path = (double ?? single ?? plain ?? 'config.yaml').replaceAll('%h', home);
  if (isAbsolute(path)) return path;
  return folder === undefined ? undefined : resolve(folder, path);
}

const composeFiles = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
const usualPort = 8317;

/** What a compose file in this folder publishes of the port of a public server. */
async function composePlaces(cwd: string): Promise<readonly ServerPlace[]> {
  const texts = await Promise.all(composeFiles.map((name) => textOf(join(cwd, name))));
  return texts.flatMap((text = '') => publishedPorts(text).map((port) => ({ url: serverUrl({ port }) })));
}

/** `- "8317:8317"`, also with an address before it, or a variable with a default. */
export function publishedPorts(text: string): readonly number[] {
  if (!/cli-?proxy-?api/i.test(text)) return [];
  const line = new RegExp(
    `^\\s*-\\s*["']?(?:[\\d.]+:)?(?:\\$\\{\\w+:?-)?(\\d{1,5})\\}?:${usualPort}(?:/tcp)?["']?\\s*(?:#.*)?$`,
    'gm',
  );
  return [...text.matchAll(line)].map(([, port]) => Number(port));
}

/** A config that is not there. */
export type MissingConfig = Extract<ConfigLocation, { there: false }>;

/** What is not there, what may be meant, and how one is made. */
export async function noConfig({ path, named }: MissingConfig, place: ConfigPlace): Promise<Failure> {
  const near = named ? await nearestConfig(path, place) : (await namedConfigs(place))[0]?.path;
  const meant =
    near === undefined ? '' : ` ${named ? 'The nearest match is' : 'There is a config at'} ${near}.`;
  const make = named
    ? `Correct the path, or create a config there with cli-proxy init --config ${path}.`
    : 'Use --config FILE or --url URL, or create one with cli-proxy init (or cli-proxy tui).';
  return failure('invalid', `${path} does not exist.${meant} ${make}`);
}

/**
 * Another file in that folder with much the same name, otherwise the config that would be used without a
 * name.
 */
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
