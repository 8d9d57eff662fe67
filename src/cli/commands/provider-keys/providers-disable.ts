import { success } from '../../../contract/outcome.ts';
import { disableProviderKeys } from '../../../operations/provider-keys/switch-provider-keys.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../client-keys/on-keys.ts';
import { providerRows, rowsNamed } from './on-provider-keys.ts';

export const providersDisable: Command = {
  usage: 'ID...',
  about: 'No request goes to these provider keys any more; they stay in config.yaml. All of them or none.',
  words: [1, 1_000],
  examples: [['cli-proxy providers disable openrouter 7f3a', 'by name, prefix, mask or fingerprint']],
  async run(call) {
    const open = await providerRows(call, 'write');
    if (!open.ok) return open;
    const { opened, rows } = open.value;
    const named = rowsNamed(rows, call.words, 'entry');
    if (!named.ok) return named;
    const done = await runOpened(opened, disableProviderKeys, { ids: named.value.map(({ id }) => id) });
    if (!done.ok) return done;
    return success({ stderr: done.value.message, json: { ...done.value.result } });
  },
};
