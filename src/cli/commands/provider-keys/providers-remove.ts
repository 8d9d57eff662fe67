import { success } from '../../../contract/outcome.ts';
import { nameOfProviderKey } from '../../../operations/provider-keys/list-provider-keys.ts';
import { removeProviderKeys } from '../../../operations/provider-keys/remove-provider-keys.ts';
import { yesOption } from '../../args/common-options.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../client-keys/on-keys.ts';
import { providerRows, rowsNamed } from './on-provider-keys.ts';

export const providersRemove: Command = {
  usage: 'ID...',
  about:
    'Removes provider keys from config.yaml, with their comments; the last key of an entry takes the entry along. All of them go or none does. Asks first.',
  words: [1, 1_000],
  options: {
    whole: { type: 'boolean', about: 'the whole entry of openai-compatibility, with all its keys' },
    ...yesOption,
  },
  examples: [
    ['cli-proxy providers remove 7f3a', 'asks, naming the key'],
    ['cli-proxy providers remove openrouter --whole --yes --json', 'without asking'],
  ],
  async run(call) {
    const open = await providerRows(call, 'write');
    if (!open.ok) return open;
    const { opened, rows } = open.value;
    const whole = call.flag('whole');
    const named = rowsNamed(rows, call.words, whole ? 'entry' : 'key');
    if (!named.ok) return named;
    const names = named.value.map((row) => {
      const keys = whole && row.keysOfEntry > 1 ? ` and the other keys of ${row.name ?? 'its entry'}` : '';
      return `${nameOfProviderKey(row)}${keys}`;
    });
    const sure = await call.world.confirm(`Remove ${names.join(', ')}? It is not used any more at once.`);
    if (!sure.ok) return sure;
    const removed = await runOpened(opened, removeProviderKeys, {
      ids: named.value.map(({ id }) => id),
      whole,
    });
    if (!removed.ok) return removed;
    return success({ stderr: removed.value.message, json: { ...removed.value.result } });
  },
};
