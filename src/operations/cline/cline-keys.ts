import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { OutsideAnswer } from '../../contract/outside.ts';
import { readAnswer } from '../../providers/answers/refusal.ts';
import { providers } from '../../providers/index.ts';
import type { ProviderKey } from '../../providers/provider-keys.ts';
import { interpretTest } from '../../providers/test/interpret-test.ts';
import type { KeyRequest, RemoteKey, RemoteKeys } from '../../providers/test/key-request.ts';
import { gone } from '../client-keys/find-client-key.ts';
import type { Inquiry, Operation, OperationContext } from '../operation.ts';
import {
  askProvider,
  findProviderTarget,
  type ProviderRowInput,
  type ProviderTarget,
} from '../provider-keys/ask-provider.ts';
import { words } from './words.ts';

export interface ListedClineKey extends RemoteKey {
  /** Masked: the key that is asking; undefined if unknown. */
  readonly asking: boolean | undefined;
}

/** J2: the API keys of the Cline account that a provider key belongs to. */
export const listClineKeys: Inquiry<ProviderRowInput, readonly ListedClineKey[]> = {
  id: 'list-cline-keys',
  get title() {
    return words().asking;
  },
  audited: false,
  async run(context, input) {
    const account = await clineAccount(context, input);
    if (!account.ok) return account;
    const keys = await keysOf(context, account.value);
    if (!keys.ok) return keys;
    const asking = account.value.key?.reveal() ?? '';
    const result = keys.value.map((key) => ({ ...key, asking: looksLike(key.mask, asking) }));
    return success({ result, message: words().count(result.length), fingerprints: [] });
  },
};

/** Compares the ends that a mask shows; undefined if it shows too little. */
function looksLike(mask: string | undefined, key: string): boolean | undefined {
  const [head = '', tail = ''] = mask?.split(/[*.…]+/) ?? [];
  if (head.length + tail.length < 4) return undefined;
  return key.startsWith(head) && key.endsWith(tail);
}

interface DeleteClineKeyInput extends ProviderRowInput {
  /** `id` of the key at Cline. */
  readonly keyId: string;
}

/** J2: Cline refuses the key from then on; there is no way back. */
export const deleteClineKey: Operation<DeleteClineKeyInput, RemoteKey> = {
  id: 'delete-cline-key',
  get title() {
    return words().revoking;
  },
  async run(context, { keyId, ...row }) {
    const account = await clineAccount(context, row);
    if (!account.ok) return account;
    const keys = await keysOf(context, account.value);
    if (!keys.ok) return keys;
    const key = keys.value.find(({ id }) => id === keyId);
    if (!key) return gone(words().gone(keyId));
    const deleted = await askAccount(context, account.value, account.value.keys.remove(key.id));
    if (!deleted.ok) return deleted;
    const name = nameOfClineKey(key);
    return success({
      result: key,
      message: words().revoked(name),
      fingerprints: [],
      names: [`Cline key ${name} (${key.id})`],
    });
  },
};

/** For messages: its name, its mask or its id. */
export const nameOfClineKey = ({ name, mask, id }: RemoteKey): string => name ?? mask ?? id;

/** The provider whose accounts list their own API keys (J2): its record's id. */
export const clineProvider = providers.find(({ remoteKeys }) => remoteKeys)?.id ?? '';

/** Whether the provider lists the API keys of an account. @param id of its record */
export const hasRemoteKeys = (id: string): boolean =>
  providers.some((provider) => provider.id === id && provider.remoteKeys !== undefined);

/** Rows whose key opens such an account: in the config, or in the server's environment. */
export const clineRows = (rows: readonly ProviderKey[]): readonly ProviderKey[] =>
  rows.filter(({ provider, key }) => hasRemoteKeys(provider) && key !== undefined);

type Account = ProviderTarget & { readonly keys: RemoteKeys };

/**
 * The account behind a row. Failures as of `findProviderTarget`; `invalid`: that row is another provider's.
 */
async function clineAccount(context: OperationContext, input: ProviderRowInput): Promise<Outcome<Account>> {
  const asked = await findProviderTarget(context, input);
  if (!asked.ok) return asked;
  const { remoteKeys } = asked.value.provider;
  if (remoteKeys) return success({ ...asked.value, keys: remoteKeys });
  return failure('invalid', words().notCline(asked.value.subject));
}

async function keysOf(context: OperationContext, account: Account): Promise<Outcome<readonly RemoteKey[]>> {
  const answer = await askAccount(context, account, account.keys.list);
  if (!answer.ok) return answer;
  const keys = answer.value.cut
    ? undefined
    : account.keys.read(readAnswer(answer.value.body, account.key).json);
  if (keys) return success(keys);
  return failure('failed', words().unknownFormat(account.subject));
}

/** A successful answer; anything else is a failure with cause and remedy (J3). */
async function askAccount(
  context: OperationContext,
  account: Account,
  request: KeyRequest,
): Promise<Outcome<OutsideAnswer>> {
  const end = await askProvider(context, account, request);
  if (!end.ok) return end;
  if (end.value.kind === 'answer' && end.value.status < 300) return success(end.value);
  const { message, state, cause } = interpretTest(
    { ...account, url: account.baseUrl + request.path(account.baseUrl), now: context.now() },
    end.value,
  );
  if (cause === 'key') return failure('failed', message);
  return failure(state === 'unreachable' ? 'unreachable' : 'failed', message);
}
