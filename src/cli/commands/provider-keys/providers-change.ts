import { success } from '../../../contract/outcome.ts';
import { clearProviderCooldown } from '../../../operations/provider-keys/clear-provider-cooldown.ts';
import { checkStaysNamed } from '../../../operations/provider-keys/find-provider-key.ts';
import { nameOfProviderKey } from '../../../operations/provider-keys/list-provider-keys.ts';
import { moveProviderKey } from '../../../operations/provider-keys/move-provider-key.ts';
import { removeProviderKeys } from '../../../operations/provider-keys/remove-provider-keys.ts';
import {
  disableProviderKeys,
  enableProviderKeys,
} from '../../../operations/provider-keys/switch-provider-keys.ts';
import { yesOption } from '../../args/common-options.ts';
import type { Command } from '../../command.ts';
import { usageFailure } from '../../command-outcome.ts';
import { runOpened } from '../run.ts';
import { providerRows, rowNamed, rowsNamed } from './on-provider-keys.ts';

/** `providers enable` and `providers disable`. */
const switchCommand = (
  { about, examples }: Pick<Command, 'about' | 'examples'>,
  operation: typeof enableProviderKeys,
): Command => ({
  usage: 'ID...',
  about,
  words: [1, 1_000],
  examples,
  async run(call) {
    const open = await providerRows(call, 'write');
    if (!open.ok) return open;
    const { opened, rows } = open.value;
    const named = rowsNamed(rows, call.words, 'write', 'entry');
    if (!named.ok) return named;
    const done = await runOpened(opened, operation, { ids: named.value.map(({ id }) => id) });
    if (!done.ok) return done;
    return success({ stderr: done.value.message, json: { ...done.value.result } });
  },
});

export const providersEnable: Command = switchCommand(
  {
    about: 'Enables provider keys. All or nothing.',
    examples: [['cli-proxy providers enable openrouter web', 'by name, prefix, mask or fingerprint']],
  },
  enableProviderKeys,
);

export const providersDisable: Command = switchCommand(
  {
    about: 'Disables provider keys but keeps them in config.yaml. All or nothing.',
    examples: [['cli-proxy providers disable openrouter web', 'by name, prefix, mask or fingerprint']],
  },
  disableProviderKeys,
);

export const providersClearCooldown: Command = {
  usage: 'ID... | --all',
  about:
    'Clears the cooldown of provider keys so that they receive requests again immediately. Needs a running embedded server: public servers do not report the cooldowns of provider keys. --all clears those that are cooling down.',
  words: [0, 1_000],
  options: { all: { type: 'boolean', about: 'all provider keys that are cooling down' } },
  examples: [
    ['cli-proxy providers clear-cooldown openrouter', 'all keys of an entry, by its name'],
    ['cli-proxy providers clear-cooldown --all', 'all that are cooling down'],
  ],
  async run(call) {
    const all = call.flag('all');
    if (all === call.words.length > 0)
      return usageFailure(all ? 'Use either IDs or --all, not both.' : 'Give provider keys, or use --all.');
    const open = await providerRows(call, 'write');
    if (!open.ok) return open;
    const { opened, rows } = open.value;
    const named = rowsNamed(rows, call.words, 'write', 'keys');
    if (!named.ok) return named;
    const ids = all ? undefined : named.value.map(({ id }) => id);
    const done = await runOpened(opened, clearProviderCooldown, { ids });
    if (!done.ok) return done;
    return success({ stderr: done.value.message, json: { ...done.value.result } });
  },
};

const ways = ['up', 'down', 'first', 'last'] as const;

export const providersMove: Command = {
  usage: `ID ${ways.join('|')}`,
  about:
    'Moves a provider key, with its comments, within its list. The fill-first strategy uses keys in list order.',
  words: [2, 2],
  examples: [['cli-proxy providers move openrouter first', 'move to the top of its list']],
  async run(call) {
    const to = ways.find((way) => way === call.words[1]);
    if (!to) return usageFailure(`Give a direction: ${ways.join(', ')}.`);
    const named = await rowNamed(call, 'write', 'entry');
    if (!named.ok) return named;
    const { opened, row } = named.value;
    const moved = await runOpened(opened, moveProviderKey, { id: row.id, to });
    if (!moved.ok) return moved;
    return success({ stderr: moved.value.message, json: { ...moved.value.result } });
  },
};

export const providersRemove: Command = {
  usage: 'ID...',
  about:
    'Removes provider keys from config.yaml, with their comments. Removing the last key of an entry removes the entry. All or nothing. Asks first.',
  words: [1, 1_000],
  options: {
    whole: { type: 'boolean', about: 'remove the whole openai-compatibility entry with all its keys' },
    ...yesOption,
  },
  examples: [
    ['cli-proxy providers remove sk-a...04QK', 'asks for confirmation; by its mask'],
    ['cli-proxy providers remove openrouter --whole --yes --json', 'without asking'],
  ],
  async run(call) {
    const open = await providerRows(call, 'write');
    if (!open.ok) return open;
    const { opened, rows } = open.value;
    const whole = call.flag('whole');
    const named = rowsNamed(rows, call.words, 'write', whole ? 'entry' : 'key');
    if (!named.ok) return named;
    for (const word of call.words) {
      const stays = checkStaysNamed(rows, word);
      if (!stays.ok) return stays;
    }
    const names = named.value.map((row) => {
      const keys = whole && row.keysOfEntry > 1 ? ` and the other keys of ${row.name ?? 'its entry'}` : '';
      return `${nameOfProviderKey(row)}${keys}`;
    });
    const sure = await call.services.confirm(
      `Remove ${names.join(', ')}? ${names.length === 1 ? 'It receives' : 'They receive'} no more requests.`,
    );
    if (!sure.ok) return sure;
    const removed = await runOpened(opened, removeProviderKeys, {
      ids: named.value.map(({ id }) => id),
      whole,
    });
    if (!removed.ok) return removed;
    return success({ stderr: removed.value.message, json: { ...removed.value.result } });
  },
};
