import { success } from '../../../contract/outcome.ts';
import { duplicateProviderKey } from '../../../operations/provider-keys/add-provider-key.ts';
import {
  changedFields,
  fieldOptions,
  fieldTexts,
  givenKey,
  keyOptions,
} from '../../args/provider-options.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../client-keys/on-keys.ts';
import { rowNamed } from './on-provider-keys.ts';

export const providersDuplicate: Command = {
  usage: 'ID [options]',
  about:
    'Copies an entry with all its fields, right behind it. The copy needs another key, name, base URL or prefix, so that the two can be told apart.',
  words: [1, 1],
  options: { ...keyOptions, ...fieldOptions },
  examples: [
    ['cli-proxy providers duplicate prod --key-file new.txt --prefix test', 'another key, all else the same'],
    [
      'cli-proxy providers duplicate openrouter --name openrouter-eu --base-url https://eu.example.com/v1',
      'the same keys',
    ],
  ],
  async run(call) {
    const texts = await fieldTexts(call);
    if (!texts.ok) return texts;
    const key = await givenKey(call);
    if (!key.ok) return key;
    const named = await rowNamed(call, 'write', 'entry');
    if (!named.ok) return named;
    const { opened, row } = named.value;
    const changes = await changedFields(opened, row.id, texts.value);
    if (!changes.ok) return changes;
    const copied = await runOpened(opened, duplicateProviderKey, {
      id: row.id,
      changes: changes.value,
      ...(key.value && { key: key.value }),
    });
    if (!copied.ok) return copied;
    return success({ stderr: copied.value.message, json: { ...copied.value.result } });
  },
};
