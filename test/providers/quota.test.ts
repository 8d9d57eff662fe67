import { describe, expect, test } from 'vitest';
import { learnQuota, type SeenQuota } from '../../src/contract/quota/quota.ts';
import { quotaRow } from '../../src/operations/sessions/session-quota.ts';
import { providers } from '../../src/providers/index.ts';

const now = Date.parse('2026-11-23T09:00:00Z');
const seconds = (at: number) => String(at / 1000);
const hour = 3_600_000;
const day = 24 * hour;
const at = (ms: number) => new Date(now + ms).toISOString();

function quotaOf(id: string) {
  const { quota } = providers.find((provider) => provider.id === id) ?? {};
  if (!quota) throw new Error(`${id} knows no quota`);
  return quota;
}
const heard = (id: string, headers: Record<string, string>) => quotaOf(id).ofHeaders?.(headers, now);
const read = (id: string, answer: unknown) => quotaOf(id).read?.(answer, now);

describe('Claude', () => {
  test('names its windows in the headers, as fractions that are used', () => {
    expect(
      heard('claude', {
        'anthropic-ratelimit-unified-5h-utilization': '0.42',
        'anthropic-ratelimit-unified-5h-reset': seconds(now + 2 * hour),
        'anthropic-ratelimit-unified-5h-status': 'allowed',
        'anthropic-ratelimit-unified-7d-utilization': '0.125',
        'anthropic-ratelimit-unified-7d-surpassed-threshold': '0.75',
        'anthropic-ratelimit-unified-7d_opus-utilization': '0.9',
        'anthropic-ratelimit-unified-status': 'allowed',
        'content-type': 'text/event-stream',
      }),
    ).toEqual({
      windows: [
        { id: '5h', label: '5h', usedPercent: 42, periodMs: 5 * hour, resetsAt: now + 2 * hour },
        { id: '7d', label: '7d', usedPercent: 12.5, periodMs: 7 * day },
        { id: '7d-opus', label: '7d opus', usedPercent: 90, periodMs: 7 * day },
      ],
    });
  });

  test('says which window it refuses for', () => {
    const windows = (headers: Record<string, string>) =>
      heard('claude', {
        'anthropic-ratelimit-unified-5h-utilization': '1.02',
        'anthropic-ratelimit-unified-7d-utilization': '0.5',
        ...headers,
      })?.windows.map(({ id, usedPercent, rejected }) => [id, usedPercent, rejected]);
    expect(windows({ 'anthropic-ratelimit-unified-5h-status': 'rejected' })).toEqual([
      ['5h', 100, true],
      ['7d', 50, undefined],
    ]);
    expect(
      windows({
        'anthropic-ratelimit-unified-status': 'rejected',
        'anthropic-ratelimit-unified-representative-claim': 'seven_day',
      }),
    ).toEqual([
      ['5h', 100, undefined],
      ['7d', 50, true],
    ]);
  });

  test('answers in percent, and in cents for what is used beyond', () => {
    expect(
      read('claude', {
        five_hour: { utilization: 71, resets_at: at(hour) },
        seven_day: { utilization: 38.44, resets_at: null },
        seven_day_opus: { utilization: 10, resets_at: at(day) },
        seven_day_sonnet: null,
        limits: [
          {
            kind: 'weekly_scoped',
            percent: 12,
            resets_at: at(day),
            scope: { model: { display_name: 'Opus' } },
          },
          { kind: 'session', percent: 71 },
        ],
        extra_usage: { is_enabled: true, monthly_limit: 5000, used_credits: 1250, utilization: 25 },
      }),
    ).toEqual({
      windows: [
        { id: '5h', label: '5h', usedPercent: 71, periodMs: 5 * hour, resetsAt: now + hour },
        { id: '7d', label: '7d', usedPercent: 38.4, periodMs: 7 * day },
        { id: '7d-opus', label: '7d opus', usedPercent: 12, periodMs: 7 * day, resetsAt: now + day },
      ],
      credits: { used: 12.5, limit: 50 },
    });
  });
});

test('an answer about credits that an account no longer has takes them out of what is known', () => {
  const known = { windows: [], credits: { left: 5 } };
  const after = (seen: SeenQuota | undefined) =>
    seen && learnQuota(known, seen, { at: now, source: 'asked' }).credits;
  const used = { 'x-codex-primary-used-percent': '10', 'x-codex-credits-balance': '0' };
  expect(after(heard('codex', used))).toEqual({ left: 5 });
  expect(after(heard('codex', { ...used, 'x-codex-credits-has-credits': 'false' }))).toEqual({});
  const limits = { rate_limit: { primary_window: { used_percent: 8 } } };
  expect(after(read('codex', limits))).toEqual({ left: 5 });
  expect(after(read('codex', { ...limits, credits: null }))).toEqual({});
  const hours = { five_hour: { utilization: 8 } };
  expect(after(read('claude', hours))).toEqual({ left: 5 });
  expect(after(read('claude', { ...hours, extra_usage: null }))).toEqual({});
  expect(after(read('claude', { ...hours, extra_usage: { is_enabled: false, used_credits: 1 } }))).toEqual(
    {},
  );
  expect(read('claude', { five_hour: null, extra_usage: null })).toBeUndefined();
  expect(quotaRow({ windows: [], credits: {} }, now)?.credits).toBeNull();
});

test.each([
  [{ has_claude_max: true, has_claude_pro: true }, { rate_limit_tier: 'default_claude_max_5x' }, 'Max 5x'],
  [{ has_claude_max: true }, {}, 'Max'],
  [{ has_claude_max: false, has_claude_pro: true }, { rate_limit_tier: 'default_claude_ai' }, 'Pro'],
  [{ has_claude_max: false, has_claude_pro: false }, {}, 'Free'],
  [{ has_claude_pro: false }, { organization_type: 'claude_team', subscription_status: 'active' }, 'Team'],
  [
    { has_claude_max: false, has_claude_pro: false },
    { organization_type: 'claude_enterprise' },
    'Enterprise',
  ],
  [{}, {}, undefined],
  [{ has_claude_max: false }, { organization_type: 'claude_team', subscription_status: 'ended' }, ''],
])('the plan of a Claude account %j, %j', (account, organization, plan) => {
  expect(quotaOf('claude').plan?.read({ account, organization })).toBe(plan);
});

describe('Codex', () => {
  test('names lengths and resets in the headers, in seconds or milliseconds', () => {
    expect(
      heard('codex', {
        'x-codex-primary-used-percent': '58',
        'x-codex-primary-window-minutes': '300',
        'x-codex-primary-reset-after-seconds': '60',
        'x-codex-secondary-used-percent': '10.04',
        'x-codex-secondary-window-minutes': '10080',
        'x-codex-secondary-reset-at': String(now + day),
        'x-codex-spark-primary-used-percent': '5',
        'x-codex-spark-primary-window-minutes': '43200',
        'x-codex-plan-type': 'plus',
        'x-codex-credits-has-credits': 'True',
        'x-codex-credits-balance': '12.5',
      }),
    ).toEqual({
      windows: [
        { id: '5h', label: '5h', usedPercent: 58, periodMs: 5 * hour, resetsAt: now + 60_000 },
        { id: '7d', label: '7d', usedPercent: 10, periodMs: 7 * day, resetsAt: now + day },
        { id: 'mo-spark', label: 'mo spark', usedPercent: 5, periodMs: 30 * day },
      ],
      plan: 'plus',
      credits: { left: 12.5 },
    });
  });

  test('names an additional limit as it is asked about, and a zero alone is no window', () => {
    const windows = heard('codex', {
      'x-codex-primary-used-percent': '1',
      'x-codex-secondary-used-percent': '0',
      'x-codex-secondary-window-minutes': '0',
      'x-codex-bengalfox-primary-used-percent': '0',
      'x-codex-bengalfox-primary-window-minutes': '300',
      'x-codex-bengalfox-limit-name': 'GPT-5.3-Codex-Spark',
    })?.windows;
    expect(windows?.map(({ id, usedPercent }) => [id, usedPercent])).toEqual([
      ['5h', 1],
      ['5h-gpt-5.3-codex-spark', 0],
    ]);
  });

  test('says the same in an event before an answer on a socket', () => {
    const frame = (event: object) => quotaOf('codex').ofFrame?.(JSON.stringify(event), now);
    const primary = { used_percent: 58, window_minutes: 300, reset_at: (now + hour) / 1000 };
    const five = { id: '5h', label: '5h', usedPercent: 58, periodMs: 5 * hour, resetsAt: now + hour };
    const event = { type: 'codex.rate_limits', plan_type: 'pro', rate_limits: { primary, secondary: null } };
    const credits = { has_credits: true, unlimited: false, balance: '12.5' };
    expect(frame({ ...event, metered_limit_name: 'codex', credits })).toEqual({
      windows: [five],
      plan: 'pro',
      credits: { left: 12.5 },
    });
    const additional_rate_limits = { Spark: { primary: { used_percent: 7, resets_in_seconds: 9 } } };
    expect(
      frame({ ...event, metered_limit_name: 'codex_bengalfox', additional_rate_limits })?.windows,
    ).toEqual([
      { ...five, id: '5h-bengalfox', label: '5h bengalfox' },
      { id: '5h-spark', label: '5h spark', usedPercent: 7, periodMs: 5 * hour, resetsAt: now + 9000 },
    ]);
    const reached = { limit_reached: true, primary: { ...primary, used_percent: 100 } };
    expect(frame({ ...event, rate_limits: reached })?.windows[0]?.rejected).toBe(true);
    expect(frame({ type: 'response.output_text.delta', delta: '"codex.rate_limits"' })).toBeUndefined();
    expect(frame({ type: 'codex.rate_limits' })).toBeUndefined();
    expect(quotaOf('codex').ofFrame?.('codex.rate_limits {', now)).toBeUndefined();
  });

  test('answers with windows that are told apart by their length', () => {
    expect(
      read('codex', {
        plan_type: 'pro',
        rate_limit: {
          allowed: true,
          limit_reached: false,
          primary_window: {
            used_percent: 7,
            limit_window_seconds: 604_800,
            reset_at: (now + day) / 1000,
            reset_after_seconds: 1,
          },
          secondary_window: null,
        },
        additional_rate_limits: [
          {
            limit_name: 'Spark',
            rate_limit: { primary_window: { used_percent: 3, reset_after_seconds: 9 } },
          },
        ],
      }),
    ).toEqual({
      windows: [
        { id: '7d', label: '7d', usedPercent: 7, periodMs: 7 * day, resetsAt: now + day },
        { id: '5h-spark', label: '5h spark', usedPercent: 3, periodMs: 5 * hour, resetsAt: now + 9000 },
      ],
      plan: 'pro',
    });
  });

  test('a limit that is reached without a percentage is used up', () => {
    const rate_limit = { limit_reached: true, primary_window: { limit_window_seconds: 18_000 } };
    expect(read('codex', { rate_limit })?.windows).toEqual([
      { id: '5h', label: '5h', usedPercent: 100, periodMs: 5 * hour, rejected: true },
    ]);
  });

  test.each([
    ['the file', { account_id: 'acc-1' }],
    ['the claims of its ID token', { id_token: `a.${claims({ chatgpt_account_id: 'acc-1' })}.c` }],
    ["a server's list", { id_token: { chatgpt_account_id: 'acc-1', plan_type: 'plus' } }],
  ])('is asked about the workspace in %s', (_, about) => {
    const request = quotaOf('codex').request?.(about);
    expect(request?.url).toBe('https://chatgpt.com/backend-api/wham/usage');
    expect(request?.headers['chatgpt-account-id']).toBe('acc-1');
  });
});

function claims(own: object): string {
  return Buffer.from(JSON.stringify({ 'https://api.openai.com/auth': own })).toString('base64url');
}

describe('Kimi', () => {
  test('answers with counts, which may be texts, and lengths in several units', () => {
    expect(
      read('kimi', {
        usage: { limit: '2048', used: '512', resetTime: at(day).replace('.000Z', '.123456789Z') },
        limits: [
          {
            window: { duration: 300, timeUnit: 'TIME_UNIT_MINUTE' },
            detail: { limit: 200, remaining: 50, reset_in: 90 },
          },
        ],
      }),
    ).toEqual({
      windows: [
        { id: '7d', label: '7d', usedPercent: 25, periodMs: 7 * day, resetsAt: now + day + 123 },
        { id: '5h', label: '5h', usedPercent: 75, periodMs: 5 * hour, resetsAt: now + 90_000 },
      ],
    });
  });
});

describe('Gemini CLI', () => {
  test('answers with what is left of each model; the tightest of a series counts', () => {
    expect(
      read('gemini', {
        buckets: [
          { modelId: 'gemini-2.5-flash', remainingFraction: 0.9, resetTime: at(hour) },
          { modelId: 'gemini-2.5-flash-lite', remainingFraction: 1 },
          { modelId: 'gemini-3-flash', remainingFraction: 0.25, resetTime: at(2 * hour) },
          { modelId: 'gemini-2.5-pro', resetTime: at(hour) },
        ],
      })?.windows.map(({ id, usedPercent }) => [id, usedPercent]),
    ).toEqual([
      ['1d-flash', 75],
      ['1d-flash-lite', 0],
      ['1d-pro', 100],
    ]);
  });

  test('is asked about a project, and cannot be without one', () => {
    expect(quotaOf('gemini').request?.({ project_id: 'p-1' })?.body).toBe('{"project":"p-1"}');
    expect(quotaOf('gemini').request?.({})).toBeUndefined();
  });
});

test.each(['claude', 'codex', 'kimi', 'gemini'])('%s: nothing is made of an answer without a quota', (id) => {
  for (const answer of [undefined, null, 'no', [], {}, { error: { message: 'no' } }, { limits: [null] }])
    expect(read(id, answer)).toBeUndefined();
  expect(quotaOf(id).ofHeaders?.({ 'content-type': 'text/html' }, now)).toBeUndefined();
});

test.each(['xai', 'antigravity'])('%s is not asked, as that would need a disguise', (id) => {
  expect(quotaOf(id).request).toBeUndefined();
  expect(quotaOf(id).notAsked).toMatch(/only to its own program\.$/);
});
