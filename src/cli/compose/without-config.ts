import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { InitializedConfig } from '../command-services.ts';
import type { Io } from '../io.ts';
import {
  type ConsolePlace,
  type OpenConsoleOptions,
  type PlaceChoice,
  placeAt,
  placeElsewhere,
} from './console-place.ts';
import { configAddress } from './find/config-address.ts';
import { lookForConfig, ownConfigPath } from './find/find-config.ts';
import { findServers, type MissingConfig, nearestConfig, noConfig } from './find/find-servers.ts';
import { freePort, makeFirstConfig, planFirstConfig } from './first-run.ts';

/**
 * Where a console without a config connects: to an existing server, to an embedded one, or to another config.
 */
export async function withoutConfig(
  seen: MissingConfig,
  options: OpenConsoleOptions,
  io: Io,
): Promise<Outcome<PlaceChoice>> {
  if (seen.named && !options.init) return namedConfigMissing(seen, options, io);
  const found = options.init || options.disk ? [] : await findServers(io);
  const [first, ...others] = found;
  const taken = found.map(({ url }) => Number(new URL(url).port));
  const own = () => makeOwn(seen, options, io, taken);
  if (!first) {
    if (!options.readOnly) return own();
    return failure(
      'invalid',
      `${seen.path} does not exist, and --read-only does not create one. Run the console once without it.`,
    );
  }
  const place = first.configPath
    ? await placeAt(first.configPath, options, io)
    : await placeElsewhere(options, first.url, io);
  if (!place.ok) return place;
  const offer = { text: first.text, more: others.map(({ text }) => text) };
  return success({ ...place.value, offer, ...(options.readOnly ? {} : { own }) });
}

/** For `cli-proxy init`: the config that is named, or the user's own, whatever else is on this machine. */
export async function initConfig(
  wanted: string | undefined,
  io: Io,
  dryRun: boolean,
): Promise<Outcome<InitializedConfig>> {
  const named = wanted ?? (io.env.CLI_PROXY_CONFIG || undefined);
  const seen = await lookForConfig(named ?? ownConfigPath(io), io);
  const found = seen.there ? [] : await findServers(io);
  const taken = found.map(({ url }) => Number(new URL(url).port));
  const others = found.map(({ text }) => text);
  if (dryRun && !seen.there) {
    const port = await planFirstConfig(seen.path, named !== undefined, taken);
    if (!port.ok) return port;
    return success({ path: seen.path, url: `http://127.0.0.1:${port.value}`, planned: true, others });
  }
  const made = seen.there
    ? success(undefined)
    : await makeFirstConfig(seen.path, io, named !== undefined, { taken, starts: false });
  if (!made.ok) return made;
  const address = await configAddress(seen.path, io);
  if (!address.ok) return address;
  return success({
    path: seen.path,
    url: address.value.url,
    others,
    ...(made.value && { made: made.value }),
  });
}

/** The named config does not exist: the console reports it and suggests similar names. */
async function namedConfigMissing(
  seen: MissingConfig,
  options: OpenConsoleOptions,
  io: Io,
): Promise<Outcome<PlaceChoice>> {
  const otherwise = await noConfig(seen, io);
  const [nearest, port] = await Promise.all([nearestConfig(seen.path, io), freePort([])]);
  return success({
    url: seen.path,
    noConfig: {
      path: seen.path,
      ...(nearest !== undefined && { nearest }),
      ...(port !== undefined && { port }),
    },
    ...(nearest !== undefined && { near: () => placeAt(nearest, options, io) }),
    ...(options.readOnly ? {} : { own: () => makeOwn(seen, options, io, []) }),
    otherwise,
  });
}

async function makeOwn(
  { path, named }: MissingConfig,
  options: Pick<OpenConsoleOptions, 'ca' | 'disk' | 'readOnly'>,
  io: Io,
  taken: readonly number[],
): Promise<Outcome<ConsolePlace>> {
  const made = await makeFirstConfig(path, io, named, { taken, starts: !options.disk });
  if (!made.ok) return made;
  const place = await placeAt(path, options, io);
  if (!place.ok) return place;
  // What was just created is not in use, so its server starts without a question.
  const { beforeStart: _, ...own } = place.value;
  return success({ ...own, firstRun: made.value });
}
