import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import {
  deleteClineKey,
  type ListedClineKey,
  listClineKeys,
  nameOfClineKey,
} from '../../../operations/cline/cline-keys.ts';
import { yesOption } from '../../args/common-options.ts';
import { askOutside } from '../../ask-outside.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../client-keys/on-keys.ts';
import { asShown } from '../provider-keys/on-provider-keys.ts';
import { accountOption, clineRow } from './on-cline.ts';

export const clineRevoke: Command = {
  usage: 'ID',
  about:
    'Deletes an API key at Cline, named by its id or name as in cli-proxy cline keys. Whoever uses it is refused at once, and there is no way back. Asks first, naming the key.',
  words: [1, 1],
  options: { ...accountOption, ...yesOption },
  examples: [
    ['cli-proxy cline revoke ci', 'asks, naming the key'],
    ['cli-proxy cline revoke key_1 --yes --json', 'without asking'],
  ],
  async run(call) {
    const found = await clineRow(call);
    if (!found.ok) return found;
    const { opened, row } = found.value;
    const listed = await askOutside(call, opened, listClineKeys, asShown(row));
    if (!listed.ok) return listed;
    const named = keyNamed(listed.value.result, call.words[0] ?? '');
    if (!named.ok) return named;
    const key = named.value;
    const shown = key.mask === undefined || key.name === undefined ? '' : ` (${key.mask})`;
    const own = key.asking === true ? ' The server of this console uses this very key.' : '';
    const sure = await call.world.confirm(
      `Revoke the Cline key ${nameOfClineKey(key)}${shown}? Whoever uses it is refused at once, and there is no way back.${own}`,
    );
    if (!sure.ok) return sure;
    const done = await runOpened(opened, deleteClineKey, { ...asShown(row), keyId: key.id });
    if (!done.ok) return done;
    return success({ stderr: done.value.message, json: { id: key.id, name: key.name ?? null } });
  },
};

function keyNamed(keys: readonly ListedClineKey[], word: string): Outcome<ListedClineKey> {
  const byId = keys.filter(({ id }) => id === word);
  const found = byId.length > 0 ? byId : keys.filter(({ name }) => name === word);
  const [key, ...others] = found;
  if (key && others.length === 0) return success(key);
  return failure(
    'invalid',
    key
      ? `Several Cline keys are called ${word}: name one by its id, ${found.map(({ id }) => id).join(' or ')}.`
      : `The Cline account has no key with that id or name: cli-proxy cline keys lists them.`,
  );
}
