import { languages } from '../../base/text/language.ts';
import { success } from '../../contract/outcome.ts';
import { themes } from '../../contract/preferences/looks.ts';
import { preferencesOption, usageFeedOf, usageFeedOption } from '../args/common-options.ts';
import type { Command } from '../command.ts';
import { usageFailure } from '../command-outcome.ts';

export const tui: Command = {
  usage: '[SERVER] [options]',
  about:
    'Opens the console and connects to the server of config.yaml. If no server runs, it starts the embedded server (only after you agree, if the console did not create the config) and stops it when you quit, asking first while clients use it. The first run looks for a running server and offers to sign in to it or to set up a new one.',
  words: [0, 1],
  options: {
    'read-only': {
      type: 'boolean',
      value: 'reveal',
      about: 'change nothing, and show no key in full; =reveal allows showing and copying keys',
    },
    keep: { type: 'boolean', about: 'keep the embedded server running after you quit, without asking' },
    init: { type: 'boolean', about: 'create the config that --config names if it does not exist' },
    ...usageFeedOption,
    theme: {
      type: 'string',
      value: 'NAME',
      choices: themes,
      about: `colors: ${themes.join(', ')}; auto asks the terminal`,
    },
    lang: {
      type: 'string',
      value: 'LANG',
      choices: languages,
      about: `language: ${languages.join(', ')}; default: the language of the locale`,
    },
    ...preferencesOption,
    'no-mouse': { type: 'boolean', about: 'do not use the mouse' },
  },
  examples: [
    ['cli-proxy tui', 'on this machine'],
    ['cli-proxy tui prod', 'the server of that name in the preferences'],
    ['cli-proxy tui --disk', 'edit the files directly'],
    ['cli-proxy tui --url https://proxy.example.net:8317 --ca ca.pem', 'on another machine'],
  ],
  async run({ services, flag, text, io, words: [server] }) {
    if (server !== undefined && (text('url') !== undefined || flag('disk')))
      return usageFailure('Use either SERVER, --url or --disk.');
    if (flag('json'))
      return usageFailure('The console does not support --json. Use the other commands in scripts.');
    const feed = usageFeedOf(text('usage-feed'));
    if (!feed.ok) return feed;
    const usageFeed = feed.value && { usageFeed: feed.value };
    const theme = themes.find((it) => it === text('theme'));
    if (text('theme') !== undefined && !theme)
      return usageFailure(`--theme must be one of ${themes.join(', ')}.`);
    const language = languages.find((it) => it === text('lang'));
    if (text('lang') !== undefined && !language) {
      return usageFailure(`--lang must be one of ${languages.join(', ')}.`);
    }
    const found = await services.preferences(text('preferences'));
    if (!found.ok) return found;
    const { keys, servers: _, ...wanted } = found.value.values;
    const { CLI_PROXY_THEME: envTheme, CLI_PROXY_MOUSE: envMouse } = io.env;
    // The command line wins, then the environment, which the console reads itself.
    const look = {
      ...wanted,
      theme: theme ?? (envTheme ? undefined : wanted.theme),
      language: language ?? wanted.language,
      mouse: flag('no-mouse') ? false : envMouse ? undefined : wanted.mouse,
      ...(keys && {
        keys: Object.fromEntries(Object.entries(keys).map(([id, key]) => [id, [key].flat()])),
      }),
    };
    const readOnly = text('read-only') === undefined ? flag('read-only') : ('reveal' as const);
    const options = {
      look,
      preferences: text('preferences'),
      server,
      readOnly,
      keep: flag('keep'),
      init: flag('init'),
      ...usageFeed,
    };
    const ended = await services.runConsole(options);
    return ended.ok ? success({ code: ended.value }) : ended;
  },
};
