import { describe, expect, test } from 'vitest';
import { learnQuota, mergeQuotas, type Quota, quotaId } from '../../src/contract/quota/quota.ts';
import {
  burnRate,
  fullAt,
  nearLimit,
  paceOf,
  tightestWindow,
  usedNow,
} from '../../src/contract/quota/read-quota.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse('2026-11-23T09:00:00Z');
const reset = start + 2 * hour;
const five = { id: '5h', label: '5h', periodMs: 5 * hour, resetsAt: reset };

type Seen = { readonly used: number; readonly at: number; readonly source?: 'headers' | 'asked' };
const learn = (known: Quota | undefined, { used, at, source = 'headers' }: Seen, more: object = {}) =>
  learnQuota(known, { windows: [{ ...five, usedPercent: used, ...more }] }, { at, source });
const first = (quota: Quota) => quota.windows[0];

/** One observation a minute, from `start`. */
function series(used: readonly number[]): Quota {
  let quota: Quota | undefined;
  for (const [at, value] of used.entries()) quota = learn(quota, { used: value, at: start + at * minute });
  if (!quota) throw new Error('give at least one');
  return quota;
}

describe('the newest observation of a window counts', () => {
  test('and an older one that comes later does not', () => {
    const known = learn(undefined, { used: 40, at: start + minute });
    expect(first(learn(known, { used: 10, at: start }))).toMatchObject({ usedPercent: 40 });
    expect(first(learn(known, { used: 41, at: start + 2 * minute }))).toMatchObject({ usedPercent: 41 });
  });

  test('a window that an answer does not name stays', () => {
    const week = { id: '7d', label: '7d', usedPercent: 12 };
    const known = learnQuota(undefined, { windows: [week] }, { at: start, source: 'asked' });
    expect(learn(known, { used: 40, at: start }).windows.map(({ id }) => id)).toEqual(['7d', '5h']);
  });

  test('what two programs know is joined', () => {
    const one = learn(undefined, { used: 40, at: start });
    const other = learn(undefined, { used: 50, at: start + minute });
    expect(first(mergeQuotas(one, other))?.usedPercent).toBe(50);
    expect(first(mergeQuotas(other, one))?.usedPercent).toBe(50);
  });

  test('a reset that is not named is still the one that is known', () => {
    const known = learn(undefined, { used: 40, at: start });
    const next = learnQuota(
      known,
      { windows: [{ id: '5h', label: '5h', usedPercent: 45 }] },
      { at: start + minute, source: 'headers' },
    );
    expect(first(next)).toMatchObject({ resetsAt: reset, periodMs: 5 * hour });
  });
});

describe('a refusal that was seen', () => {
  const refused = learn(undefined, { used: 97, at: start }, { rejected: true });

  test('is not overwritten by a hopeful answer to a question', () => {
    const asked = learn(refused, { used: 60, at: start + minute, source: 'asked' });
    expect(first(asked)).toMatchObject({ rejected: true });
    expect(usedNow(asked.windows[0] as never, start + minute)).toBe(100);
  });

  test('ends with an answer to a client', () => {
    expect(first(learn(refused, { used: 60, at: start + minute }))?.rejected).toBeUndefined();
  });

  test('ends with its reset, or with a window that ends later', () => {
    const late = learn(refused, { used: 1, at: reset + minute, source: 'asked' }, { resetsAt: reset + hour });
    expect(first(late)).toMatchObject({ usedPercent: 1 });
    const next = learn(refused, { used: 2, at: start + minute, source: 'asked' }, { resetsAt: reset + hour });
    expect(first(next)).toMatchObject({ usedPercent: 2 });
  });
});

describe('what is known now', () => {
  const window = { ...five, usedPercent: 40, observedAt: start, source: 'headers' } as const;

  test('is nothing once the reset has passed, and never 0', () => {
    expect(usedNow(window, reset - 1)).toBe(40);
    expect(usedNow(window, reset)).toBeUndefined();
    expect(tightestWindow({ windows: [window] }, reset)).toBeUndefined();
    expect(tightestWindow(undefined, start)).toBeUndefined();
  });

  test('the tightest window is the one with the least left', () => {
    const week = { ...window, id: '7d', usedPercent: 60, resetsAt: reset + hour };
    const month = { ...window, id: 'mo', usedPercent: 10, rejected: true as const };
    expect(tightestWindow({ windows: [window, week] }, start)?.id).toBe('7d');
    expect(tightestWindow({ windows: [window, week, month] }, start)?.id).toBe('mo');
  });
});

describe('the burn rate', () => {
  test('is that of the last half hour, and says when the window is full', () => {
    const quota = series(Array.from({ length: 41 }, (_, at) => 20 + at));
    const [window] = quota.windows;
    if (!window) throw new Error('no window');
    expect(burnRate(window, start + 40 * minute)).toBeCloseTo(60);
    // 60 of 100 at 09:40: 40 minutes later, and the reset is at 11:00.
    expect(fullAt(window, start + 40 * minute)).toBeCloseTo(start + 80 * minute);
    expect(nearLimit(quota, start + 40 * minute)).toBe(window);
  });

  test('keeps one point a minute of half an hour, and of each sixtieth of the window before', () => {
    const points = series(Array.from({ length: 120 }, (_, at) => at / 2)).windows[0]?.recent ?? [];
    const gaps = points.slice(1).map(([at], place) => (at - (points[place]?.[0] ?? 0)) / minute);
    expect(gaps.slice(-30)).toEqual(Array.from({ length: 30 }, () => 1));
    expect(points[0]).toEqual([start, 0]);
    expect(gaps.slice(0, 17)).toEqual(Array.from({ length: 17 }, () => 5));
    expect(points.at(-1)).toEqual([start + 119 * minute, 59.5]);
  });

  test('keeps a bounded number of points, however long a window is', () => {
    const month = { periodMs: 30 * 24 * hour, resetsAt: start + 30 * 24 * hour };
    let quota: Quota | undefined;
    for (let at = 0; at < 30 * 24 * 60; at += 7)
      quota = learn(quota, { used: at / 600, at: start + at * minute }, month);
    const points = (quota && first(quota)?.recent) ?? [];
    expect(points.length).toBeGreaterThan(55);
    expect(points.length).toBeLessThan(95);
    expect(points[0]?.[0]).toBe(start);
  });

  test('joins the points of two observers, without those of a window before', () => {
    const one = series([1, 2, 3]);
    const other = learn(learn(undefined, { used: 4, at: start + 4 * minute }), {
      used: 5,
      at: start + 5 * minute,
    });
    const times = (quota: Quota) => first(quota)?.recent?.map(([at]) => (at - start) / minute);
    expect(times(mergeQuotas(one, other))).toEqual([0, 1, 2, 4, 5]);
    const later = learn(undefined, { used: 1, at: start + 6 * minute }, { resetsAt: reset + 5 * hour });
    expect(times(mergeQuotas(one, later))).toEqual([6]);
  });

  test('says nothing after two minutes, of a falling figure, or if the window lasts', () => {
    expect(burnRate(series([1, 2]).windows[0] as never, start + minute)).toBeUndefined();
    expect(burnRate(series([5, 5, 5, 5, 5]).windows[0] as never, start + 4 * minute)).toBeUndefined();
    const slow = series([1, 1.1, 1.2, 1.3, 1.4]).windows[0] as never;
    expect(burnRate(slow, start + 4 * minute)).toBeCloseTo(6);
    expect(fullAt(slow, start + 5 * minute)).toBeUndefined();
  });

  test('begins anew with the window', () => {
    const quota = series([80, 85, 90, 95, 96]);
    const after = learn(quota, { used: 3, at: start + 5 * minute });
    expect(first(after)?.recent).toEqual([[start + 5 * minute, 3]]);
  });

  test('of an hour ago says nothing about the next one', () => {
    const quota = series(Array.from({ length: 31 }, (_, at) => 20 + at));
    expect(nearLimit(quota, start + 30 * minute)).toBeDefined();
    expect(nearLimit(quota, start + 70 * minute)).toBeUndefined();
    expect(burnRate(quota.windows[0] as never, start + 70 * minute)).toBeUndefined();
  });
});

test('the pace is what is used beyond the share of the window that has passed', () => {
  const { windows } = learn(undefined, { used: 71, at: start });
  // Three of five hours.
  expect(paceOf(windows[0] as never, start)).toBeCloseTo(11);
  expect(paceOf(windows[0] as never, start + hour)).toBeCloseTo(-9);
  expect(paceOf(windows[0] as never, reset + 1)).toBeUndefined();
  expect(paceOf({ ...windows[0], periodMs: undefined } as never, start)).toBeUndefined();
});

test('a window with a tenth left or less needs attention', () => {
  expect(nearLimit(learn(undefined, { used: 89, at: start }), start)).toBeUndefined();
  expect(nearLimit(learn(undefined, { used: 90, at: start }), start)?.id).toBe('5h');
});

test('another account in a file of the same name is another one', () => {
  const one = quotaId({ name: 'claude.json', account: 'dev@example.com' });
  expect(quotaId({ name: 'claude.json', account: 'ops@example.com' })).not.toBe(one);
  expect(one).not.toContain('dev@');
});
