import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { OutsideAnswer } from '../../contract/outside.ts';
import { readAnswer } from '../../providers/answers/refusal.ts';
import { cline } from '../../providers/kinds/cline.ts';
import {
  type ClineKey,
  clineKeyPath,
  clineKeysPath,
  readClineKeys,
} from '../../providers/kinds/cline-keys.ts';
import { bearer } from '../../providers/paths.ts';
import type { ProviderKey } from '../../providers/provider-keys.ts';
import { judgeCheck } from '../../providers/test/judge-check.ts';
import type { KeyRequest } from '../../providers/test/key-request.ts';
import { gone } from '../client-keys/find-client-key.ts';
import type { Inquiry, Operation, OperationContext } from '../operation.ts';
import {
  askProvider,
  findProviderTarget,
  type ProviderRowInput,
  type ProviderTarget,
} from '../provider-keys/ask-provider.ts';

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
    const keys = await keysOf(context, account.value);
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

interface DeleteClineKeyInput extends ProviderRowInput {
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
    const keys = await keysOf(context, account.value);
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

/** Id of its record. */
export const clineProvider = cline.id;

/** Rows whose key opens a Cline account (J2): of the config, or CLINE_API_KEY. */
export const clineRows = (rows: readonly ProviderKey[]): readonly ProviderKey[] =>
  rows.filter(({ provider, key }) => provider === cline.id && key !== undefined);

/** The account behind a row. Failures as of `findProviderTarget`; `invalid`: that row is another provider's. */
async function clineAccount(
  context: OperationContext,
  input: ProviderRowInput,
): Promise<Outcome<ProviderTarget>> {
  const asked = await findProviderTarget(context, input);
  if (!asked.ok || asked.value.provider === cline) return asked;
  return failure('invalid', `${asked.value.subject} is no key of Cline, so it has no keys there.`);
}

export async function keysOf(
  context: OperationContext,
  account: ProviderTarget,
): Promise<Outcome<readonly ClineKey[]>> {
  const answer = await askCline(context, account, 'GET', clineKeysPath);
  if (!answer.ok) return answer;
  const keys = answer.value.cut ? undefined : readClineKeys(readAnswer(answer.value.body, account.key).json);
  if (keys) return success(keys);
  return failure(
    'failed',
    `${account.subject} answered with a list of keys of a shape that is not known: look at app.cline.bot.`,
  );
}

/** A good answer; whatever else is a failure with cause and remedy (J3). */
async function askCline(
  context: OperationContext,
  account: ProviderTarget,
  method: KeyRequest['method'],
  path: string,
): Promise<Outcome<OutsideAnswer>> {
  const request = { method, path: () => path, credential: bearer };
  const end = await askProvider(context, account, request);
  if (!end.ok) return end;
  if (end.value.kind === 'answer' && end.value.status < 300) return success(end.value);
  const { message, state, cause } = judgeCheck(
    { ...account, url: account.baseUrl + path, now: context.now() },
    end.value,
  );
  if (cause === 'key') return failure('failed', message);
  return failure(state === 'unreachable' ? 'unreachable' : 'failed', message);
}
