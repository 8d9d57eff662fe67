import { success } from '../../../contract/outcome.ts';
import { clineRows } from '../../../operations/cline/cline-keys.ts';
import { nameOfProviderKey, type ProviderKey } from '../../../operations/provider-keys/list-provider-keys.ts';
import type { Call, CommandOutcome, OptionSpec } from '../../command.ts';
import type { Opened } from '../../world.ts';
import { providerRows, rowsNamed } from '../provider-keys/on-provider-keys.ts';

export const accountOption: Readonly<Record<string, OptionSpec>> = {
  account: {
    type: 'string',
    value: 'ID',
    about: 'the provider key of Cline to ask with, where there are several',
  },
};

/** The provider key that opens the Cline account: the only one, or the one that --account names. */
export async function clineRow(call: Call): Promise<CommandOutcome<{ opened: Opened; row: ProviderKey }>> {
  const open = await providerRows(call, 'read');
  if (!open.ok) return open;
  const { opened, rows } = open.value;
  const word = call.text('account');
  const named = word === undefined ? success(clineRows(rows)) : rowsNamed(rows, [word]);
  if (!named.ok) return named;
  const [row, ...others] = named.value;
  if (row && others.length === 0) return success({ opened, row });
  const names = named.value.map((one) => `${nameOfProviderKey(one)}, ${one.fingerprint}`).join('; ');
  return {
    ok: false,
    kind: 'invalid',
    message: row
      ? `There are several keys of Cline, so say with --account which one asks: ${names}.`
      : 'There is no key of Cline: put one into openai-compatibility, or set CLINE_API_KEY.',
  };
}
