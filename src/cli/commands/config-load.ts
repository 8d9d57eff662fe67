import { success } from '../../contract/outcome.ts';
import { loadConfigFile } from '../../operations/choose-config.ts';
import type { Command } from '../command.ts';
import { runOn } from '../on-keys.ts';

export const configLoad: Command = {
  usage: '',
  about:
    'Loads config.yaml into a running public server that has not noticed an edit of it, as happens when an editor replaces the file. The text that is loaded is kept as a backup.',
  words: [0, 0],
  examples: [['cli-proxy config load', 'after an edit that the server did not notice']],
  async run(call) {
    const done = await runOn(call, 'write', loadConfigFile, {});
    if (!done.ok) return done;
    const { parts, backup, applied } = done.value.result;
    return success({ stderr: done.value.message, json: { parts, backup: backup ?? null, applied } });
  },
};
