import { describe, expect, test } from 'vitest';
import {
  latencyPair,
  milliseconds,
  money,
  percent,
  shortNumber,
  wholeNumber,
  wholePercent,
} from '../../src/tui/numbers.ts';

describe('figures', () => {
  test.each([
    [0, '0'],
    [1204, '1,204'],
    [2_100_000, '2,100,000'],
  ])('%d in totals', (value, text) => expect(wholeNumber(value)).toBe(text));

  test.each([
    [undefined, '–'],
    [0, '0'],
    [999, '999'],
    [1204, '1.2k'],
    [9_960, '10k'],
    [34_000, '34k'],
    [999_499, '999k'],
    [999_500, '1.0M'],
    [2_100_000, '2.1M'],
    [1_900_000_000, '1.9G'],
  ])('%s in lists', (value, text) => expect(shortNumber(value)).toBe(text));

  test.each([
    [89, 1204, '7.4%'],
    [0, 5, '0%'],
    [42, 100, '42%'],
    [1, 100_000, '<0.1%'],
    [9_999, 10_000, '99%'],
    [5, 5, '100%'],
    [0, 0, '–'],
    [undefined, 5, '–'],
  ])('%s of %d is a share', (part, whole, text) => expect(percent(part, whole)).toBe(text));

  test.each([
    [0, '0%'],
    [0.001, '1%'],
    [0.29, '29%'],
    [0.999, '99%'],
    [1, '100%'],
    [1.2, '120%'],
  ])('%d beside a bar', (share, text) => expect(wholePercent(share)).toBe(text));

  test.each([
    [undefined, '–'],
    [4, '4 ms'],
    [100, '0.1 s'],
    [1400, '1.4 s'],
    [9_970, '10 s'],
    [34_000, '34 s'],
    [120_000, '2 min'],
  ])('%s ms', (ms, text) => expect(milliseconds(ms)).toBe(text));

  test.each([
    [14, 120, '14/120 ms'],
    [99, 999, '99/999 ms'],
    [14, 1200, '<0.1/1.2 s'],
    [900, 980, '0.9/1.0 s'],
    [1400, 6000, '1.4/6.0 s'],
    [1400, 120_000, '1.4/120 s'],
  ])('%d and %d ms in one unit', (p50, p95, text) => expect(latencyPair(p50, p95)).toBe(text));

  test.each([
    [undefined, '–'],
    [0, '$0.00'],
    [0.0000001, '<$0.0001'],
    [0.0042, '$0.0042'],
    [3.12, '$3.12'],
    [47.8, '$47.80'],
    [149.4, '$149'],
    [1200, '$1.2k'],
  ])('%s dollars', (dollars, text) => expect(money(dollars)).toBe(text));
});
