import type { UsageFeed } from '../../backend/public/usage-feed.ts';
import { travelsPlain } from '../../base/plain-http.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import type { StartEffects } from '../../store/state.ts';
import type { Io } from '../io.ts';
import type { ConsoleLook } from '../world.ts';
import { configAddress } from './config-address.ts';
import { lookForConfig, nearestConfig, noConfig, ownConfigPath } from './find-config.ts';
import { readSecret } from './read-input.ts';
import { type ConsoleWish, runConsole } from './run-console.ts';
import { trustedCa } from './trusted-ca.ts';

export interface OpenConsole {
  readonly config: string | undefined;
  readonly url: string | undefined;
  readonly disk: boolean;
  readonly passwordFile: string | undefined;
  readonly ca: string | undefined;
  /** The secret that was given may go over http to another machine. */
  readonly insecureHttp: boolean;
  readonly readOnly: boolean;
  readonly keep: boolean;
  /** Makes the config that is named, if it is not there. */
  readonly init: boolean;
  readonly usageFeed?: UsageFeed;
  readonly look: ConsoleLook;
}

/** Finds, or on the first run makes, what a console needs, and runs it. The value is the exit code. */
export async function openConsole(wish: OpenConsole, io: Io): Promise<Outcome<number>> {
  if (!io.stdin.isTTY || !io.stdout.isTTY) {
    return failure('failed', 'The console needs a terminal: use the other commands in scripts.');
  }
  const secret = await readSecret(wish.passwordFile, io);
  if (!secret.ok) return secret;
  // the console's children have no business with it
  delete io.env.CLI_PROXY_PASSWORD;
  const place: Outcome<Choice> =
    wish.url === undefined ? await placeOf(wish, io) : await elsewhere(wish, wish.url, io);
  if (!place.ok) return place;
  const { disk, readOnly, keep, usageFeed, look } = wish;
  const console: Omit<ConsoleWish, keyof Place> = {
    copy: async (text) => (await import('./clipboard.ts')).copyText(text, io),
    // Else the sign-in screen says what is about to happen, and a person decides.
    ...(secret.value && (wish.insecureHttp || !travelsPlain(place.value.url))
      ? { secret: secret.value }
      : {}),
    disk,
    readOnly,
    keep,
    look,
    ...(usageFeed ? { usageFeed } : {}),
  };
  const { own, near, otherwise, ...at } = place.value;
  let chosen: Choice['own'];
  const choose = (wanted: Choice['own']) => () => {
    chosen = wanted;
  };
  const choice = { ...(own && { setUpOwn: choose(own) }), ...(near && { openNearest: choose(near) }) };
  const left = await runConsole({ ...at, ...console, ...choice }, io);
  if (!left.ok) return left;
  if (!chosen) return otherwise ?? left;
  const other = await chosen();
  return other.ok ? runConsole({ ...other.value, ...console }, io) : other;
}

type Place = Pick<
  ConsoleWish,
  | 'url'
  | 'configPath'
  | 'openDisk'
  | 'ca'
  | 'firstRun'
  | 'beforeStart'
  | 'isOpenConfig'
  | 'offer'
  | 'noConfig'
>;
type Choice = Place & {
  /** Makes a server of one's own, which may be chosen instead. */
  readonly own?: () => Promise<Outcome<Place>>;
  /** The config that may have been meant. */
  readonly near?: () => Promise<Outcome<Place>>;
  /** How it ends when nothing was chosen. */
  readonly otherwise?: Failure;
};

async function elsewhere(
  wish: Pick<OpenConsole, 'disk' | 'ca'>,
  url: string,
  io: Io,
): Promise<Outcome<Place>> {
  if (wish.disk) return failure('invalid', 'Give either --disk or --url: the files are on this machine.');
  const ca = await trustedCa(wish.ca, undefined, io);
  if (!ca.ok) return ca;
  return success({ url, ...(ca.value === undefined ? {} : { ca: ca.value }) });
}

async function placeOf(wish: OpenConsole, io: Io): Promise<Outcome<Choice>> {
  const seen = await lookForConfig(wish.config, io);
  if (seen.there) return placeAt(seen.path, wish, io);
  if (seen.named && !wish.init) return slip(seen, wish, io);
  const { findServers } = await import('./find-servers.ts');
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
    : await elsewhere(wish, first.url, io);
  if (!place.ok) return place;
  const offer = { text: first.text, more: others.map(({ text }) => text) };
  return success({ ...place.value, offer, ...(wish.readOnly ? {} : { own }) });
}

/** A config was named that is not there: the console says so, and what may have been meant. */
async function slip(seen: Missing, wish: OpenConsole, io: Io): Promise<Outcome<Choice>> {
  const otherwise = await noConfig(seen, io);
  // Without the new console there is no picture for it.
  if (io.env.CLI_PROXY_NEXT !== '1') return otherwise;
  const [nearest, { freePort }] = await Promise.all([nearestConfig(seen.path, io), import('./first-run.ts')]);
  const port = await freePort([]);
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

type Missing = Extract<Awaited<ReturnType<typeof lookForConfig>>, { there: false }>;

async function makeOwn(
  { path, named }: Missing,
  wish: Pick<OpenConsole, 'ca'>,
  io: Io,
  taken: readonly number[],
): Promise<Outcome<Place>> {
  const { makeFirstConfig } = await import('./first-run.ts');
  const made = await makeFirstConfig(path, io, named, taken);
  if (!made.ok) return made;
  const place = await placeAt(path, wish, io);
  return place.ok ? success({ ...place.value, firstRun: made.value }) : place;
}

async function placeAt(path: string, wish: Pick<OpenConsole, 'ca'>, io: Io): Promise<Outcome<Place>> {
  const address = await configAddress(path, io);
  if (!address.ok) return address;
  const { url, config } = address.value;
  const ca = await trustedCa(wish.ca, config, io);
  if (!ca.ok) return ca;
  const trust = ca.value === undefined ? {} : { ca: ca.value };
  const isOwn = path === ownConfigPath(io);
  return success({
    url,
    configPath: path,
    ...trust,
    ...(isOwn ? {} : { beforeStart: () => beforeStart(path, io) }),
    async isOpenConfig() {
      const checked = await (await import('./check-config.ts')).checkConfig(path, io);
      return checked.ok && checked.value.config !== undefined && !checked.value.config['api-keys']?.length;
    },
    async openDisk() {
      const [{ openDisk }, { probeServer }, { mayBeForeign }] = await Promise.all([
        import('./open-disk.ts'),
        import('../../backend/management/probe.ts'),
        import('./choose-backend.ts'),
      ]);
      // A console stays open: who does not run now may have come by the next write.
      const inPlace = !isOwn || mayBeForeign(await probeServer(url, trust));
      const opened = await openDisk({ path, home: io.home, now: io.now, inPlace, recover: true });
      return opened.ok ? success(opened.value.backend) : opened;
    },
  });
}

/** What the embedded server would take and change of a config that may be another server's. */
async function beforeStart(configPath: string, io: Io): Promise<StartEffects> {
  const [{ checkConfig }, { isBcryptHash }, { stat }] = await Promise.all([
    import('./check-config.ts'),
    import('../../base/bcrypt.ts'),
    import('node:fs/promises'),
  ]);
  const checked = await checkConfig(configPath, io);
  const config = (checked.ok && checked.value.config) || {};
  const secret = config['remote-management']?.['secret-key'] ?? '';
  const file = await stat(configPath).catch(() => undefined);
  return {
    configPath,
    ...(file && { changedAt: file.mtimeMs }),
    port: config.port ?? 8317,
    thisMachineOnly: !config.host?.trim(),
    hashesSecret: secret !== '' && !isBcryptHash(secret),
  };
}
