import { expect, test } from 'vitest';
import { keyTitle, latinOf } from '../../src/tui/keyboard.ts';

test('keys are written as people write them', () => {
  const keys = ['j', 'G', '?', 'space', 'escape', 'ctrl+r', 'shift+tab', 'pagedown', 'f1', 'left'];
  expect(keys.map(keyTitle)).toEqual([
    ...['j', 'G', '?', 'Space', 'Esc', 'Ctrl-R', 'Shift-Tab', 'PgDn', 'F1', '←'],
  ]);
});

test('letters of a Cyrillic or Greek layout work as the Latin key in the same place', () => {
  expect([...'йоОЖёхіРξΑς'].map(latinOf)).toEqual(['q', 'j', 'J', ':', '`', '[', 's', 'H', 'j', 'A', 'w']);
  expect(['a', '鍵', 'up', '5'].map(latinOf)).toEqual([undefined, undefined, undefined, undefined]);
});
