import type { SeenQuota } from '../../contract/quota/quota.ts';
import { instantIn } from '../accounts/auth-file.ts';
import { type Fields, fieldsOf, objectIn, textIn } from '../json-fields.ts';
import {
  type AnswerHeaders,
  dayMs,
  headerIn,
  hourMs,
  numberFrom,
  type ProviderQuota,
  type QuotaWindow,
  quotaWindow,
} from './provider-quota.ts';

const prefix = 'anthropic-ratelimit-unified-';
/** `5h`, `7d`, and `7d` for one model; percentages are fractions of 1. */
const utilization = new RegExp(`^${prefix}(\\d+[hd])([-_][a-z0-9_-]+)?-utilization$`);

const claims: Readonly<Record<string, string>> = { five_hour: '5h', seven_day: '7d' };
const lengths = { h: hourMs, d: dayMs } as const;
const periodOf = (name: string): number =>
  Number.parseInt(name, 10) * lengths[name.endsWith('h') ? 'h' : 'd'];

function ofHeaders(headers: AnswerHeaders): SeenQuota | undefined {
  const windows: QuotaWindow[] = [];
  // The window that binds, if the refusal is only said of all of them.
  const refused = headerIn(headers, `${prefix}status`) === 'rejected';
  const binding = refused ? claims[headerIn(headers, `${prefix}representative-claim`) ?? ''] : undefined;
  for (const name of Object.keys(headers)) {
    const [, period, model = ''] = name.startsWith(prefix) ? (utilization.exec(name) ?? []) : [];
    const used = numberFrom(headerIn(headers, name));
    if (period === undefined || used === undefined) continue;
    const of = name.slice(0, -'utilization'.length);
    windows.push(
      window(period, model.slice(1), used * 100, {
        resetsAt: instantIn(headerIn(headers, `${of}reset`)),
        rejected: headerIn(headers, `${of}status`) === 'rejected' || (model === '' && period === binding),
      }),
    );
  }
  return windows.length > 0 ? { windows } : undefined;
}

const window = (
  period: string,
  model: string,
  used: number,
  more: { readonly resetsAt: number | undefined; readonly rejected?: boolean },
): QuotaWindow => quotaWindow(period, model, used, { periodMs: periodOf(period), ...more });

/** Objects of the answer by name; others with `utilization` are kept for a model that is named like them. */
const named = /^(five_hour|seven_day)(?:_(.+))?$/;

function read(answer: unknown): SeenQuota | undefined {
  const usage = fieldsOf(answer);
  if (!usage) return undefined;
  const windows = new Map<string, QuotaWindow>();
  const add = (one: QuotaWindow) => void windows.set(one.id, one);
  for (const [name, value] of Object.entries(usage)) {
    const [, length, model = ''] = named.exec(name) ?? [];
    const used = numberFrom(fieldsOf(value)?.utilization);
    if (length === undefined || used === undefined) continue;
    const resetsAt = instantIn(fieldsOf(value)?.resets_at);
    add(window(length === 'five_hour' ? '5h' : '7d', model, used, { resetsAt }));
  }
  for (const row of Array.isArray(usage.limits) ? usage.limits : []) {
    const limit = fieldsOf(row) ?? {};
    const used = numberFrom(limit.percent);
    const model = textIn(fieldsOf(fieldsOf(limit.scope)?.model), 'display_name');
    if (limit.kind !== 'weekly_scoped' || used === undefined || model === undefined) continue;
    add(window('7d', model, used, { resetsAt: instantIn(limit.resets_at) }));
  }
  const credits = creditsOf(usage.extra_usage);
  if (windows.size === 0 && credits?.used === undefined) return undefined;
  return { windows: [...windows.values()], ...(credits && { credits }) };
}

/** What may be used beyond the windows, in cents. */
function creditsOf(value: unknown): SeenQuota['credits'] {
  if (value === undefined) return undefined;
  const extra = fieldsOf(value);
  const [used, limit] = [numberFrom(extra?.used_credits), numberFrom(extra?.monthly_limit)];
  if (extra?.is_enabled !== true || used === undefined) return {};
  return { used: used / 100, ...(limit !== undefined && { limit: limit / 100 }) };
}

/** `default_claude_max_5x`: what is allowed beside the smallest plan of that name. */
const tierIn = (organization: Fields): string => {
  const [, factor] = /_(\d+x)$/.exec(textIn(organization, 'rate_limit_tier') ?? '') ?? [];
  return factor === undefined ? '' : ` ${factor}`;
};

/** As Claude names its plans: `Max 5x`. */
function planIn(answer: unknown): string | undefined {
  const profile = fieldsOf(answer) ?? {};
  const [account, organization] = [objectIn(profile, 'account'), objectIn(profile, 'organization')];
  const { has_claude_max: max, has_claude_pro: pro } = account;
  if (max === true) return `Max${tierIn(organization)}`;
  if (pro === true) return 'Pro';
  const type = textIn(organization, 'organization_type');
  if (type === 'claude_team') return organization.subscription_status === 'active' ? 'Team' : '';
  if (type === 'claude_enterprise') return 'Enterprise';
  return max === false && pro === false ? 'Free' : undefined;
}

const headers = { 'anthropic-beta': 'oauth-2025-04-20', 'content-type': 'application/json' };

/** Claude accounts; the question is itself limited, so it is worth little more than the headers. */
export const claudeQuota: ProviderQuota = {
  ofHeaders,
  request: () => ({
    method: 'GET',
    url: 'https://api.anthropic.com/api/oauth/usage',
    headers,
  }),
  read,
  plan: {
    request: { method: 'GET', url: 'https://api.anthropic.com/api/oauth/profile', headers },
    read: planIn,
  },
};
