import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ago, createFrameTime, left, perItem } from '../../src/tui/clock.ts';

const at = Date.UTC(2026, 0, 1);

describe('relative times', () => {
  test('say how long ago, and how long still', () => {
    const time = createFrameTime(at);
    expect(ago(time, at - 12_000)).toBe('12 s ago');
    expect(ago(time, at - 90_000)).toBe('1 min ago');
    expect(left(time, at + 29 * 60_000)).toBe('29 min');
    expect(left(time, at + 7 * 86_400_000 - 1000)).toBe('7 d');
    expect(left(time, at + 6 * 86_400_000 + 1000)).toBe('6 d');
    expect(left(time, at + 24 * 3_600_000 - 1000)).toBe('24 h');
    expect(left(time, at - 5)).toBe('0 s');
  });

  test('the frame is due exactly when one of them reads differently, and not before', () => {
    const span = fc.integer({ min: -4 * 86_400_000, max: 4 * 86_400_000 });
    const read = (now: number, instant: number) => {
      const time = createFrameTime(now);
      return { text: instant > at ? left(time, instant) : ago(time, instant), next: time.next() };
    };
    fc.assert(
      fc.property(span, fc.nat({ max: 999 }), (distance, ms) => {
        const now = at + ms;
        const { text, next } = read(now, at + distance);
        if (next === Number.POSITIVE_INFINITY) return;
        expect(next).toBeGreaterThan(now);
        expect(read(next, at + distance).text).not.toBe(text);
        expect(read(Math.max(now, next - 1), at + distance).text).toBe(text);
      }),
      { seed: 5, numRuns: 1000 },
    );
  });

  test('a frame without relative times is never due', () => {
    expect(createFrameTime(at).next()).toBe(Number.POSITIVE_INFINITY);
  });
});

test('what is said of an item is said again when it would read differently, and for another item', () => {
  let said = 0;
  const say = perItem((item: { readonly usedAt: number }, time) => {
    said += 1;
    return ago(time, item.usedAt);
  });
  const item = { usedAt: at };
  const read = (now: number, of = item) => {
    const time = createFrameTime(now);
    return [say(of, time), time.next(), said];
  };
  expect(read(at + 90_000)).toEqual(['1 min ago', at + 120_000, 1]);
  expect(read(at + 119_999)).toEqual(['1 min ago', at + 120_000, 1]);
  expect(read(at + 120_000)).toEqual(['2 min ago', at + 180_000, 2]);
  expect(read(at + 130_000, { usedAt: at })).toEqual(['2 min ago', at + 180_000, 3]);
  // The clock of the machine was set back.
  expect(read(at + 90_000)).toEqual(['1 min ago', at + 120_000, 4]);
});
