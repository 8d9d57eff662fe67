import { expect, test } from 'vitest';
import { splitGraphemes } from '../../../src/tui/components/fit.ts';

test('characters of a paste of thousands of lines are counted at once, and none is torn', () => {
  const line = 'sk-key-00000000,データ班 👩‍👩‍👧‍👦 👍🏽,production\n';
  const characters = splitGraphemes(line);
  expect(characters).toContain('👩‍👩‍👧‍👦');
  expect(characters).toContain('👍🏽');
  expect(splitGraphemes(line.repeat(3000))).toEqual(Array(3000).fill(characters).flat());
});
