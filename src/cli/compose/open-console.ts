import type { UsageFeed } from '../../backend/public/usage-feed.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Io } from '../io.ts';
import { configAddress } from './config-address.ts';
import { lookForConfig } from './find-config.ts';
import type { FirstRun } from './first-run.ts';
import { readSecret } from './read-input.ts';
import { type ConsoleWish, runConsole } from './run-console.ts';
import { trustedCa } from './trusted-ca.ts';

export interface OpenConsole {
  readonly config: string | undefined;
  readonly url: string | undefined;
  readonly disk: boolean;
  readonly passwordFile: string | undefined;
  readonly ca: string | undefined;
  readonly readOnly: boolean;
  readonly keep: boolean;
  readonly usageFeed?: UsageFeed;
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
  const place = wish.url === undefined ? await placeOf(wish, io) : await elsewhere(wish, wish.url, io);
  if (!place.ok) return place;
  const { disk, readOnly, keep, usageFeed } = wish;
  const console: ConsoleWish = {
    ...place.value,
    copy: async (text) => (await import('./clipboard.ts')).copyText(text, io),
    ...(secret.value ? { secret: secret.value } : {}),
    disk,
    readOnly,
    keep,
    ...(usageFeed ? { usageFeed } : {}),
  };
  return runConsole(console, io);
}

type Place = Pick<ConsoleWish, 'url' | 'configPath' | 'openDisk' | 'ca' | 'firstRun'>;

async function elsewhere(wish: OpenConsole, url: string, io: Io): Promise<Outcome<Place>> {
  if (wish.disk) return failure('invalid', 'Give either --disk or --url: the files are on this machine.');
  const ca = await trustedCa(wish.ca, undefined, io);
  if (!ca.ok) return ca;
  return success({ url, ...(ca.value === undefined ? {} : { ca: ca.value }) });
}

async function placeOf(wish: OpenConsole, io: Io): Promise<Outcome<Place>> {
  const seen = await lookForConfig(wish.config, io);
  let firstRun: FirstRun | undefined;
  if (!seen.there) {
    if (wish.readOnly) {
      return failure('invalid', `There is no ${seen.path}, and --read-only makes none: run it without once.`);
    }
    const named = wish.config !== undefined || Boolean(io.env.CLI_PROXY_CONFIG);
    const { makeFirstConfig } = await import('./first-run.ts');
    const made = await makeFirstConfig(seen.path, io, named);
    if (!made.ok) return made;
    firstRun = made.value;
  }
  const address = await configAddress(seen.path, io);
  if (!address.ok) return address;
  const { url, config } = address.value;
  const ca = await trustedCa(wish.ca, config, io);
  if (!ca.ok) return ca;
  const trust = ca.value === undefined ? {} : { ca: ca.value };
  return success({
    url,
    configPath: seen.path,
    ...trust,
    ...(firstRun ? { firstRun } : {}),
    async openDisk() {
      const [{ openDisk }, { probeServer }, { mayBeForeign }] = await Promise.all([
        import('./open-disk.ts'),
        import('../../backend/management/probe.ts'),
        import('./choose-backend.ts'),
      ]);
      const inPlace = mayBeForeign(await probeServer(url, trust));
      const opened = await openDisk({ path: seen.path, home: io.home, now: io.now, inPlace, recover: true });
      return opened.ok ? success(opened.value.backend) : opened;
    },
  });
}
