import { success } from '../../contract/outcome.ts';
import type { Command } from '../command.ts';
import { type CommandOutcome, usageFailure } from '../command-outcome.ts';

export const serve: Command = {
  usage: '[options]',
  about:
    'Runs the embedded server on config.yaml until it is stopped. Without any config it makes one on the first run, bound to 127.0.0.1, and shows its client key and management secret once on stderr. A local password for managing from this machine comes from --password-file, --password-fd or CLI_PROXY_PASSWORD; MANAGEMENT_PASSWORD takes precedence over the secret of the config.',
  words: [0, 0],
  options: {
    host: { type: 'string', value: 'HOST', about: 'listen there instead of where config.yaml says' },
    port: { type: 'string', value: 'PORT', about: 'another port; 0 is any free one' },
    'password-fd': {
      type: 'string',
      value: 'N',
      about: 'local password from this inherited pipe, first line',
    },
    init: { type: 'boolean', about: 'create the config that --config names if it does not exist' },
    'exit-with-parent': { type: 'boolean', about: 'stop when that pipe ends' },
  },
  examples: [
    ['cli-proxy serve', 'makes a config on the first run'],
    ['cli-proxy serve --config /etc/cli-proxy/config.yaml --json', 'as a service; the log is on stderr'],
  ],
  async run({ text, flag, services }) {
    const port = wholeNumber('--port', text('port'), 65_535);
    if (!port.ok) return port;
    const passwordFd = wholeNumber('--password-fd', text('password-fd'), 1_000_000);
    if (!passwordFd.ok) return passwordFd;
    if (passwordFd.value !== undefined && passwordFd.value < 3) {
      return usageFailure('--password-fd needs a pipe of its own, from 3 up.');
    }
    if (flag('exit-with-parent') && passwordFd.value === undefined) {
      return usageFailure('--exit-with-parent watches the pipe of --password-fd: give both.');
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
    return usageFailure(`${option} needs a whole number from 0 to ${most}.`);
  }
  return success(value);
}
