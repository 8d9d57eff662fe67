import { success } from '../../../contract/outcome.ts';
import { nameOfProviderKey } from '../../../operations/provider-keys/list-provider-keys.ts';
import { rotateProviderKey } from '../../../operations/provider-keys/rotate-provider-key.ts';
import { trialCheck } from '../../../operations/provider-keys/test-provider-keys.ts';
import { keyOptions, neededKey } from '../../args/provider-options.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../run.ts';
import { rowNamed } from './on-provider-keys.ts';

export const providersRotate: Command = {
  usage: 'ID [options]',
  about:
    'Puts a new key in the place of a provider key. It is tried out first with a real request to the same address, and only a good one is taken; everything else of the entry stays.',
  words: [1, 1],
  options: {
    ...keyOptions,
    'keep-old': { type: 'boolean', about: 'the old one stays behind the new one, and both are used' },
    'no-check': { type: 'boolean', about: 'do not try the new key out' },
  },
  examples: [
    ['cli-proxy providers rotate prod', 'asks for the new key'],
    [
      'cli-proxy providers rotate openrouter --key-file new.txt --keep-old',
      'both, until the old one is removed',
    ],
  ],
  async run(call) {
    const named = await rowNamed(call, 'write');
    if (!named.ok) return named;
    const { opened, row } = named.value;
    const key = await neededKey(call, `New key for ${nameOfProviderKey(row)}`);
    if (!key.ok) return key;
    const rotated = await runOpened(opened, rotateProviderKey, {
      id: row.id,
      key: key.value,
      keepOld: call.flag('keep-old'),
      ...(call.flag('no-check') ? {} : { check: trialCheck(opened.context) }),
    });
    if (!rotated.ok) return rotated;
    const { id, checked, oldId } = rotated.value.result;
    return success({
      stderr: rotated.value.message,
      json: { id, mask: key.value.mask, checked: checked ?? null, oldId: oldId ?? null },
    });
  },
};
