import { expect, test } from 'vitest';
import { reachedLimit, usedAt } from '../../src/contract/client-key.ts';

const now = Date.UTC(2026, 2, 4, 10);
const spent = (used: number, refusedUntil?: number) => ({
  used,
  resetsAt: now + 60_000,
  ...(refusedUntil === undefined ? {} : { refusedUntil }),
});

test('of several limits that are reached, the one that lasts longest is named', () => {
  const limits = { requestsPerMinute: 2, tokensPerDay: 100 };
  const spending = { requestsPerMinute: spent(2, now + 40_000), tokensPerDay: spent(120, now + 80_000) };
  expect(reachedLimit(limits, spending, now)).toEqual({ limit: 'tokensPerDay', until: now + 80_000 });
  expect(reachedLimit(limits, spending, now + 80_000)).toBeUndefined();
});

test('a limit that was raised or taken away meanwhile stops nobody, nor does one that nobody counts', () => {
  const spending = { tokensPerDay: spent(120, now + 80_000) };
  expect(reachedLimit({ tokensPerDay: 200 }, spending, now)).toBeUndefined();
  expect(reachedLimit({}, spending, now)).toBeUndefined();
  expect(reachedLimit({ tokensPerDay: 100 }, undefined, now)).toBeUndefined();
});

test('what was used is nothing any more once its time is over, and unknown is not nothing', () => {
  expect(usedAt(spent(5), now)).toBe(5);
  expect(usedAt(spent(5), now + 60_000)).toBe(0);
  expect(usedAt(undefined, now)).toBeUndefined();
});
