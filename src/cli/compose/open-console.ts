import type { UsageFeed } from '../../backend/public/usage/usage-feed.ts';
import { travelsPlain } from '../../base/plain-http.ts';
import { failure, type Outcome } from '../../contract/outcome.ts';
import type { Io } from '../io.ts';
import type { ConsoleLook } from '../world.ts';
import { type ConsolePlace, type PlaceChoice, placeAt, placeElsewhere } from './console-place.ts';
import { readSecret } from './effects/read-input.ts';
import { lookForConfig } from './find/find-config.ts';
import { type ConsoleWish, runConsole } from './run-console.ts';

export interface OpenConsole {
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
  const place: Outcome<PlaceChoice> =
    wish.url === undefined ? await placeOf(wish, io) : await placeElsewhere(wish, wish.url, io);
  if (!place.ok) return place;
  const { disk, readOnly, keep, usageFeed, look } = wish;
  const console: Omit<ConsoleWish, keyof ConsolePlace> = {
    copy: async (text) => (await import('./effects/clipboard.ts')).copyText(text, io),
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
  let chosen: PlaceChoice['own'];
  const choose = (wanted: PlaceChoice['own']) => () => {
    chosen = wanted;
  };
  const choice = { ...(own && { setUpOwn: choose(own) }), ...(near && { openNearest: choose(near) }) };
  const left = await runConsole({ ...at, ...console, ...choice }, io);
  if (!left.ok) return left;
  if (!chosen) return otherwise ?? left;
  const other = await chosen();
  return other.ok ? runConsole({ ...other.value, ...console }, io) : other;
}

async function placeOf(wish: OpenConsole, io: Io): Promise<Outcome<PlaceChoice>> {
  const seen = await lookForConfig(wish.config, io);
  if (seen.there) return placeAt(seen.path, wish, io);
  return (await import('./find/without-config.ts')).withoutConfig(seen, wish, io);
}
