import { travelsPlain } from '../../base/plain-http.ts';
import { languageOf, setLanguage } from '../../base/text/language.ts';
import { failure, type Outcome } from '../../contract/outcome.ts';
import type { Io } from '../io.ts';
import {
  type ConsolePlace,
  type OpenConsoleOptions,
  type PlaceChoice,
  placeAt,
  placeElsewhere,
} from './console-place.ts';
import { readSecret } from './effects/read-secret.ts';
import { lookForConfig } from './find/find-config.ts';
import { type ConsoleOptions, runConsole } from './run-console.ts';

/** Finds, or on the first run makes, what a console needs, and runs it. The value is the exit code. */
export async function openConsole(options: OpenConsoleOptions, io: Io): Promise<Outcome<number>> {
  if (!io.stdin.isTTY || !io.stdout.isTTY) {
    return failure('failed', 'The console needs a terminal. Use the other commands in scripts.');
  }
  if (io.env.TERM === 'dumb') {
    return failure(
      'failed',
      'The console cannot draw on this terminal (TERM=dumb). Set TERM to its type, or use the other commands.',
    );
  }
  const secret = await readSecret(options.passwordFile, io);
  if (!secret.ok) return secret;
  // the console's children have no business with it
  delete io.env.CLI_PROXY_PASSWORD;
  const language = languageOf(options.look?.language, io.env);
  // What is met from here on is said in it, and kept.
  if (language !== 'en') await setLanguage(language);
  const place: Outcome<PlaceChoice> =
    options.url === undefined ? await placeOf(options, io) : await placeElsewhere(options, options.url, io);
  if (!place.ok) return place;
  const { disk, readOnly, keep, usageFeed, look, preferences } = options;
  const console: Omit<ConsoleOptions, keyof ConsolePlace> = {
    copy: async (text) => (await import('./effects/desktop.ts')).copyText(text, io),
    // Otherwise the sign-in screen warns first, and the user decides.
    ...(secret.value && (options.insecureHttp || !travelsPlain(place.value.url))
      ? { secret: secret.value }
      : {}),
    disk,
    readOnly,
    keep,
    look,
    preferences,
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

async function placeOf(options: OpenConsoleOptions, io: Io): Promise<Outcome<PlaceChoice>> {
  const seen = await lookForConfig(options.config, io);
  if (seen.there) return placeAt(seen.path, options, io);
  return (await import('./without-config.ts')).withoutConfig(seen, options, io);
}
