import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readValue } from '../../../src/config/parse/read-value.ts';
import { readYaml } from '../../../src/config/parse/read-yaml.ts';
import { readSimpleYaml } from '../../../src/config/parse/simple-yaml.ts';
import { dataOf, dataOfSimpleText } from '../../../src/config/parse/tree-data.ts';
import { configSchema } from '../../../src/contract/config.ts';
import { anyConfig } from '../any-config.ts';

/** What the YAML parser says; undefined: that the text is broken. */
function parsed(text: string): unknown {
  const yaml = readYaml(text);
  if (!yaml.ok) return undefined;
  const { value, empty } = readValue(yaml.value, configSchema);
  return empty.length > 0 ? undefined : value;
}

function parsedData(text: string): unknown {
  const yaml = readYaml(text);
  return yaml.ok ? dataOf(yaml.value.document.contents) : undefined;
}

const simple = (text: string) => readSimpleYaml(text, configSchema);

/** The short way may decline, but never say something else. */
function agrees(text: string): boolean {
  const data = dataOfSimpleText(text);
  if (data !== undefined) expect(data).toEqual(parsedData(text));
  const short = simple(text);
  if (short === undefined) return false;
  expect(short).toEqual(parsed(text));
  return true;
}

describe('the short way to read a config', () => {
  test('is taken for the recorded config, before and after a server has rewritten it, and for the example', () => {
    for (const name of ['../../fixtures/contract/v7/config-real.yaml', '../../../config.example.yaml']) {
      expect(agrees(readFileSync(new URL(name, import.meta.url), 'utf8'))).toBe(true);
    }
    agrees(
      readFileSync(new URL('../../fixtures/contract/v7/config-real.after.yaml', import.meta.url), 'utf8'),
    );
  });

  test.each([
    'a: b\n  c\n',
    'a: b\n c: d\n',
    'a:\n  - b\n c: d\n',
    'a: 1\na: 2\n',
    'a: "b\n  c"\n',
    'a: |\n  b\n',
    'a: &x b\n',
    'a: *x\n',
    'a: !!str 1\n',
    '- a\n',
    'a:\n\tb: 1\n',
    'a: b #c\n--- \nd: e\n',
    'a: [b]\n',
    'a: 0755\n',
    'port: 0x10\n',
    'debug: yes\n',
    'a: "\\n"\n',
    '? a\n',
    'a: b: c\n',
    '<<: {a: 1}\n',
    'api-keys:\n  -\n',
    'api-keys:\n  - ~\n',
    'a: b\n- c\n',
    'a:\n- b\n  c\n',
    'a:\n- b: 1\n   c: 2\n',
    'a: b\n...\n',
  ])('leaves %j to the parser', (text) => {
    expect(simple(text)).toBeUndefined();
  });

  test('agrees with the parser on configs in every style', () => {
    let taken = 0;
    fc.assert(
      fc.property(anyConfig(), ({ text }) => {
        const plain = text
          .replace('odd: 0755', 'odd: 755')
          .replace("'it''s'", "'its'")
          .replace(/^x-long.*$/m, '');
        if (agrees(plain)) taken++;
      }),
      { seed: 20260904, numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  test('agrees with the parser on lines thrown together', () => {
    const names = [
      'a',
      'b-c',
      'api-keys',
      'debug',
      'port',
      'host',
      'tls',
      'true',
      'null',
      'x_1',
      'gemini-api-key',
      'api-key',
    ];
    const values = [
      '',
      '1',
      '0755',
      '1.5',
      '-1',
      '+.5e3',
      '0x1F',
      '0o17',
      '.inf',
      '.NaN',
      'True',
      'NULL',
      '1e5',
      '1.',
      '1e',
      '2026-01-01',
      '"q"',
      "'s'",
      'x',
      'a:b',
      'a: b',
      '- x',
      '[]',
      '{}',
      '~',
      'null',
      'Null',
      'yes',
      'a#b',
      '"a" b',
      '1e3',
      '-',
      '"',
      '.5',
      'http://h:1/p',
      '---',
      '...',
      '*a',
      '1_000',
      '12:30',
      '+1',
      'x y',
      '~/p',
      '~x',
      '$2a$10$x',
      '%',
      '=',
      '<<',
      '"a#b"',
      "'a: b'",
    ];
    const usual = fc.record({
      indent: fc.constantFrom(0, 0, 2),
      dash: fc.constantFrom('', '', '', '- '),
      key: fc.option(fc.constantFrom(...names), { freq: 8 }),
      colon: fc.constant(': '),
      value: fc.constantFrom('', '1', '"q"', 'x', '[]', 'http://h:1/p', 'true'),
      end: fc.constantFrom('', ' # c'),
    });
    const odd = fc.record({
      indent: fc.constantFrom(0, 0, 0, 2, 2, 4, 1, 3),
      dash: fc.constantFrom('', '', '- ', '-   ', '-', '- - '),
      key: fc.option(fc.constantFrom(...names), { freq: 3 }),
      colon: fc.constantFrom(': ', ': ', ': ', ':', ':  ', ' : '),
      value: fc.constantFrom(...values),
      end: fc.constantFrom('', '', ' # c', '#c', '  ', '\t', '\r'),
    });
    const piece = fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: odd });
    const lines = fc.array(piece, { minLength: 1, maxLength: 6 });
    let taken = 0;
    fc.assert(
      fc.property(lines, (parts) => {
        const text = parts
          .map(
            ({ indent, dash, key, colon, value, end }) =>
              `${' '.repeat(indent)}${dash}${key ? key + colon : ''}${value}${end}`,
          )
          .join('\n');
        if (agrees(text)) taken++;
      }),
      { seed: 20260905, numRuns: 20_000 },
    );
    expect(taken).toBeGreaterThan(500);
  });
});
