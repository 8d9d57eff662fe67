import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Fingerprint, fingerprint } from '../../../../src/base/secrets/fingerprint.ts';
import { alpha } from '../gateway-world.ts';

const key: Fingerprint = fingerprint(alpha);

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** What a key gets that has used up its tokens, and since when its tokens were asked for. */
async function refusal(zone: string, name: 'tokensPerDay' | 'tokensPerMonth', at: string) {
  vi.stubEnv('TZ', zone);
  // The last day is remembered, and so would be that of another zone.
  const { KeyLimiter } = await import('../../../../src/server/gateway/limits/key-limits.ts');
  const asked: string[] = [];
  const limiter = new KeyLimiter(
    {
      of: () => ({ [name]: 100 }),
      inUse: (limit) => limit === name,
      async tokensSince(since) {
        asked.push(new Date(since).toISOString());
        return new Map([[key, 100]]);
      },
    },
    () => Date.parse(at),
    () => {},
  );
  await limiter.restore();
  const error = limiter.admit(key);
  return {
    since: asked.join(),
    resetAt: error?.more?.reset_at,
    retryAfter: Number(error?.headers?.['retry-after']),
  };
}

describe('a key that has used up its tokens of the month', () => {
  test.each([
    ['in a month of 31 days', 'UTC', '2026-01-31T23:59:30.000Z', '2026-01-01T00:00', '2026-02-01T00:00', 30],
    ['in a leap year', 'UTC', '2028-02-28T12:00:00.000Z', '2028-02-01T00:00', '2028-03-01T00:00', 129_600],
    [
      'at the end of a year',
      'UTC',
      '2026-12-31T23:00:00.000Z',
      '2026-12-01T00:00',
      '2027-01-01T00:00',
      3_600,
    ],
    [
      'on the 31st before a month of 30 days',
      'UTC',
      '2026-10-31T00:00:00.000Z',
      '2026-10-01T00:00',
      '2026-11-01T00:00',
      86_400,
    ],
    [
      'while the clocks go forward',
      'America/New_York',
      '2026-03-31T04:00:00.000Z',
      '2026-03-01T05:00',
      '2026-04-01T04:00',
      86_400,
    ],
    [
      'in a zone of half an hour',
      'Asia/Kolkata',
      '2026-03-31T18:29:00.000Z',
      '2026-02-28T18:30',
      '2026-03-31T18:30',
      60,
    ],
    [
      'in a zone of half an hour, at the end of a year',
      'Asia/Kolkata',
      '2026-12-31T18:29:59.500Z',
      '2026-11-30T18:30',
      '2026-12-31T18:30',
      1,
    ],
  ])('%s: the next one lets it in', async (_, zone, at, since, resetAt, retryAfter) => {
    expect(await refusal(zone, 'tokensPerMonth', at)).toEqual({
      since: `${since}:00.000Z`,
      resetAt: `${resetAt}:00.000Z`,
      retryAfter,
    });
  });
});

describe('a key that has used up its tokens of the day', () => {
  test.each([
    ['of 24 hours', 'UTC', '2026-12-31T00:00:00.000Z', '2026-12-31T00:00', '2027-01-01T00:00', 24],
    [
      'of 23 hours',
      'America/New_York',
      '2026-03-08T05:00:00.000Z',
      '2026-03-08T05:00',
      '2026-03-09T04:00',
      23,
    ],
    [
      'of 25 hours',
      'America/New_York',
      '2026-11-01T04:00:00.000Z',
      '2026-11-01T04:00',
      '2026-11-02T05:00',
      25,
    ],
    [
      'that half an hour is taken from',
      'Australia/Lord_Howe',
      '2026-10-03T13:30:00.000Z',
      '2026-10-03T13:30',
      '2026-10-04T13:00',
      23.5,
    ],
    [
      'in a zone of half an hour',
      'Asia/Kolkata',
      '2026-03-31T17:30:00.000Z',
      '2026-03-30T18:30',
      '2026-03-31T18:30',
      1,
    ],
    [
      'without a midnight',
      'America/Havana',
      '2026-03-08T05:00:00.000Z',
      '2026-03-08T05:00',
      '2026-03-09T04:00',
      23,
    ],
    [
      'after one without a midnight',
      'America/Havana',
      '2026-03-09T04:00:00.000Z',
      '2026-03-09T04:00',
      '2026-03-10T04:00',
      24,
    ],
  ])('%s: the next one lets it in', async (_, zone, at, since, resetAt, hours) => {
    expect(await refusal(zone, 'tokensPerDay', at)).toEqual({
      since: `${since}:00.000Z`,
      resetAt: `${resetAt}:00.000Z`,
      retryAfter: hours * 3_600,
    });
  });

  test('is let in from its midnight on, also on the day after one without', async () => {
    vi.stubEnv('TZ', 'America/Havana');
    const { days } = await import('../../../../src/server/gateway/limits/token-period.ts');
    const instants = ['2026-03-08T05:00:00.000Z', '2026-03-09T03:59:59.999Z', '2026-03-09T04:00:00.000Z'];
    expect(instants.map((at) => new Date(days.startOf(Date.parse(at))).toISOString())).toEqual([
      '2026-03-08T05:00:00.000Z',
      '2026-03-08T05:00:00.000Z',
      '2026-03-09T04:00:00.000Z',
    ]);
  });
});
