import type { UsageFeed } from '../../backend/public/usage/usage-feed.ts';
import { withTexts } from '../../base/text/language.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import type { ConsoleLook } from '../command-services.ts';
import type { Io } from '../io.ts';
import { trustedCa } from './effects/read-secret.ts';
import { configAddress } from './find/config-address.ts';
import { ownConfigPath } from './find/find-config.ts';
import type { ConsoleOptions } from './run-console.ts';

/** What the command line says of the console to open. */
export interface OpenConsoleOptions {
  readonly config: string | undefined;
  readonly url: string | undefined;
  readonly disk: boolean;
  readonly passwordFile: string | undefined;
  readonly ca: string | undefined;
  /** The secret that was given may go over http to another machine. */
  readonly insecureHttp: boolean;
  readonly readOnly: boolean | 'reveal';
  readonly keep: boolean;
  /** Makes the config that is named, if it is not there. */
  readonly init: boolean;
  readonly usageFeed?: UsageFeed;
  readonly look: ConsoleLook;
  readonly preferences: string | undefined;
}

/** The server of a console, and the files that belong to it. */
export type ConsolePlace = Pick<
  ConsoleOptions,
  'url' | 'configPath' | 'openDisk' | 'ca' | 'firstRun' | 'beforeStart' | 'isOpenProxy' | 'offer' | 'noConfig'
>;
/** A place, and what may be chosen in its stead. */
export type PlaceChoice = ConsolePlace & {
  /** Creates an embedded server, which may be chosen instead. */
  readonly own?: () => Promise<Outcome<ConsolePlace>>;
  /** The config that may have been meant. */
  readonly near?: () => Promise<Outcome<ConsolePlace>>;
  /** How it ends when nothing was chosen. */
  readonly otherwise?: Failure;
};

/** A server whose files are not known here. */
export async function placeElsewhere(
  options: { readonly disk: boolean; readonly ca: string | undefined },
  url: string,
  io: Io,
): Promise<Outcome<ConsolePlace>> {
  if (options.disk) return failure('invalid', 'Use either --disk or --url, not both.');
  const ca = await trustedCa(options.ca, undefined, io);
  if (!ca.ok) return ca;
  return success({ url, ...(ca.value === undefined ? {} : { ca: ca.value }) });
}

/** The server of this config.yaml. */
export async function placeAt(
  path: string,
  options: Pick<OpenConsoleOptions, 'ca' | 'readOnly'>,
  io: Io,
): Promise<Outcome<ConsolePlace>> {
  const address = await configAddress(path, io);
  if (!address.ok) return address;
  const { url, config } = address.value;
  const ca = await trustedCa(options.ca, config, io);
  if (!ca.ok) return ca;
  const trust = ca.value === undefined ? {} : { ca: ca.value };
  const isOwn = path === ownConfigPath(io);
  return success({
    url,
    configPath: path,
    ...trust,
    ...(isOwn
      ? {}
      : { beforeStart: async () => (await import('./find/check-config.ts')).startEffects(path, io) }),
    async isOpenProxy() {
      const checked = await (await import('./find/check-config.ts')).checkConfig(path, io);
      return checked.ok && checked.value.config !== undefined && !checked.value.config['api-keys']?.length;
    },
    async openDisk() {
      const [{ openDisk }, { probeServer }, { mayBeForeign }] = await Promise.all([
        withTexts(import('./open-disk.ts')),
        import('../../backend/management/detect-server.ts'),
        import('./choose-backend.ts'),
      ]);
      // A console stays open: another server may be running by the next write.
      const inPlace = !isOwn || mayBeForeign(await probeServer(url, trust));
      const opened = await openDisk(path, io, { inPlace, recover: !options.readOnly });
      return opened.ok ? success(opened.value.backend) : opened;
    },
  });
}
