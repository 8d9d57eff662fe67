import { success } from '../../../contract/outcome.ts';
import { discoverModels } from '../../../operations/provider-keys/discover-models.ts';
import { askOutside } from '../../ask-outside.ts';
import type { Command } from '../../command.ts';
import { asShown, providerRows, rowsNamed } from './on-provider-keys.ts';

export const providersModels: Command = {
  usage: 'ID',
  about: 'Asks a provider which models it has for this key, and prints their names, one a line.',
  words: [1, 1],
  examples: [
    ['cli-proxy providers models openrouter', 'by name, prefix, mask or fingerprint'],
    ['cli-proxy providers models claude --json', 'for scripts'],
  ],
  async run(call) {
    const open = await providerRows(call, 'read');
    if (!open.ok) return open;
    const { opened, rows } = open.value;
    const named = rowsNamed(rows, call.words, 'entry');
    if (!named.ok) return named;
    const [row] = named.value;
    if (!row) throw new Error('a command with a provider key needs a word');
    const found = await askOutside(call, opened, discoverModels, asShown(row));
    if (!found.ok) return found;
    const { models } = found.value.result;
    return success({
      stdout: models,
      stderr: models.length === 0 ? found.value.message : '',
      json: { id: row.id, provider: row.provider, models },
    });
  },
};
