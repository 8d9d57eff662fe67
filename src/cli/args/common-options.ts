import { success } from '../../contract/outcome.ts';
import type { OptionSpec } from '../command.ts';
import { type CommandOutcome, usageFailure } from '../command-outcome.ts';

/** Options that every command takes. */
export const commonOptions: Readonly<Record<string, OptionSpec>> = {
  config: { type: 'string', value: 'PATH', about: 'this config.yaml instead of the one that is found' },
  url: {
    type: 'string',
    value: 'URL',
    about: 'address of the server; needs a password (default: CLI_PROXY_URL)',
  },
  disk: { type: 'boolean', about: 'work on the files, whether or not a server runs' },
  'password-file': {
    type: 'string',
    value: 'FILE',
    about: 'local password or management secret: first line of FILE, - is stdin (else CLI_PROXY_PASSWORD)',
  },
  ca: { type: 'string', value: 'FILE', about: 'trust this certificate authority (PEM) for https' },
  'insecure-http': {
    type: 'boolean',
    about: 'send the secret to another machine over plain http, where others on the network can read it',
  },
  json: { type: 'boolean', about: 'one JSON document on stdout' },
  debug: {
    type: 'boolean',
    about: 'append what the program does to its debug log (or set CLI_PROXY_DEBUG=FILE)',
  },
  help: { type: 'boolean', short: 'h', about: 'this help' },
};
/** For commands that ask before they do something. */
export const yesOption: Readonly<Record<string, OptionSpec>> = {
  yes: { type: 'boolean', short: 'y', about: 'do not ask' },
};

/** How the usage of a public server is read (H4). */
const usageFeeds = ['auto', 'subscribe', 'queue', 'off'] as const;
type UsageFeedChoice = (typeof usageFeeds)[number];

export const usageFeedOption: Readonly<Record<string, OptionSpec>> = {
  'usage-feed': {
    type: 'string',
    value: 'HOW',
    about:
      'how to read the usage of a public server: auto (your answer in the console), subscribe, queue or off; other programs miss what subscribe and queue read',
  },
};

/** undefined: it is not given. */
export function usageFeedOf(given: string | undefined): CommandOutcome<UsageFeedChoice | undefined> {
  const feed = usageFeeds.find((it) => it === given);
  if (given === undefined || feed) return success(feed);
  return usageFailure(`--usage-feed is one of ${usageFeeds.join(', ')}.`);
}
