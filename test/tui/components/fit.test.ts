import { expect, test } from 'vitest';
import { splitGraphemes, widthOf, wrap } from '../../../src/tui/components/fit.ts';

test('characters of a paste of thousands of lines are counted at once, and none is torn', () => {
  const line = 'sk-key-00000000,データ班 👩‍👩‍👧‍👦 👍🏽,production\n';
  const characters = splitGraphemes(line);
  expect(characters).toContain('👩‍👩‍👧‍👦');
  expect(characters).toContain('👍🏽');
  expect(splitGraphemes(line.repeat(3000))).toEqual(Array(3000).fill(characters).flat());
});

test('a word longer than its lines is split into full ones, at once however long it is', () => {
  expect(wrap('a 12345678 b', 4)).toEqual(['a', '1234', '5678', 'b']);
  expect(wrap('データ班', 5)).toEqual(['デー', 'タ班']);
  for (const [text, columns] of [
    ['x', 80],
    ['班', 80],
  ] as const) {
    const lines = wrap(text.repeat(40_000), columns);
    expect(lines.join('')).toBe(text.repeat(40_000));
    expect(new Set(lines.slice(0, -1).map(widthOf))).toEqual(new Set([columns]));
  }
});

test('a line of Chinese is filled; a number and its unit, a word and its punctuation stay together', () => {
  expect(wrap('每行粘贴 one，然后按 Enter。', 12)).toEqual(['每行粘贴', 'one，然后按', 'Enter。']);
  expect(wrap('请粘贴密钥，标签', 10)).toEqual(['请粘贴密', '钥，标签']);
  expect(wrap('提供 9 个模型。', 14)).toEqual(['提供 9 个模', '型。']);
});
