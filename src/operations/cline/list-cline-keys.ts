import { success } from '../../contract/outcome.ts';
import type { ClineKey } from '../../providers/kinds/cline-keys.ts';
import type { Inquiry } from '../operation.ts';
import type { ProviderRowInput } from '../provider-keys/asked-provider-key.ts';
import { clineAccount, clineKeysOf } from './cline-account.ts';

export interface ListedClineKey extends ClineKey {
  /** By what is shown of it: the key that asks; undefined: it cannot be told. */
  readonly asking: boolean | undefined;
}

/** J2: the API keys of the Cline account that a provider key belongs to. */
export const listClineKeys: Inquiry<ProviderRowInput, readonly ListedClineKey[]> = {
  id: 'list-cline-keys',
  title: 'asking Cline for its keys',
  audited: false,
  async run(context, input) {
    const account = await clineAccount(context, input);
    if (!account.ok) return account;
    const keys = await clineKeysOf(context, account.value);
    if (!keys.ok) return keys;
    const asking = account.value.key?.reveal() ?? '';
    const result = keys.value.map((key) => ({ ...key, asking: looksLike(key.mask, asking) }));
    const count = result.length === 1 ? '1 API key' : `${result.length} API keys`;
    return success({ result, message: `The Cline account has ${count}.`, fingerprints: [] });
  },
};

/** Compares the ends that a mask shows; undefined: it shows too little. */
function looksLike(mask: string | undefined, key: string): boolean | undefined {
  const [head = '', tail = ''] = mask?.split(/[*.…]+/) ?? [];
  if (head.length + tail.length < 4) return undefined;
  return key.startsWith(head) && key.endsWith(tail);
}
