import { parseJson } from '../../base/json/parse-json.ts';
import type { SeenQuota } from '../../contract/quota/quota.ts';
import { claimsOf, instantIn } from '../accounts/auth-file.ts';
import { type Fields, fieldsOf, textIn } from '../json-fields.ts';
import {
  type AnswerHeaders,
  dayMs,
  headerIn,
  hourMs,
  numberFrom,
  type ProviderQuota,
  periodLabel,
  type QuotaWindow,
  quotaWindow,
} from './provider-quota.ts';

/** `x-codex-primary-used-percent`, and `x-codex-<group>-…` of an additional limit. */
const usedHeader = /^x-codex-(?:(.+)-)?(primary|secondary)-used-percent$/;

function ofHeaders(headers: AnswerHeaders, now: number): SeenQuota | undefined {
  const limits = new Map<string, Record<string, Fields>>();
  for (const name of Object.keys(headers)) {
    const [, family = '', which] = name.startsWith('x-codex-') ? (usedHeader.exec(name) ?? []) : [];
    if (which === undefined) continue;
    const own = (what: string) => headerIn(headers, name.replace(/used-percent$/, what));
    limits.set(family, {
      ...limits.get(family),
      [which]: {
        used_percent: own('used-percent'),
        window_minutes: own('window-minutes'),
        reset_at: own('reset-at'),
        reset_after_seconds: own('reset-after-seconds'),
      },
    });
  }
  // Asked about, it has only the readable name.
  const groupOf = (family: string) =>
    family === '' ? '' : (headerIn(headers, `x-codex-${family}-limit-name`) ?? family);
  const windows = [...limits].flatMap(([family, limit]) => limitsOf(groupOf(family), limit, now));
  if (windows.length === 0) return undefined;
  const credit = (what: string) => headerIn(headers, `x-codex-credits-${what}`);
  const [has_credits, unlimited] = [credit('has-credits'), credit('unlimited')];
  const credits = { has_credits, unlimited, balance: credit('balance') };
  const isSaid = has_credits !== undefined || unlimited !== undefined;
  return seen(windows, headerIn(headers, 'x-codex-plan-type'), isSaid ? credits : undefined);
}

/** A longer frame is something else. */
const longestEvent = 64 * 1024;
const eventType = 'codex.rate_limits';

/** Which models the limits of an event are for; `codex`: all. */
const groupIn = (event: Fields): string =>
  (textIn(event, 'limit_name') ?? textIn(event, 'metered_limit_name') ?? '').replace(/^codex[-_]?/, '');

/** Over a socket there are no headers of each answer: an event before it has the limits. */
function ofFrame(text: string, now: number): SeenQuota | undefined {
  if (text.length > longestEvent || !text.includes(eventType)) return undefined;
  const event = fieldsOf(parseJson(text));
  if (event?.type !== eventType) return undefined;
  const windows = [
    ...limitsOf(groupIn(event), event.rate_limits, now),
    ...limitsOf('code review', event.code_review_rate_limits, now),
    ...Object.entries(fieldsOf(event.additional_rate_limits) ?? {}).flatMap(([name, limit]) =>
      limitsOf(name, limit, now),
    ),
  ];
  return windows.length > 0 ? seen(windows, textIn(event, 'plan_type'), event.credits) : undefined;
}

/** @param credits null: the account has none; undefined: nothing is said of them */
function seen(windows: QuotaWindow[], plan: string | undefined, credits: unknown): SeenQuota {
  return { windows, ...(plan && { plan }), ...(credits !== undefined && { credits: creditsOf(credits) }) };
}

function creditsOf(said: unknown): NonNullable<SeenQuota['credits']> {
  const credits = fieldsOf(said) ?? {};
  if (isTrue(credits.unlimited)) return { unlimited: true };
  const left = numberFrom(credits.balance);
  return isTrue(credits.has_credits) && left !== undefined ? { left } : {};
}

const isTrue = (value: unknown): boolean => /^(?:true|1)$/i.test(String(value));

function read(answer: unknown, now: number): SeenQuota | undefined {
  const usage = fieldsOf(answer);
  if (!usage) return undefined;
  const additional = Array.isArray(usage.additional_rate_limits) ? usage.additional_rate_limits : [];
  const windows = [
    ...limitsOf('', usage.rate_limit, now),
    ...limitsOf('code review', usage.code_review_rate_limit, now),
    ...additional.flatMap((row) => {
      const limit = fieldsOf(row) ?? {};
      const name = textIn(limit, 'limit_name') ?? textIn(limit, 'metered_feature') ?? '';
      return name === '' ? [] : limitsOf(name, limit.rate_limit, now);
    }),
  ];
  const plan = textIn(usage, 'plan_type');
  return windows.length > 0 || plan !== undefined ? seen(windows, plan, usage.credits) : undefined;
}

/** The two windows of a limit: `primary_window` with seconds if asked about, `primary` with minutes otherwise. */
function limitsOf(group: string, value: unknown, now: number): QuotaWindow[] {
  const limit = fieldsOf(value) ?? {};
  const reached = limit.limit_reached === true || limit.allowed === false;
  const rows = (['primary', 'secondary'] as const).map((which) => {
    const row = fieldsOf(limit[`${which}_window`]) ?? fieldsOf(limit[which]);
    const [seconds, minutes] = [numberFrom(row?.limit_window_seconds), numberFrom(row?.window_minutes)];
    const after = numberFrom(row?.reset_after_seconds) ?? numberFrom(row?.resets_in_seconds);
    return {
      row,
      used: numberFrom(row?.used_percent),
      // Without a length the first is that of five hours, the second that of a week.
      isKnown: Boolean(seconds || minutes),
      periodMs:
        (seconds ?? 0) * 1000 || (minutes ?? 0) * 60_000 || (which === 'primary' ? 5 * hourMs : 7 * dayMs),
      resetsAt: instantIn(row?.reset_at) ?? (after === undefined ? undefined : now + after * 1000),
    };
  });
  // That the limit is reached is said of both together: it is the one that is full, or has no percentage.
  const full = rows.some(({ used }) => used !== undefined && used >= 100);
  return rows.flatMap(({ row, used, isKnown, periodMs, resetsAt }) => {
    const rejected = reached && (used === undefined ? !full : used >= 100);
    // A limit that is reached without a percentage is used up; a zero alone stands for a window that is not there.
    const percent = used ?? (rejected ? 100 : undefined);
    const isNone = percent === undefined || (percent === 0 && !isKnown && resetsAt === undefined);
    if (!row || isNone) return [];
    return [quotaWindow(periodLabel(periodMs), group, percent, { periodMs, resetsAt, rejected })];
  });
}

/** In the file, in its ID token, or in the entry of a server's list, where the claims are an object. */
function workspaceOf(about: Fields): string | undefined {
  const claims = fieldsOf(about.id_token) ?? claimsOf(textIn(about, 'id_token'));
  const inner = fieldsOf(claims['https://api.openai.com/auth']) ?? claims;
  return textIn(about, 'account_id') ?? textIn(inner, 'chatgpt_account_id');
}

/** ChatGPT accounts. */
export const codexQuota: ProviderQuota = {
  ofHeaders,
  ofFrame,
  request(about) {
    const workspace = workspaceOf(about);
    return {
      method: 'GET',
      url: 'https://chatgpt.com/backend-api/wham/usage',
      headers: {
        'content-type': 'application/json',
        ...(workspace !== undefined && { 'chatgpt-account-id': workspace }),
      },
    };
  },
  read,
};
