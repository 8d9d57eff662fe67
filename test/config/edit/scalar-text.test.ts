import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isPlainText, quoted, scalarText } from '../../../src/config/edit/scalar-text.ts';

describe('text as a scalar', () => {
  test.each(
    'yes No ON off y n true NULL ~ null nan .inf -.INF 0755 0o17 0x1F 0b11 1e3 1_000 12:30:45 2026-01-01 1. .5 -1 +1 0 << = 1e400'.split(
      ' ',
    ),
  )('%s gets quotes, since some reader sees something else in it', (text) => {
    expect(scalarText(text, 'plain')).toBe(`"${text}"`);
  });

  test.each([
    '',
    ' a',
    'a ',
    'a: b',
    'a #b',
    '#a',
    '- a',
    '-',
    '? a',
    '*a',
    '&a',
    '!a',
    '%a',
    '@a',
    '`a',
    '[a',
    '{a',
    'a,b',
    "'a",
    '"a',
    '|',
    '>',
    'a:',
    '---',
    '...',
    '\u00e9',
    '\ud83d\ude00',
  ])('%j gets quotes', (text) => {
    expect(isPlainText(text)).toBe(false);
  });

  test.each([
    'fake-client-key-1',
    '7f3a9c21',
    'http://127.0.0.1:8317/v1',
    '~/.cli-proxy-api',
    'a b',
    '$2a$10$abc/DEF.',
  ])('%s needs none', (text) => {
    expect(scalarText(text, 'plain')).toBe(text === '~/.cli-proxy-api' ? `"${text}"` : text);
  });

  test('single quotes are doubled, and left for double ones when a character needs an escape', () => {
    expect(scalarText("it's", 'single')).toBe("'it''s'");
    expect(scalarText('a\nb', 'single')).toBe('"a\\nb"');
    expect(quoted('a"\\\u0007\u2028\ufeff')).toBe('"a\\"\\\\\\u0007\\u2028\\ufeff"');
  });

  test('every text is read back by YAML 1.1 and 1.2, in blocks and brackets, and by JSON when in double quotes', () => {
    const style = fc.constantFrom('plain' as const, 'single' as const, 'double' as const);
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom(...'0123456789eExXobBn+-_.:~ \'"#,[]{}\t\n\r\u0085\u2028\ufeff😀é'),
      }),
      fc.stringMatching(/^[-+]?[0-9][0-9a-fxo_:.eE+-]{0,8}$/),
    );
    fc.assert(
      fc.property(word, style, (text, how) => {
        const put = scalarText(text, how);
        for (const version of ['1.1', '1.2'] as const) {
          expect(parse(`a:\n  - ${put} # c\n`, { version })).toEqual({ a: [text] });
          if (!put.includes(':') || put !== text)
            expect(parse(`[${put}, b]`, { version })).toEqual([text, 'b']);
        }
        if (put.startsWith('"')) expect(JSON.parse(put)).toBe(text);
      }),
      { seed: 20260903, numRuns: 3000 },
    );
  });
});
