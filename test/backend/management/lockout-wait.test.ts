import { describe, expect, test } from 'vitest';
import { goDuration, lockoutWaitMs } from '../../../src/backend/management/lockout-wait.ts';

const now = Date.parse('2026-11-21T09:00:00Z');

describe('the wait of a ban', () => {
  test('comes from Retry-After in seconds or as a date', () => {
    expect(lockoutWaitMs('90', undefined, now)).toBe(90_000);
    expect(lockoutWaitMs('Sat, 21 Nov 2026 09:00:30 GMT', undefined, now)).toBe(30_000);
    expect(lockoutWaitMs('Sat, 21 Nov 2026 08:00:00 GMT', undefined, now)).toBe(0);
  });

  test('comes from the text when there is no such header', () => {
    expect(lockoutWaitMs(undefined, 'IP banned … Try again in 29m58s', now)).toBe(1_798_000);
    expect(lockoutWaitMs('soon', 'try again in 30m0s', now)).toBe(1_800_000);
  });

  test('is none when nothing is said, and at most a day', () => {
    expect(lockoutWaitMs(undefined, 'remote management disabled', now)).toBeUndefined();
    expect(lockoutWaitMs(undefined, undefined, now)).toBeUndefined();
    expect(lockoutWaitMs('999999999', undefined, now)).toBe(24 * 3_600_000);
    expect(lockoutWaitMs(undefined, 'try again in 99999h', now)).toBe(24 * 3_600_000);
  });
});

test('durations are read as Go prints them', () => {
  expect(goDuration('1h2m3.5s')).toBe(3_723_500);
  expect(goDuration('30m0s')).toBe(1_800_000);
  expect(goDuration('150ms')).toBe(150);
  for (const text of ['', 'soon', '5', '5d', '-3s', 's']) expect(goDuration(text)).toBeUndefined();
});
