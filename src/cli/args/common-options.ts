import { success } from '../../contract/outcome.ts';
import type { OptionSpec } from '../command.ts';
import { type CommandOutcome, usageFailure } from '../command-outcome.ts';

/** How an answer is printed. `table`: for people and pipes. */
export const formats = ['table', 'json', 'yaml', 'csv'] as const;
export type Format = (typeof formats)[number];

/** Parsed before the other options, as it also decides how their errors are printed. */
export function formatOf(argv: readonly string[]): Format {
  const at = argv.findIndex((word) => /^(-o|--output)$/.test(word));
  const inline = argv.find((word) => /^(-o.|--output=)/.test(word))?.replace(/^(-o|--output)=?/, '');
  const wanted = at < 0 ? inline : argv[at + 1];
  const format = formats.find((it) => it === wanted);
  return format ?? (argv.includes('--json') ? 'json' : argv.includes('--csv') ? 'csv' : 'table');
}

/** Options that every command takes. */
export const commonOptions: Readonly<Record<string, OptionSpec>> = {
  config: { type: 'string', value: 'PATH', about: 'path to config.yaml' },
  url: {
    type: 'string',
    value: 'URL',
    about: 'server address, or its name in the preferences; needs a password (default: CLI_PROXY_URL)',
  },
  disk: { type: 'boolean', about: 'edit the files directly, even if a server is running' },
  'password-file': {
    type: 'string',
    value: 'FILE',
    about:
      'local password or management secret: first line of FILE, or - for stdin (default: CLI_PROXY_PASSWORD)',
  },
  ca: { type: 'string', value: 'FILE', about: 'certificate authority (PEM) to trust for https' },
  'insecure-http': {
    type: 'boolean',
    about: 'allow sending the secret over plain http, where others on the network can read it',
  },
  json: { type: 'boolean', about: 'print one JSON document on stdout; the same as -o json' },
  output: {
    type: 'string',
    short: 'o',
    value: 'FORMAT',
    choices: formats,
    about: `${formats.join(', ')} (default: table)`,
  },
  quiet: { type: 'boolean', short: 'q', about: 'print results and errors only' },
  debug: {
    type: 'boolean',
    about: 'append to the debug log (or set CLI_PROXY_DEBUG=FILE)',
  },
  help: { type: 'boolean', short: 'h', about: 'show this help' },
};
/** For commands that ask before they do something. */
export const yesOption: Readonly<Record<string, OptionSpec>> = {
  yes: { type: 'boolean', short: 'y', about: 'do not ask for confirmation' },
};

/** For the console and the command that shows its preferences. */
export const preferencesOption: Readonly<Record<string, OptionSpec>> = {
  preferences: {
    type: 'string',
    value: 'FILE',
    about: 'read the preferences from FILE (default: ~/.config/cli-proxy/console.yaml)',
  },
};

/** How the usage of a public server is read (H4). */
const usageFeeds = ['auto', 'subscribe', 'queue', 'off'] as const;
type UsageFeedChoice = (typeof usageFeeds)[number];

export const usageFeedOption: Readonly<Record<string, OptionSpec>> = {
  'usage-feed': {
    type: 'string',
    value: 'HOW',
    choices: usageFeeds,
    about:
      "how to read a public server's usage: auto (as answered in the console), subscribe, queue or off; other readers miss records that subscribe and queue consume",
  },
};

/** undefined if it is not given. */
export function usageFeedOf(given: string | undefined): CommandOutcome<UsageFeedChoice | undefined> {
  const feed = usageFeeds.find((it) => it === given);
  if (given === undefined || feed) return success(feed);
  return usageFailure(`--usage-feed must be one of ${usageFeeds.join(', ')}.`);
}
