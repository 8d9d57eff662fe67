import { expect, test } from 'vitest';
import { createLineBook, placeholderOf } from '../../src/tui-old/frame/line-book.ts';

test('an empty text takes its place and no more', () => {
  const book = createLineBook();
  book.write(0, { text: '', width: 0 });
  book.write(1, { text: 'below', width: 5 });
  expect(book.fill(`${placeholderOf(0)}\n${placeholderOf(1)}    `)).toEqual(['', 'below']);
});
