import { success } from '../../contract/outcome.ts';
import { type ClineKey, clineKeyPath } from '../../providers/kinds/cline-keys.ts';
import { gone } from '../client-keys/name-key.ts';
import type { Operation } from '../operation.ts';
import type { ProviderRowInput } from '../provider-keys/asked-provider-key.ts';
import { askCline, clineAccount, clineKeysOf } from './cline-account.ts';

export interface DeleteClineKeyInput extends ProviderRowInput {
  /** `id` of the key at Cline. */
  readonly keyId: string;
}

/** J2: Cline refuses the key from then on; there is no way back. */
export const deleteClineKey: Operation<DeleteClineKeyInput, ClineKey> = {
  id: 'delete-cline-key',
  title: 'revoking a Cline key',
  async run(context, { keyId, ...row }) {
    const account = await clineAccount(context, row);
    if (!account.ok) return account;
    const keys = await clineKeysOf(context, account.value);
    if (!keys.ok) return keys;
    const key = keys.value.find(({ id }) => id === keyId);
    if (!key) return gone(`the Cline key ${keyId}`);
    const deleted = await askCline(context, account.value, 'DELETE', clineKeyPath(key.id));
    if (!deleted.ok) return deleted;
    const name = nameOfClineKey(key);
    return success({
      result: key,
      message: `Cline has deleted its key ${name}: whoever uses it is refused from now on.`,
      fingerprints: [],
      names: [`Cline key ${name} (${key.id})`],
    });
  },
};

/** For questions and sentences: its name, else what is shown of it, else its id. */
export const nameOfClineKey = ({ name, mask, id }: ClineKey): string => name ?? mask ?? id;
