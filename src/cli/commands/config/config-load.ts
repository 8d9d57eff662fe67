import { success } from '../../../contract/outcome.ts';
import { loadConfigFile } from '../../../operations/config/choose-config.ts';
import type { Command } from '../../command.ts';
import { runOn } from '../client-keys/on-keys.ts';

/** `config load` and `config keep`: one of two configs that differ stays, and the other is kept as a backup. */
export const configChoice = (
  operation: typeof loadConfigFile,
  { about, example }: { readonly about: string; readonly example: Command['examples'][number] },
): Command => ({
  usage: '',
  about,
  words: [0, 0],
  examples: [example],
  async run(call) {
    const done = await runOn(call, 'write', operation, {});
    if (!done.ok) return done;
    const { parts, backup, applied } = done.value.result;
    return success({ stderr: done.value.message, json: { parts, backup: backup ?? null, applied } });
  },
});

export const configLoad = configChoice(loadConfigFile, {
  about:
    'Loads config.yaml into a running public server that has not noticed an edit, as happens when an editor replaces the file. Keeps a backup of the loaded text.',
  example: ['cli-proxy config load', 'after an edit that the server did not notice'],
});
