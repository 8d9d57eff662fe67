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
  const windows: QuotaWindow[] = [];
  for (const name of Object.keys(headers)) {
    const [, group = '', which] = name.startsWith('x-codex-') ? (usedHeader.exec(name) ?? []) : [];
    if (which === undefined) continue;
    const own = (what: string) =>
      numberFrom(headerIn(headers, name.replace(/used-percent$/, what))) ?? undefined;
    const minutes = own('window-minutes');
    const one = window(group, which, {
      used: own('used-percent'),
      periodMs: minutes === undefined ? undefined : minutes * 60_000,
      resetsAt: instantIn(own('reset-at')) ?? after(own('reset-after-seconds'), now),
      rejected: false,
    });
    if (one) windows.push(one);
  }
  const plan = headerIn(headers, 'x-codex-plan-type');
  const left = numberFrom(headerIn(headers, 'x-codex-credits-balance'));
  const unlimited = /^true$/i.test(headerIn(headers, 'x-codex-credits-unlimited') ?? '');
  const has = /^true$/i.test(headerIn(headers, 'x-codex-credits-has-credits') ?? '');
  if (windows.length === 0) return undefined;
  return {
    windows,
    ...(plan && { plan }),
    ...(unlimited ? { credits: { unlimited } } : has && left !== undefined && { credits: { left } }),
  };
}

const after = (seconds: number | undefined, now: number): number | undefined =>
  seconds === undefined ? undefined : now + seconds * 1000;

/** Without a length the first is that of five hours, the second that of a week. */
function window(
  group: string,
  which: string,
  facts: {
    readonly used: number | undefined;
    readonly periodMs: number | undefined;
    readonly resetsAt: number | undefined;
    readonly rejected: boolean;
  },
): QuotaWindow | undefined {
  const { resetsAt, rejected } = facts;
  // A limit that is reached without a percentage is used up.
  const used = facts.used ?? (rejected ? 100 : undefined);
  if (used === undefined) return undefined;
  const periodMs = facts.periodMs || (which === 'primary' ? 5 * hourMs : 7 * dayMs);
  const full = rejected && used >= 100;
  return quotaWindow(periodLabel(periodMs), group, used, { periodMs, resetsAt, rejected: full });
}

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
  return windows.length > 0 || plan !== undefined ? { windows, ...(plan && { plan }) } : undefined;
}

function limitsOf(group: string, value: unknown, now: number): QuotaWindow[] {
  const limit = fieldsOf(value) ?? {};
  const reached = limit.limit_reached === true || limit.allowed === false;
  const rows = (['primary', 'secondary'] as const).map((which) => {
    const row = fieldsOf(limit[`${which}_window`]);
    const seconds = numberFrom(row?.limit_window_seconds);
    return {
      which,
      row,
      used: numberFrom(row?.used_percent),
      periodMs: seconds === undefined ? undefined : seconds * 1000,
      resetsAt: instantIn(row?.reset_at) ?? after(numberFrom(row?.reset_after_seconds), now),
    };
  });
  // That the limit is reached is said of both together: it is the one that is full, or has no percentage.
  const full = rows.some(({ used }) => used !== undefined && used >= 100);
  return rows.flatMap(({ which, row, ...facts }) => {
    const rejected = reached && (facts.used === undefined ? !full : facts.used >= 100);
    return (row && window(group, which, { ...facts, rejected })) ?? [];
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
