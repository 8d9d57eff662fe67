import { success } from '../../contract/outcome.ts';
import type { Command } from '../command.ts';

export const init: Command = {
  usage: '[--config PATH]',
  about:
    'Creates a config.yaml for the embedded server, bound to 127.0.0.1 on a free port from 8317 on, with a random client key and a management secret, and prints both; the secret is not shown again. Starts nothing. An existing config is left as it is.',
  words: [0, 0],
  examples: [
    ['cli-proxy init', 'in ~/.config/cli-proxy'],
    ['cli-proxy init --dry-run', 'show where, and for which address'],
    ['cli-proxy init --config /etc/cli-proxy/config.yaml --json', 'for a service; its folder must exist'],
  ],
  async run({ services }) {
    const done = await services.initConfig();
    if (!done.ok) return done;
    const { path, url, made, planned, others } = done.value;
    if (planned) {
      const would = `Dry run: no changes made. Would create ${path} for ${url}, with a random client key and a random management secret.`;
      return success({ stderr: [would, ...others], json: { dryRun: true, created: false, path, url } });
    }
    if (!made) {
      const message = `${path} exists already. No changes made.`;
      return success({ stderr: message, json: { created: false, path, url } });
    }
    const [clientKey, managementSecret] = [made.clientKey.reveal(), made.managementSecret.reveal()];
    return success({
      once: true,
      stdout: [`client key         ${clientKey}`, `management secret  ${managementSecret}`],
      stderr: [
        `Created ${path} for ${url}. Save the management secret now: it is not shown again.`,
        ...others,
        'To start the server, use cli-proxy serve, or open the console with cli-proxy tui.',
      ],
      json: { created: true, path, url, clientKey, managementSecret },
    });
  },
};
