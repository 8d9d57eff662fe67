import { expect, test } from 'vitest';
import { backoff } from '../../../src/base/async/backoff.ts';

test('pauses double from a quarter second to 15 s', () => {
  const pauses = [0, 1, 2, 3, 4, 5, 6, 7, 100].map((attempt) => backoff(attempt, () => 0));
  expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
});

test('chance takes up to half of a pause away, and never makes it shorter than the first', () => {
  expect([0, 1, 3, 9].map((attempt) => backoff(attempt, () => 1))).toEqual([250, 250, 1000, 7500]);
});
