import { success } from '../../src/contract/outcome.ts';
import type {
  UsageBucket,
  UsageFigures,
  UsageGroup,
  UsageRequest,
} from '../../src/contract/usage-figures.ts';
import type { UsageRecord } from '../../src/contract/usage-record.ts';
import { createFakeSession, fakeKey, signedIn, testNow } from './fake-session.ts';

/** One request that ended `ago` ms before the test's instant. */
export function fakeRecord(id: string, more: Partial<UsageRecord> & { ago?: number } = {}): UsageRecord {
  const { ago = 1_000, ...rest } = more;
  const latencyMs = rest.latencyMs ?? 1_200;
  return {
    id,
    at: testNow - ago - latencyMs,
    latencyMs,
    firstByteMs: 300,
    provider: 'claude',
    account: 'dev@example.com',
    model: 'claude-sonnet-4-6',
    endpoint: 'POST /v1/messages',
    status: 200,
    failed: false,
    attempts: 1,
    tokens: { input: 1_100, output: 240, cached: 700, reasoning: 12, total: 1_340 },
    application: 'Cline',
    ...rest,
  };
}

const totals = {
  since: testNow - 3_600_000,
  requests: 1_204,
  failed: 3,
  latency: { p50: 1_400, p95: 6_000 },
  firstByte: { p50: 420 },
  tokens: { input: 2_100_000, output: 400_000, cached: 1_302_000, reasoning: 12_000, total: 2_500_000 },
  tokensKnown: 1_201,
  cost: 3.12,
  costKnown: 963,
};

export function fakeGroup(
  value: string | null,
  requests: number,
  more: Partial<UsageGroup> = {},
): UsageGroup {
  return {
    value,
    requests,
    failed: 1,
    latency: { p50: 1_400, p95: 5_800 },
    firstByte: { p50: 400 },
    tokens: { input: requests * 1_700, output: requests * 260, cached: requests * 1_054, total: 1 },
    tokensKnown: requests,
    cost: requests / 400,
    costKnown: requests,
    lastAt: testNow - 12_000,
    bars: [0, 1, 3, 2, 5, 8, 5, 4, 6, 7, 8, 2, 1],
    ...more,
  };
}

export function fakeFigures(more: Partial<UsageFigures> = {}): UsageFigures {
  return {
    totals,
    windows: [],
    groups: {},
    series: [],
    records: [],
    labels: {},
    problems: [],
    recording: true,
    ...more,
  };
}

const series = (request: UsageRequest): UsageBucket[] =>
  Array.from(
    { length: Math.ceil((testNow - request.query.since) / (request.step ?? 60_000)) },
    (_, place) => ({
      at: request.query.since + place * (request.step ?? 60_000),
      requests: (place * 7) % 23,
      failed: place % 9 === 0 ? 1 : 0,
      tokens: { input: (place * 900) % 4_000, output: 200, total: 200 + ((place * 900) % 4_000) },
    }),
  );

/** A signed-in session with two keys in a rotation and one more, whose server tells this usage. */
export function sessionWithUsage(more: Partial<UsageFigures> = {}) {
  const made = fakeKey('team-a-2', { record: { label: 'team-a' } });
  const deadline = new Date(testNow + 90_000_000).toISOString();
  const old = fakeKey('team-a', { record: { retiring: { replacedBy: made.fingerprint, deadline } } });
  const next = {
    ...made,
    record: { fingerprint: made.fingerprint, label: 'team-a', replaces: old.fingerprint },
  };
  const ci = fakeKey('ci');
  const session = createFakeSession({ ...signedIn([old, next, ci]), hasUsage: true });
  session.figures = (request) =>
    success(
      fakeFigures({
        groups: {
          key: [
            fakeGroup(made.fingerprint, 812),
            fakeGroup(old.fingerprint, 5, { failed: 0, cost: undefined as never }),
            fakeGroup(null, 2, { tokens: undefined as never, latency: undefined as never }),
          ],
          model: [fakeGroup('claude-sonnet-4-6', 700), fakeGroup('gpt-5-codex', 117, { costKnown: 3 })],
          provider: [fakeGroup('claude', 819)],
          status: [fakeGroup('200', 816), fakeGroup('429', 3)],
        },
        series: series(request),
        windows: (request.windows ?? []).map((since) => ({ ...totals, since })),
        records: [
          fakeRecord('kept-1', { clientKey: made.fingerprint, ago: 60_000 }),
          fakeRecord('kept-2', {
            clientKey: ci.fingerprint,
            ago: 61_000,
            model: 'gpt-5-codex',
            provider: 'codex',
            status: 429,
            failed: true,
            latencyMs: 100,
            tokens: undefined as never,
            attempts: 2,
            error: 'The provider’s limit is reached.',
          }),
        ],
        ...more,
      }),
    );
  return { session, made, old, ci };
}
