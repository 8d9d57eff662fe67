import { success } from '../../contract/outcome.ts';
import { keepServerConfig } from '../../operations/choose-config.ts';
import type { Command } from '../command.ts';
import { runOn } from '../on-keys.ts';

export const configKeep: Command = {
  usage: '',
  about:
    'Writes the config that a public server runs with over a config.yaml that it has not loaded. The edited text is kept as a backup.',
  words: [0, 0],
  examples: [['cli-proxy config keep', 'drop an edit that the server did not notice']],
  async run(call) {
    const done = await runOn(call, 'write', keepServerConfig, {});
    if (!done.ok) return done;
    const { parts, backup, applied } = done.value.result;
    return success({ stderr: done.value.message, json: { parts, backup: backup ?? null, applied } });
  },
};
