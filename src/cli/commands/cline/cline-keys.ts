import { alignColumns } from '../../../base/text/align-columns.ts';
import { success } from '../../../contract/outcome.ts';
import { type ListedClineKey, listClineKeys } from '../../../operations/cline/cline-keys.ts';
import { askOutside } from '../../ask-outside.ts';
import type { Command } from '../../command.ts';
import { asShown } from '../provider-keys/on-provider-keys.ts';
import { accountOption, clineRow } from './on-cline.ts';

export const clineKeys: Command = {
  usage: '',
  about:
    'Lists the API keys of the Cline account that the provider key of Cline, or CLINE_API_KEY, belongs to. A dash is what Cline does not tell.',
  words: [0, 0],
  options: accountOption,
  examples: [
    ['cli-proxy cline keys', 'as a table'],
    ['cli-proxy cline keys --json', 'for scripts; what is unknown is null'],
  ],
  async run(call) {
    const found = await clineRow(call);
    if (!found.ok) return found;
    const listed = await askOutside(call, found.value.opened, listClineKeys, asShown(found.value.row));
    if (!listed.ok) return listed;
    const keys = listed.value.result;
    return success({
      stdout: keys.length === 0 ? '' : table(keys),
      stderr: keys.length === 0 ? listed.value.message : '',
      json: { keys: keys.map(fieldsOf) },
    });
  },
};

const fieldsOf = (key: ListedClineKey) => ({
  id: key.id,
  name: key.name ?? null,
  mask: key.mask ?? null,
  createdAt: key.createdAt ?? null,
  lastUsedAt: key.lastUsedAt ?? null,
  expiresAt: key.expiresAt ?? null,
  asking: key.asking ?? null,
});

function table(keys: readonly ListedClineKey[]): string {
  const rows = keys.map((key) => [
    key.id,
    key.name ?? '–',
    key.mask ?? '–',
    key.createdAt ?? '–',
    key.lastUsedAt ?? '–',
    key.expiresAt ?? '–',
    key.asking ? 'this one asks' : '',
  ]);
  return alignColumns([['ID', 'NAME', 'KEY', 'CREATED', 'LAST USED', 'EXPIRES', ''], ...rows]).join('\n');
}
