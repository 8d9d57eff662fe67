import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  activityOf,
  countRequest,
  emptyCounts,
  readStoredCounts,
  storedCounts,
} from '../../src/contract/activity-counts.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('counting', () => {
  test('the last hour and the last day are what they say at every later moment', () => {
    const start = Date.parse('2026-03-04T12:00:00Z');
    const steps = fc.array(fc.integer({ min: 0, max: 3 * hour }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 30 * hour }), (gaps, wait) => {
        const counts = emptyCounts();
        let at = start;
        const times = gaps.map((gap) => {
          at += gap;
          countRequest(counts, at);
          return at;
        });
        const now = at + wait;
        const activity = activityOf(counts, now, start);
        const inLast = (size: number, many: number) =>
          times.filter((time) => Math.floor(now / size) - Math.floor(time / size) < many).length;
        expect(activity.lastHour).toBe(inLast(minute, 60));
        expect(activity.hours).toHaveLength(24);
        expect(activity.hours.reduce((sum, n) => sum + n, 0)).toBe(inLast(hour, 24));
        expect(activity.hours.at(-1)).toBe(inLast(hour, 1));
        expect(activity.lastUsedAt).toBe(times.at(-1));
        const day = new Date(now).toDateString();
        expect(activity.today).toBe(times.filter((time) => new Date(time).toDateString() === day).length);
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  test('where the clocks go forward at midnight, the first hour is of its own day', () => {
    vi.stubEnv('TZ', 'America/Santiago');
    onTestFinished(() => void vi.unstubAllEnvs());
    const counts = emptyCounts();
    // 2026-09-06 begins at one.
    const one = Date.parse('2026-09-06T01:30:00-03:00');
    countRequest(counts, one);
    countRequest(counts, Date.parse('2026-09-07T00:30:00-03:00'));
    expect(counts).toMatchObject({ day: 20_260_907, today: 1 });
  });

  test('memory stays small however long a key is used', () => {
    const counts = emptyCounts();
    for (let n = 0; n < 5_000; n++) countRequest(counts, n * minute);
    expect(counts.minutes.length).toBeLessThanOrEqual(60);
    expect(counts.hours.length).toBeLessThanOrEqual(24);
  });
});

describe('what is kept', () => {
  const counts = emptyCounts();
  countRequest(counts, 50 * hour);

  test('reads as it was written, through JSON', () => {
    const text = JSON.stringify(storedCounts(7, new Map([['aa', counts]])));
    expect(readStoredCounts(JSON.parse(text))).toEqual({
      countedSince: 7,
      counts: { aa: counts },
      damaged: false,
    });
  });

  test('leaves out the key whose counts are damaged, and says so', () => {
    const stored = { countedSince: 7, counts: { aa: counts, bb: { ...counts, minutes: [[1.5, -1]] } } };
    expect(readStoredCounts(stored)).toEqual({ countedSince: 7, counts: { aa: counts }, damaged: true });
  });

  test.each([undefined, null, 'text', [], {}, { countedSince: 7, counts: 7 }])('%j is nothing', (data) => {
    expect(readStoredCounts(data)).toBeUndefined();
  });
});
