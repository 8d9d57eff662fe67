import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCount, parseCount } from '../../../src/base/text/count-text.ts';

test.each([
  ['60', 60],
  ['2M', 2_000_000],
  [' 500 k ', 500_000],
  ['1.5k', 1500],
  ['1.1M', 1_100_000],
  ['2,000,000', 2_000_000],
  ['1b', 1_000_000_000],
])('"%s" is %d', (text, count) => {
  expect(parseCount(text)).toBe(count);
});

test.each(['', '0', '-1', '1.5', '2 M M', 'many', '1,00', '0.0001k', '99999999999999999999', '2T'])(
  '"%s" is no count',
  (text) => {
    expect(parseCount(text)).toBeUndefined();
  },
);

test('what is written reads back as exactly the same', () => {
  expect([60, 1500, 2_000_000, 1_234_567, 20_500_000].map(formatCount)).toEqual([
    '60',
    '1.5k',
    '2M',
    '1234567',
    '20.5M',
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (count) => {
      expect(parseCount(formatCount(count))).toBe(count);
    }),
    { seed: 7 },
  );
});
