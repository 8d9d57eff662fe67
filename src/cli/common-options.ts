import type { OptionSpec } from './command.ts';

/** Options that every command takes. */
export const commonOptions: Readonly<Record<string, OptionSpec>> = {
  config: { type: 'string', value: 'PATH', about: 'this config.yaml instead of the one that is found' },
  url: { type: 'string', value: 'URL', about: 'the server at this address, with a password' },
  disk: { type: 'boolean', about: 'work on the files, whether or not a server runs' },
  'password-file': {
    type: 'string',
    value: 'FILE',
    about: 'local password or management secret: first line of FILE, - is stdin (else CLI_PROXY_PASSWORD)',
  },
  ca: { type: 'string', value: 'FILE', about: 'trust this certificate authority (PEM) for https' },
  json: { type: 'boolean', about: 'one JSON document on stdout' },
  help: { type: 'boolean', short: 'h', about: 'this help' },
};
/** For commands that ask before they do something. */
export const yesOption: Readonly<Record<string, OptionSpec>> = {
  yes: { type: 'boolean', short: 'y', about: 'do not ask' },
};
