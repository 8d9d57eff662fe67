import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import { formatCount, parseCount } from '../../base/text/count-text.ts';
import { hasHidden } from '../../base/text/terminal-text.ts';
import { countedLimits, type KeyLimits, type KeyRecord } from '../../contract/client-key.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { changeSeveral, type Planner } from './change-keys.ts';
import { limitsWarning } from './enforcement-notes.ts';
import { keyOf, nameOf } from './find-client-key.ts';
import { words } from './words.ts';

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
    if (!Number.isSafeInteger(most) || most < 1) return failure('invalid', words().limits.wrong(most));
  }
  return success((state) => {
    const found = keyOf(state.clientKeys, input.fingerprint);
    if (!found.ok) return found;
    const key = found.value;
    const limits = limitedBy(key.record?.limits ?? {}, input, models.value);
    const before: KeyRecord = key.stored ?? key.record ?? { fingerprint: key.fingerprint };
    const { limits: _, ...unlimited } = before;
    const none = Object.keys(limits).length === 0;
    const enforced = context.backend.capabilities.limits === 'enforced';
    return success({
      recordsFirst: [{ op: 'put', record: none ? unlimited : { ...unlimited, limits } }],
      edits: [],
      recordsLast: [],
      result: { fingerprint: key.fingerprint, limits, enforced },
      message: none
        ? words().limits.removed(nameOf(key))
        : words().limits.done(nameOf(key), limitsText(limits), limitsWarning(context)),
      fingerprints: [key.fingerprint],
      undone: words().limits.undone(nameOf(key)),
    });
  });
};

/** Sets what keys may use at most; kept beside the config like their labels, and in force with the next request. */
export const limitClientKeys = changeSeveral<LimitClientKeyInput, LimitClientKeyResult>(
  'limit-client-keys',
  planLimits,
  {
    title: () => words().limits.title,
    message: (count, _, context) => words().limits.several(count, limitsWarning(context)),
    undone: (count) => words().limits.severalUndone(count),
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
  if (bad !== undefined) return failure('invalid', words().limits.model(bad.slice(0, 60)));
  if (clean.length > maxModels) return failure('invalid', words().limits.models(maxModels));
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
  return failure('invalid', words().limits.number(shown, what));
}

/** `claude-*,gpt-5*`, or `none`: all models (null). */
export function readModels(text: string): readonly string[] | null {
  return isNone(text) ? null : text.split(/[,\s]+/).filter((model) => model !== '');
}

const isNone = (text: string): boolean => text.trim() === '' || text.trim().toLowerCase() === noLimit;

/** `60 requests a minute, 2M tokens a day and only the models claude-*, gpt-5*`; empty without limits. */
export function limitsText({ requestsPerMinute, tokensPerDay, tokensPerMonth, models }: KeyLimits): string {
  const parts: string[] = [];
  if (requestsPerMinute !== undefined)
    parts.push(words().limits.requestsPerMinute(formatCount(requestsPerMinute)));
  if (tokensPerDay !== undefined) parts.push(words().limits.tokensPerDay(formatCount(tokensPerDay)));
  if (tokensPerMonth !== undefined) parts.push(words().limits.tokensPerMonth(formatCount(tokensPerMonth)));
  if (models !== undefined)
    parts.push(models.length === 0 ? words().limits.noModels : words().limits.onlyModels(models.join(', ')));
  const last = parts.pop() ?? '';
  return parts.length === 0 ? last : words().limits.and(parts.join(', '), last);
}
