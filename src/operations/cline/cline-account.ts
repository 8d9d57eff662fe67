import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { OutsideAnswer } from '../../contract/outside.ts';
import { readAnswer } from '../../providers/answers/refusal.ts';
import { cline } from '../../providers/kinds/cline.ts';
import { type ClineKey, clineKeysPath, readClineKeys } from '../../providers/kinds/cline-keys.ts';
import { bearer } from '../../providers/paths.ts';
import type { ProviderKey } from '../../providers/provider-keys.ts';
import { judgeCheck } from '../../providers/test/judge-check.ts';
import type { KeyRequest } from '../../providers/test/key-request.ts';
import type { OperationContext } from '../operation.ts';
import { askProvider } from '../provider-keys/ask-provider.ts';
import {
  type AskedProviderKey,
  askedProviderKey,
  type ProviderRowInput,
} from '../provider-keys/asked-provider-key.ts';

/** Id of its record. */
export const clineProvider = cline.id;

/** Rows whose key opens a Cline account (J2): of the config, or CLINE_API_KEY. */
export const clineRows = (rows: readonly ProviderKey[]): readonly ProviderKey[] =>
  rows.filter(({ provider, key }) => provider === cline.id && key !== undefined);

/** The account behind a row. Failures as of `askedProviderKey`; `invalid`: that row is another provider's. */
export async function clineAccount(
  context: OperationContext,
  input: ProviderRowInput,
): Promise<Outcome<AskedProviderKey>> {
  const asked = await askedProviderKey(context, input);
  if (!asked.ok || asked.value.provider === cline) return asked;
  return failure('invalid', `${asked.value.subject} is no key of Cline, so it has no keys there.`);
}

export async function clineKeysOf(
  context: OperationContext,
  account: AskedProviderKey,
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
export async function askCline(
  context: OperationContext,
  account: AskedProviderKey,
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
