import { success } from '../../contract/outcome.ts';
import type { Command } from '../command.ts';
import { type CommandOutcome, usageFailure } from '../command-outcome.ts';

export const serve: Command = {
  usage: '[options]',
  about:
    'Runs the embedded server on config.yaml until it is stopped. If there is no config, the first run creates one, bound to 127.0.0.1, and shows its client key and management secret on stderr. --password-file, --password-fd or CLI_PROXY_PASSWORD set a local password for managing the server from this machine; MANAGEMENT_PASSWORD overrides the secret of the config.',
  words: [0, 0],
  options: {
    host: { type: 'string', value: 'HOST', about: 'override the listen address' },
    port: { type: 'string', value: 'PORT', about: 'override the port; 0 picks a free one' },
    'password-fd': {
      type: 'string',
      value: 'N',
      about: 'read the local password from this inherited pipe (first line)',
    },
    init: { type: 'boolean', about: 'create the config that --config names if it does not exist' },
    'exit-with-parent': { type: 'boolean', about: 'stop when that pipe closes' },
  },
  examples: [
    ['cli-proxy serve', 'create a config on the first run'],
    ['cli-proxy serve --config /etc/cli-proxy/config.yaml --json', 'as a service, with the log on stderr'],
  ],
  async run({ text, flag, services }) {
    if (text('url') !== undefined)
      return usageFailure(
        '--url is for a server that runs. Use --host and --port to set where this one listens.',
      );
    const port = wholeNumber('--port', text('port'), 65_535);
    if (!port.ok) return port;
    const passwordFd = wholeNumber('--password-fd', text('password-fd'), 1_000_000);
    if (!passwordFd.ok) return passwordFd;
    if (passwordFd.value !== undefined && passwordFd.value < 3) {
      return usageFailure('--password-fd must be 3 or higher.');
    }
    if (flag('exit-with-parent') && passwordFd.value === undefined) {
      return usageFailure('--exit-with-parent needs --password-fd.');
    }
    const host = text('host');
    const served = await services.serve({
      ...(host === undefined ? {} : { host }),
      ...(port.value === undefined ? {} : { port: port.value }),
      ...(passwordFd.value === undefined ? {} : { passwordFd: passwordFd.value }),
      exitWithParent: flag('exit-with-parent'),
      init: flag('init'),
      json: flag('json'),
    });
    return served.ok ? success({}) : served;
  },
};

function wholeNumber(
  option: string,
  text: string | undefined,
  most: number,
): CommandOutcome<number | undefined> {
  if (text === undefined) return success(undefined);
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most) {
    return usageFailure(`${option} must be a whole number from 0 to ${most}.`);
  }
  return success(value);
}
