import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, fitLine, fitText, widthOf, wrap } from '../../src/tui-old/text/fit.ts';
import { segment, textOf } from '../../src/tui-old/text/line.ts';

const pieces = ['a', 'team-a', ' ', '部署', '👩‍👩‍👧', '🇩🇪', 'é', 'e\u0301', '…', '한글', '✈️'];
const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''));

describe('text in a width', () => {
  test('wide characters, flags and joined emoji count as the terminal shows them', () => {
    expect([widthOf('部署'), widthOf('👩‍👩‍👧'), widthOf('🇩🇪'), widthOf('e\u0301')]).toEqual([4, 2, 2, 1]);
  });

  test('what does not fit ends in an ellipsis, and never in half a character', () => {
    expect(cut('部署チーム', 5)).toBe('部署…');
    expect(cut('部署チーム', 4)).toBe('部…');
    expect(cut('abc', 3)).toBe('abc');
  });

  test('any text in any width is exactly that wide', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 0, max: 30 }), (text, width) => {
        expect(widthOf(fitText(text, width))).toBe(width);
        expect(widthOf(fitText(text, width, 'right'))).toBe(width);
        const line = fitLine([segment(text, 'bold'), segment(text)], width);
        expect(widthOf(textOf(line))).toBe(width);
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  test('wrapping loses no word and no line is too long', () => {
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 8 }), fc.integer({ min: 2, max: 30 }), (words, width) => {
        const text = words.join(' ');
        const lines = wrap(text, width);
        expect(lines.every((line) => widthOf(line) <= width)).toBe(true);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});
