import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { Io } from '../../io.ts';
import { type ConsolePlace, type PlaceChoice, placeAt, placeElsewhere } from '../console-place.ts';
import { freePort, makeFirstConfig } from '../first-run.ts';
import type { OpenConsole } from '../open-console.ts';
import { findServers } from './find-servers.ts';
import { type MissingConfig, nearestConfig, noConfig } from './missing-config.ts';

/** Where a console goes that found no config: to a server that is there, to one of its own, or to what was meant. */
export async function withoutConfig(
  seen: MissingConfig,
  wish: OpenConsole,
  io: Io,
): Promise<Outcome<PlaceChoice>> {
  if (seen.named && !wish.init) return slip(seen, wish, io);
  const found = wish.init || wish.disk ? [] : await findServers(io);
  const [first, ...others] = found;
  const taken = found.map(({ url }) => Number(new URL(url).port));
  const own = () => makeOwn(seen, wish, io, taken);
  if (!first) {
    if (!wish.readOnly) return own();
    return failure(
      'invalid',
      `There is no ${seen.path}, and --read-only does not create one. Run the console once without it.`,
    );
  }
  const place = first.configPath
    ? await placeAt(first.configPath, wish, io)
    : await placeElsewhere(wish, first.url, io);
  if (!place.ok) return place;
  const offer = { text: first.text, more: others.map(({ text }) => text) };
  return success({ ...place.value, offer, ...(wish.readOnly ? {} : { own }) });
}

/** A config was named that is not there: the console says so, and what may have been meant. */
async function slip(seen: MissingConfig, wish: OpenConsole, io: Io): Promise<Outcome<PlaceChoice>> {
  const otherwise = await noConfig(seen, io);
  const [nearest, port] = await Promise.all([nearestConfig(seen.path, io), freePort([])]);
  return success({
    url: seen.path,
    noConfig: {
      path: seen.path,
      ...(nearest !== undefined && { nearest }),
      ...(port !== undefined && { port }),
    },
    ...(nearest !== undefined && { near: () => placeAt(nearest, wish, io) }),
    ...(wish.readOnly ? {} : { own: () => makeOwn(seen, wish, io, []) }),
    otherwise,
  });
}

async function makeOwn(
  { path, named }: MissingConfig,
  wish: Pick<OpenConsole, 'ca'>,
  io: Io,
  taken: readonly number[],
): Promise<Outcome<ConsolePlace>> {
  const made = await makeFirstConfig(path, io, named, taken);
  if (!made.ok) return made;
  const place = await placeAt(path, wish, io);
  if (!place.ok) return place;
  // Nobody else can use what was made just now, so its server starts without a question.
  const { beforeStart: _, ...own } = place.value;
  return success({ ...own, firstRun: made.value });
}
