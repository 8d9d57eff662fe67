import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parse/parse-config.ts';

const steps = (count: number) =>
  Array.from({ length: count }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('');

describe('a text that is no config', () => {
  test.each([
    ['mappings', steps(3_000)],
    ['lists', `a:\n  ${'- '.repeat(20_000)}x\n`],
    ['complex keys', `${'? '.repeat(20_000)}x\n`],
    ['brackets', `a: ${'['.repeat(20_000)}\n`],
    ['braces', `a: ${'{a: '.repeat(20_000)}\n`],
  ])('nested deeper than the parser can bear is refused with its place: %s', (_, text) => {
    // Twice: the second time the parser's patterns are compiled, for which V8 must find room on the same stack.
    for (let time = 0; time < 2; time++) {
      expect(parseConfig(text)).toMatchObject({
        ok: false,
        kind: 'invalid',
        message: expect.stringMatching(/^The file is nested too deeply: line \d+, column \d+\.$/),
      });
    }
  });

  test('as deep as any config is read', () => {
    expect(parseConfig(`${steps(40)}api-keys: [[${'{a: '.repeat(20)}b${'}'.repeat(20)}]]\n`)).toMatchObject({
      message: expect.stringContaining('api-keys, entry 1'),
    });
    expect(parseConfig(steps(90)).ok).toBe(true);
  });

  // In steps that grow with the cube of its length it would take longer than a test may.
  test('full of blanks is read in one go', () => {
    expect(parseConfig(`port: 1\nother:\n${' '.repeat(6_000)}"x\n  y"\n`).ok).toBe(true);
  });
});
