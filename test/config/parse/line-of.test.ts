import { expect, test } from 'vitest';
import { lineFinder } from '../../../src/config/parse/line-of.ts';

const text = `# head
port: 8317
remote-management:
  allow-remote: false
  secret-key: x
api-keys:
  # the first
  - fake-key-1
  - fake-key-2
flow: { a: 1,
  b: 2 }
`;

test.each([
  [['port'], 2],
  [['remote-management'], 3],
  [['remote-management', 'secret-key'], 5],
  [['api-keys', { item: 'fake-key-2' }], 9],
  [['flow', 'b'], 11],
  [['none'], undefined],
  [['remote-management', 'none'], undefined],
  [['api-keys', { item: 'fake-key-9' }], undefined],
  [[], undefined],
] as const)('%j stands on line %s', (path, line) => {
  expect(lineFinder(text)(path)).toBe(line);
});

test('a text that cannot be read has no lines', () => {
  expect(lineFinder('a: [')(['a'])).toBeUndefined();
});

test('of many texts each has its line, quoted ones and numbers too, and the first counts', () => {
  const lines = lineFinder(`# ä\nkeys: [one,\n  "two"]\nmany:\n  - 'a b'\n  # note\n  - 8317\n  - a b\n`);
  const at = (list: string, item: string) => lines([list, { item }]);
  expect([at('keys', 'one'), at('keys', 'two')]).toEqual([2, 3]);
  expect([at('many', 'a b'), at('many', '8317'), at('many', 'none')]).toEqual([5, 7, undefined]);
});
