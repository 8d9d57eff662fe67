import { alignColumns } from '../../base/text/align-columns.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import {
  clineRows,
  deleteClineKey,
  type ListedClineKey,
  listClineKeys,
  nameOfClineKey,
} from '../../operations/cline/cline-keys.ts';
import { itemsMeant } from '../../operations/find-item.ts';
import { nameOfProviderKey, type ProviderKey } from '../../operations/provider-keys/list-provider-keys.ts';
import { yesOption } from '../args/common-options.ts';
import type { Call, Command, OptionSpec } from '../command.ts';
import type { CommandOutcome } from '../command-outcome.ts';
import type { Opened } from '../command-services.ts';
import { asShown, providerRows, rowsNamed } from './provider-keys/on-provider-keys.ts';
import { askOutside, runOpened } from './run.ts';

const accountOption: Readonly<Record<string, OptionSpec>> = {
  account: {
    type: 'string',
    value: 'ID',
    about: 'which Cline provider key to use, if there are several',
  },
};

export const clineKeys: Command = {
  usage: '',
  about:
    'Lists the API keys of the Cline account of your Cline provider key, or of CLINE_API_KEY. A dash means that Cline does not report it.',
  words: [0, 0],
  options: accountOption,
  examples: [
    ['cli-proxy cline keys', 'as a table'],
    ['cli-proxy cline keys --json', 'for scripts; unknown values are null'],
  ],
  async run(call) {
    const found = await clineRow(call, 'read');
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
    key.asking ? 'used here' : '',
  ]);
  return alignColumns([['ID', 'NAME', 'KEY', 'CREATED', 'LAST USED', 'EXPIRES', ''], ...rows]).join('\n');
}

export const clineRevoke: Command = {
  usage: 'NAME',
  about:
    'Revokes an API key of the Cline account, by id or name (see cli-proxy cline keys). Clients using it fail immediately. This cannot be undone. Asks first.',
  words: [1, 1],
  options: { ...accountOption, ...yesOption },
  examples: [
    ['cli-proxy cline revoke ci', 'asks for confirmation'],
    ['cli-proxy cline revoke key_1 --yes --json', 'without asking'],
  ],
  async run(call) {
    const found = await clineRow(call, 'write');
    if (!found.ok) return found;
    const { opened, row } = found.value;
    const listed = await askOutside(call, opened, listClineKeys, asShown(row));
    if (!listed.ok) return listed;
    const named = clineKeyNamed(listed.value.result, call.words[0] ?? '');
    if (!named.ok) return named;
    const key = named.value;
    const shown = key.mask === undefined || key.name === undefined ? '' : ` (${key.mask})`;
    if (call.flag('dry-run')) {
      const message = `Dry run: no changes made. Would revoke the Cline key ${nameOfClineKey(key)}.`;
      return success({ stderr: message, json: { dryRun: true, id: key.id, name: key.name ?? null } });
    }
    const own = key.asking === true ? ' This server uses this key.' : '';
    const sure = await call.services.confirm(
      `Revoke the Cline key ${nameOfClineKey(key)}${shown}? Clients using it fail immediately. This cannot be undone.${own}`,
    );
    if (!sure.ok) return sure;
    const done = await runOpened(opened, deleteClineKey, { ...asShown(row), keyId: key.id });
    if (!done.ok) return done;
    return success({ stderr: done.value.message, json: { id: key.id, name: key.name ?? null } });
  },
};

function clineKeyNamed(keys: readonly ListedClineKey[], word: string): Outcome<ListedClineKey> {
  const found = itemsMeant(keys, [({ id }) => id === word, ({ name }) => name === word], 'write');
  const [key, ...others] = found;
  if (key && others.length === 0) return success(key);
  return failure(
    'invalid',
    key
      ? `Several Cline keys have the id or name ${word}. Use an id: ${found.map(({ id }) => id).join(', ')}.`
      : 'The Cline account has no key with that id or name. See cli-proxy cline keys.',
  );
}

/** The provider key that opens the Cline account: the only one, or the one that --account names. */
async function clineRow(
  call: Call,
  use: 'read' | 'write',
): Promise<CommandOutcome<{ opened: Opened; row: ProviderKey }>> {
  const open = await providerRows(call, 'read');
  if (!open.ok) return open;
  const { opened, rows } = open.value;
  const word = call.text('account');
  const named = word === undefined ? success(clineRows(rows)) : rowsNamed(rows, [word], use);
  if (!named.ok) return named;
  const [row, ...others] = named.value;
  if (row && others.length === 0) return success({ opened, row });
  const names = named.value.map((one) => `${nameOfProviderKey(one)}, ${one.fingerprint}`).join('; ');
  return {
    ok: false,
    kind: 'invalid',
    message: row
      ? `There are several Cline keys. Choose one with --account: ${names}.`
      : 'There is no Cline key. Add one with cli-proxy providers add cline, or set CLINE_API_KEY.',
  };
}
