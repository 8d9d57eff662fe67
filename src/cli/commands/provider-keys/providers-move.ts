import { success } from '../../../contract/outcome.ts';
import { moveProviderKey } from '../../../operations/provider-keys/move-provider-key.ts';
import { type Command, usageFailure } from '../../command.ts';
import { runOpened } from '../client-keys/on-keys.ts';
import { rowNamed } from './on-provider-keys.ts';

const ways = ['up', 'down', 'first', 'last'] as const;

export const providersMove: Command = {
  usage: `ID ${ways.join('|')}`,
  about:
    'Gives a provider key another place in its list, with its comments: fill-first uses keys in that order.',
  words: [2, 2],
  examples: [['cli-proxy providers move openrouter first', 'before all others of its list']],
  async run(call) {
    const to = ways.find((way) => way === call.words[1]);
    if (!to) return usageFailure(`Say where to: ${ways.join(', ')}.`);
    const named = await rowNamed(call, 'write', 'entry');
    if (!named.ok) return named;
    const { opened, row } = named.value;
    const moved = await runOpened(opened, moveProviderKey, { id: row.id, to });
    if (!moved.ok) return moved;
    return success({ stderr: moved.value.message, json: { ...moved.value.result } });
  },
};
