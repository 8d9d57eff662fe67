import { failure, type Outcome, success } from '../../contract/outcome.ts';
import {
  type CheckCause,
  type CheckState,
  judgeCheck,
  type Verdict,
} from '../../providers/test/judge-check.ts';
import type { Inquiry, OperationContext } from '../operation.ts';
import { askProvider } from './ask-provider.ts';
import { type AskedProviderKey, askedProviderKey, type ProviderKeyInput } from './asked-provider-key.ts';

/** What came of a check, for the screen and for --json; no secret. */
export interface KeyCheckResult {
  /** `skipped`: nothing was sent, as it may cost something and nobody agreed. */
  readonly state: CheckState | 'skipped';
  readonly cause: CheckCause | 'cost';
  /** Cause and remedy, one sentence. */
  readonly message: string;
  readonly status?: number;
  /** ms, from when it was checked. */
  readonly retryAfterMs?: number;
  /** Of its own list, where the check reads one. */
  readonly models?: readonly string[];
  /** ms of the exchange; undefined: no answer came. */
  readonly tookMs?: number;
  /** ms since the epoch. */
  readonly checkedAt: number;
}

export type CheckProviderKeyInput = ProviderKeyInput & {
  /** The user has agreed to what the check may cost (`checkCost`). */
  readonly mayCost?: boolean | undefined;
};

/** L2: the cheapest real request with this key, and what its answer means. */
export const checkProviderKey: Inquiry<CheckProviderKeyInput, KeyCheckResult> = {
  id: 'check-provider-key',
  title: 'checking a provider key',
  audited: false,
  async run(context, input) {
    const asked = await askedProviderKey(context, input);
    if (!asked.ok) return asked;
    const result = await checkAskedKey(context, asked.value, input.mayCost === true);
    if (!result.ok) return result;
    return success({ result: result.value, message: result.value.message, fingerprints: [] });
  },
};

/** Failures: `unsupported` (no request is known), `cancelled`. */
export async function checkAskedKey(
  context: OperationContext,
  asked: AskedProviderKey,
  mayCost: boolean,
): Promise<Outcome<KeyCheckResult>> {
  const { provider, subject } = asked;
  const { check } = provider;
  if (!check) {
    return failure(
      'unsupported',
      `No request is known that tells whether a key of ${subject} is good: use it once and look at the usage.`,
    );
  }
  const checkedAt = context.now();
  if (check.cost !== undefined && !mayCost)
    return success({ state: 'skipped', cause: 'cost', message: `Not checked. ${check.cost}`, checkedAt });
  const end = await askProvider(context, asked, check.request);
  if (!end.ok) return end;
  const judged = judgeCheck(
    { ...asked, url: asked.baseUrl + check.request.path(asked.baseUrl), now: checkedAt },
    end.value,
  );
  const proven = judged.state === 'works' ? await prove(context, asked, judged) : success(judged);
  if (!proven.ok) return proven;
  const took = end.value.kind === 'answer' ? { tookMs: Math.round(end.value.ms) } : {};
  return success({ ...proven.value, ...took, checkedAt });
}

/**
 * Some addresses answer everybody. Only if the same is refused to somebody without the key, the answer says
 * something of the key; of a provider's own address that is known.
 */
async function prove(
  context: OperationContext,
  asked: AskedProviderKey,
  verdict: Verdict,
): Promise<Outcome<Verdict>> {
  const { provider, key, subject } = asked;
  const { check, settings } = provider;
  const own = settings?.baseUrl ?? settings?.preset?.baseUrl;
  if (!key || !check || (asked.baseUrl === own && check.control !== 'always')) return success(verdict);
  const control = await askProvider(context, asked, check.request, true);
  if (!control.ok) return control;
  if (control.value.kind !== 'answer' || control.value.status !== verdict.status) return success(verdict);
  return success({
    ...verdict,
    state: 'unclear',
    cause: 'open',
    message: `${subject} answers the same without the key, so this does not tell whether the key is good: use it once and look at the usage.`,
  });
}
