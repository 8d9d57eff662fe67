import { success } from '../../../contract/outcome.ts';
import type { Command } from '../../command.ts';

export const configPath: Command = {
  usage: '',
  about:
    'Prints the path of the config.yaml that the other commands use. Order: --config, CLI_PROXY_CONFIG, ./config.yaml, $XDG_CONFIG_HOME/cli-proxy/config.yaml, ~/.cli-proxy-api/config.yaml.',
  words: [0, 0],
  examples: [['cli-proxy config path', 'the reason is on stderr']],
  async run({ world }) {
    const found = await world.findConfig();
    if (!found.ok) return found;
    const { path, why } = found.value;
    return success({ stdout: path, stderr: why, json: { path, why } });
  },
};
