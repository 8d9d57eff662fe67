import { describe, expect, test } from 'vitest';
import { reportedWait } from '../../../../src/providers/answers/reported-wait.ts';
import { Cooldowns } from '../../../../src/server/gateway/forward/credential-health.ts';
import type { Candidate } from '../../../../src/server/gateway/routing/route-table.ts';

const candidate = { target: { id: 'one', entry: {} }, model: 'm' } as unknown as Candidate;
const second = 1_000;

function cooling() {
  const cooldowns = new Cooldowns();
  const causes = { 401: 'key', 429: 'rate-limit', 500: 'down' } as const;
  const failed = (status: keyof typeof causes, now: number, waitMs?: number) =>
    cooldowns.failed(candidate, { how: causes[status], status, sentence: 'no', waitMs }, now);
  const waits = (now: number) => cooldowns.waitOf(candidate, now);
  return { cooldowns, failed, waits };
}

describe('how long a provider asks to be left alone', () => {
  const wait = (headers: Record<string, string>, body: unknown = {}) => reportedWait(headers, body, 0);
  const info = (retryDelay: string) => ({
    error: { code: 429, details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }] },
  });

  test.each([
    [{ 'retry-after': '7' }, {}, 7_000],
    [{ 'retry-after': '7', 'retry-after-ms': '6500' }, {}, 6_500],
    [{}, info('36s'), 36_000],
    [{}, [info('0.4505s')], 451],
    [{ 'retry-after': '7' }, info('36s'), 7_000],
    [{}, info('soon'), undefined],
    [{}, info('6m0s'), 360_000],
    [{}, { error: { details: [{ metadata: { quotaResetDelay: '373.801628ms' } }] } }, 374],
    [{ 'retry-after': '6m0s' }, {}, 360_000],
    [{}, { error: { type: 'usage_limit_reached', resets_in_seconds: 3600, resets_at: 9 } }, 3_600_000],
    [{}, { error: { type: 'usage_limit_reached', resets_at: 7200 } }, 7_200_000],
    [{}, { error: { resets_at: '1970-01-01T00:00:09Z' } }, 9_000],
    [{}, { error: { message: 'Rate limit reached. Please try again in 6m0s.' } }, 360_000],
    [{ 'anthropic-ratelimit-unified-reset': '60' }, {}, 60_000],
    [{}, { error: { message: 'no' } }, undefined],
  ])('%j %j: %s ms', (headers, body, ms) => expect(wait(headers as never, body)).toBe(ms));
});

describe('the cooldown of a credential', () => {
  test('doubles with each failure after it, and not with those of requests that ran at the same time', () => {
    const { failed, waits } = cooling();
    for (let together = 0; together < 12; together += 1) failed(429, 0);
    expect(waits(0)).toBe(second);
    for (let together = 0; together < 12; together += 1) failed(429, second);
    expect(waits(second)).toBe(2 * second);
    failed(401, 3 * second);
    expect(waits(3 * second)).toBe(4 * 60 * second);
  });

  test('that Retry-After asks for is not cut short by what fails or ends well meanwhile', () => {
    const { cooldowns, failed, waits } = cooling();
    failed(429, 0, 60 * second);
    failed(500, 10);
    failed(429, 20);
    cooldowns.succeeded(candidate, () => 30);
    expect(waits(1 * second)).toBe(59 * second);
    expect(cooldowns.stateOf(candidate, 59 * second)).toBe('cooling');
    expect(cooldowns.stateOf(candidate, 60 * second)).toBe('good');
    // Then it counts, and the next failure is a first one again.
    cooldowns.succeeded(candidate, () => 61 * second);
    failed(429, 62 * second);
    expect(waits(62 * second)).toBe(second);
  });

  test('of a server that failed ends with the first good answer', () => {
    const { cooldowns, failed } = cooling();
    failed(500, 0);
    expect(cooldowns.stateOf(candidate, 1)).toBe('failing');
    cooldowns.succeeded(candidate, () => 2);
    expect(cooldowns.stateOf(candidate, 3)).toBe('good');
  });
});
