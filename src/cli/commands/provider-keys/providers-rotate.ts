import { success } from '../../../contract/outcome.ts';
import { checkStaysNamed } from '../../../operations/provider-keys/find-provider-key.ts';
import { nameOfProviderKey } from '../../../operations/provider-keys/list-provider-keys.ts';
import { rotateProviderKey } from '../../../operations/provider-keys/rotate-provider-key.ts';
import { keyOptions, neededKey } from '../../args/provider-options.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../run.ts';
import { rowNamed } from './on-provider-keys.ts';

export const providersRotate: Command = {
  usage: 'ID [options]',
  about:
    'Replaces a provider key. Tests the new key first with a real request to the same address, and keeps the old one if the test fails. The other fields do not change.',
  words: [1, 1],
  options: {
    ...keyOptions,
    'keep-old': { type: 'boolean', about: 'keep the old key as a fallback after the new one' },
    'no-test': { type: 'boolean', formerly: 'no-check', about: 'do not test the new key' },
  },
  examples: [
    ['cli-proxy providers rotate prod', 'asks for the new key'],
    [
      'cli-proxy providers rotate openrouter --key-file new.txt --keep-old',
      'use both until you remove the old one',
    ],
  ],
  async run(call) {
    const named = await rowNamed(call, 'write');
    if (!named.ok) return named;
    const { opened, row, rows } = named.value;
    const stays = checkStaysNamed(rows, call.words[0] ?? '');
    if (!stays.ok) return stays;
    const key = await neededKey(call, `New key for ${nameOfProviderKey(row)}`);
    if (!key.ok) return key;
    const rotated = await runOpened(opened, rotateProviderKey, {
      id: row.id,
      key: key.value,
      keepOld: call.flag('keep-old'),
      ...(call.flag('no-test') ? {} : { check: 'real' as const }),
    });
    if (!rotated.ok) return rotated;
    const { id, checked, oldId } = rotated.value.result;
    return success({
      stderr: rotated.value.message,
      json: { id, mask: key.value.mask, checked: checked ?? null, oldId: oldId ?? null },
    });
  },
};
