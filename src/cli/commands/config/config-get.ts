import { toJson } from '../../../base/text/terminal-text.ts';
import { failure, success } from '../../../contract/outcome.ts';
import { settingAt } from '../../../operations/config/set-setting.ts';
import type { Command } from '../../command.ts';
import { maskSettings } from '../../print/mask-settings.ts';

export const configGet: Command = {
  usage: '[PATH]',
  about: 'Prints a setting by its dotted path, or all of them. Secrets are masked unless --reveal is given.',
  words: [0, 1],
  options: { reveal: { type: 'boolean', about: 'secrets in full' } },
  examples: [
    ['cli-proxy config get port', 'one setting'],
    ['cli-proxy config get remote-management', 'a group, as JSON'],
    ['cli-proxy config get --json', 'everything that is set'],
  ],
  async run({ world, words, flag }) {
    const opened = await world.openBackend('read');
    if (!opened.ok) return opened;
    const loaded = await opened.value.backend.load();
    if (!loaded.ok) return loaded;
    const [path] = words;
    const { config } = loaded.value;
    const found = path === undefined ? config : settingAt(config, path);
    if (found === undefined) {
      return failure('invalid', `${path} is not set in config.yaml, so its default holds.`);
    }
    const value = flag('reveal') ? found : maskSettings(found, path?.split('.').at(-1));
    const json = { path: path ?? null, value };
    if (typeof value === 'object') return success({ stdout: toJson(value, 2), json });
    return success({ stdout: [String(value)], exact: true, json });
  },
};
