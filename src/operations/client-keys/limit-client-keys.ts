import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import { formatCount, parseCount } from '../../base/text/count-text.ts';
import { hasHidden } from '../../base/text/terminal-text.ts';
import { countedLimits, type KeyLimits, type KeyRecord } from '../../contract/client-key.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { changeSeveral, type Planner } from './change-keys.ts';
import { limitsWarning } from './enforcement-notes.ts';
import { keyOf, nameOf } from './find-client-key.ts';

/** A field that is left out stays; `null` takes the limit away. */
interface LimitClientKeyInput {
  readonly fingerprint: Fingerprint;
  readonly requestsPerMinute?: number | null;
  readonly tokensPerDay?: number | null;
  readonly tokensPerMonth?: number | null;
  /** `*` matches any text. */
  readonly models?: readonly string[] | null;
}

interface LimitClientKeyResult {
  readonly fingerprint: Fingerprint;
  readonly limits: KeyLimits;
  /** Does the server itself hold them? */
  readonly enforced: boolean;
}

/** More is a typo. */
const maxModels = 200;
const longestModel = 200;

/** The input is read at once, the plan is made on each state that is met. */
const planLimits: Planner<LimitClientKeyInput, LimitClientKeyResult> = (context, input) => {
  const models = cleanModels(input.models);
  if (!models.ok) return models;
  for (const name of countedLimits) {
    const most = input[name] ?? 1;
    if (!Number.isSafeInteger(most) || most < 1)
      return failure('invalid', `A limit is a whole number of at least 1, not ${most}.`);
  }
  return success((state) => {
    const found = keyOf(state.clientKeys, input.fingerprint);
    if (!found.ok) return found;
    const key = found.value;
    const limits = limitedBy(key.record?.limits ?? {}, input, models.value);
    const { limits: _, ...rest }: KeyRecord = key.record ?? { fingerprint: key.fingerprint };
    const none = Object.keys(limits).length === 0;
    const enforced = context.backend.capabilities.limits === 'enforced';
    return success({
      recordsFirst: [{ op: 'put', record: none ? rest : { ...rest, limits } }],
      edits: [],
      recordsLast: [],
      result: { fingerprint: key.fingerprint, limits, enforced },
      message: none
        ? `${nameOf(key)} has no limits.`
        : `${nameOf(key)} may use ${limitsText(limits)}.${limitsWarning(context)}`,
      fingerprints: [key.fingerprint],
      undone: `Restored the former limits of ${nameOf(key)}.`,
    });
  });
};

/** Sets what keys may use at most; kept beside the config like their labels, and in force with the next request. */
export const limitClientKeys = changeSeveral<LimitClientKeyInput, LimitClientKeyResult>(
  'limit-client-keys',
  'limiting client keys',
  planLimits,
  {
    message: (count, _, context) => `Saved the limits of ${count} client keys.${limitsWarning(context)}`,
    undone: (count) => `Restored the former limits of ${count} client keys.`,
  },
);

function limitedBy(
  before: KeyLimits,
  wanted: LimitClientKeyInput,
  models: readonly string[] | null | undefined,
): KeyLimits {
  const limits: KeyLimits = { ...before };
  for (const name of countedLimits) {
    const most = wanted[name];
    if (most === null) delete limits[name];
    else if (most !== undefined) limits[name] = most;
  }
  if (models === null) delete limits.models;
  else if (models !== undefined) limits.models = [...models];
  return limits;
}

/** Each once; an empty list is no limit. */
function cleanModels(
  models: readonly string[] | null | undefined,
): Outcome<readonly string[] | null | undefined> {
  if (models === undefined || models === null) return success(models);
  const clean = [...new Set(models.map((model) => model.trim()))].filter((model) => model !== '');
  const bad = clean.find((model) => /\s/.test(model) || hasHidden(model) || model.length > longestModel);
  if (bad !== undefined)
    return failure(
      'invalid',
      `${bad.slice(0, 60)} is not a model name. Model names contain no spaces; * matches any text.`,
    );
  if (clean.length > maxModels)
    return failure(
      'invalid',
      `A key can be limited to at most ${maxModels} models. Use * to match several at once.`,
    );
  return success(clean.length === 0 ? null : clean);
}

/** What means no limit, wherever one is typed. */
const noLimit = 'none';

/** A limit as it is typed: `60`, `2M`, or `none` (null). @param what for the sentence: `tokens per day` */
export function readLimit(text: string, what: string): Outcome<number | null> {
  if (isNone(text)) return success(null);
  const count = parseCount(text);
  if (count !== undefined) return success(count);
  const shown = text.trim().slice(0, 40);
  return failure(
    'invalid',
    `${shown} is not a number of ${what}. Use a number such as 60, 500k or 2M, or none.`,
  );
}

/** `claude-*,gpt-5*`, or `none`: all models (null). */
export function readModels(text: string): readonly string[] | null {
  return isNone(text) ? null : text.split(/[,\s]+/).filter((model) => model !== '');
}

const isNone = (text: string): boolean => text.trim() === '' || text.trim().toLowerCase() === noLimit;

/** `60 requests a minute, 2M tokens a day and only the models claude-*, gpt-5*`; empty without limits. */
export function limitsText({ requestsPerMinute, tokensPerDay, tokensPerMonth, models }: KeyLimits): string {
  const parts: string[] = [];
  if (requestsPerMinute !== undefined) parts.push(`${formatCount(requestsPerMinute)} requests a minute`);
  if (tokensPerDay !== undefined) parts.push(`${formatCount(tokensPerDay)} tokens a day`);
  if (tokensPerMonth !== undefined) parts.push(`${formatCount(tokensPerMonth)} tokens a month`);
  if (models !== undefined) parts.push(models.length === 0 ? 'no models' : `only ${models.join(', ')}`);
  const last = parts.pop() ?? '';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}
