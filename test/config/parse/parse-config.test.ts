import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/parse/parse-config.ts';

const recorded = (name: string) =>
  readFileSync(new URL(`../../fixtures/contract/v7/${name}`, import.meta.url), 'utf8');

function configOf(text: string) {
  const parsed = parseConfig(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.value.config;
}
const problemOf = (text: string) => {
  const parsed = parseConfig(text);
  if (parsed.ok) throw new Error('not refused');
  return parsed.message;
};

describe('what a server reads', () => {
  test('the recorded config, before and after a server has rewritten it', () => {
    for (const name of ['config-real.yaml', 'config-real.after.yaml']) {
      const config = configOf(recorded(name));
      expect(config['api-keys']).toHaveLength(3);
      expect(config['openai-compatibility']?.[0]?.['api-key-entries']).toHaveLength(2);
      expect(config['x-console-note']).toBe('written by hand');
    }
  });

  test('text stays as it is written where YAML would see a number, flag or date', () => {
    const text =
      'api-keys:\n- 0755\n- 123456789012345678901\n- 1e3\n- yes\n- true\n- 2026-01-01\n- 0x1F\nhost: 127\n';
    const config = configOf(text);
    expect(config['api-keys']).toEqual([
      '0755',
      '123456789012345678901',
      '1e3',
      'yes',
      'true',
      '2026-01-01',
      '0x1F',
    ]);
    expect(config.host).toBe('127');
  });

  test('flags may be written the old way', () => {
    const config = configOf('debug: yes\nws-auth: Off\ntls:\n  enable: on\n');
    expect([config.debug, config['ws-auth'], config.tls?.enable]).toEqual([true, false, true]);
  });

  test('anchors, aliases and merge keys', () => {
    const config = configOf(
      'x: &base\n  base-url: u\n  prefix: p\ngemini-api-key:\n  - <<: *base\n    prefix: q\n    api-key: &k 0755\n  - api-key: *k\n',
    );
    expect(config['gemini-api-key']).toEqual([
      { 'base-url': 'u', prefix: 'q', 'api-key': '0755' },
      { 'api-key': '0755' },
    ]);
  });

  test('byte order mark, CRLF and document marks', () => {
    expect(configOf('\ufeff---\r\nport: 1\r\nhost: a\r\n...\r\n')).toEqual({ port: 1, host: 'a' });
  });

  test('a file of comments has every default, and says so', () => {
    const parsed = parseConfig('# nothing yet\n');
    expect(parsed).toMatchObject({ ok: true, value: { config: {}, warnings: [{ line: 1 }] } });
  });

  test('an empty entry counts as empty text, so that the list does not become empty, and is told of', () => {
    const parsed = parseConfig('port: 1\napi-keys:\n  -\n');
    expect(parsed).toMatchObject({
      ok: true,
      value: { config: { 'api-keys': [''] }, warnings: [{ line: 3 }] },
    });
  });

  test('names that mean something to JavaScript are names', () => {
    const config = configOf('valueOf: a\ntoString:\n  - b\n') as Record<string, unknown>;
    expect(Object.entries(config)).toEqual([
      ['valueOf', 'a'],
      ['toString', ['b']],
    ]);
  });
});

describe('what is wrong is said with its place', () => {
  test.each([
    ['host: a\nport: not-a-number\n', 'port must be a whole number, not "not-a-number": line 2, column 7.'],
    ['port: 70000\n', 'port must be between 1 and 65535, not 70000: line 1, column 7.'],
    ['port: 1.5\n', 'port must be a whole number, not 1.5: line 1, column 7.'],
    ['debug: maybe\n', 'debug must be true or false, not "maybe": line 1, column 8.'],
    ['tls: true\n', 'tls must hold "name: value" lines, not true: line 1, column 6.'],
    ['tls:\n  enable: 5\n', 'tls.enable must be true or false, not 5: line 2, column 11.'],
    ['api-keys:\n  - a\n  - [b]\n', 'api-keys, entry 2 must be text, not a list: line 3, column 5.'],
    [
      'claude-api-key:\n  - api-key: a\n    weight: 2000000\n',
      'claude-api-key, entry 1: weight must be at most 1000000, not 2000000: line 3, column 13.',
    ],
    [
      'a: 1\nb: 2\na: 3\n',
      'This setting appears twice in the same place; remove one of the two: line 3, column 1.',
    ],
    ['tls:\n\tenable: true\n', 'A tab is used for indentation; use spaces: line 2, column 1.'],
    ['tls:\n    enable: true\n  cert: a\n', expect.stringMatching(/line 3, column \d+\.$/)],
    ['- a\n', 'config.yaml must be lines of "name: value", not a list: line 1, column 1.'],
    ['just text\n', 'config.yaml must be lines of "name: value", not a single value: line 1, column 1.'],
    ['', 'config.yaml is empty; write at least one setting, such as "port: 8317".'],
    ['\ufeff \n\n', 'config.yaml is empty; write at least one setting, such as "port: 8317".'],
    ['a: *b\n', 'An alias (*name) refers to an anchor (&name) that is not above it: line 1, column 4.'],
    ['a: &a [*a]\n', 'An alias (*name) is inside the value it refers to: line 1, column 8.'],
    ['host: "a\nport: 1\n', expect.stringContaining('A quote is opened and not closed')],
    ['a: [1, 2\nb: 3\n', expect.stringMatching(/^A \[ or \{ is not closed.*line 2, column 1\.$/)],
    ['a: 1\n---\nb: 2\n', expect.stringMatching(/^A second YAML document starts/)],
    ['host: a\0b\n', expect.stringMatching(/NUL byte.*line 1, column 8\.$/)],
    ['host: @a\n', 'A value cannot start with "@" or "`"; put it in quotes: line 1, column 7.'],
  ])('%j', (text, wanted) => {
    expect(problemOf(text)).toEqual(wanted);
  });

  test('line and column come as numbers too, also with CRLF', () => {
    expect(parseConfig('host: a\r\nport: x\r\n')).toMatchObject({ line: 2, column: 7 });
  });

  test.each([
    ['a: [1\n', 'syntax'],
    ['', 'syntax'],
    ['a: *b\n', 'syntax'],
    ['- a\n', 'shape'],
    ['port: x\n', 'shape'],
    ['port: 1.5\n', 'shape'],
    ['port: 70000\n', 'value'],
    ['gemini-api-key: [{weight: 1000001}]\n', 'value'],
  ])('%j is told apart by what is wrong: %s', (text, errorType) => {
    expect(parseConfig(text)).toMatchObject({ ok: false, kind: 'invalid', errorType });
  });

  test('no sentence quotes text that may be a key', () => {
    const secret = 'fake-secret-9';
    const broken = [
      `api-keys: ${secret}\n`,
      `api-keys: [${secret}\n`,
      `api-keys:\n  ${secret}: a\n  ${secret}: b\n`,
      `api-keys:\n  - "${secret}\n`,
      `host: a: ${secret}\n`,
      `gemini-api-key: ${secret}\n`,
      `a: *${secret}\n`,
      `${secret}\nport: 1\n`,
    ];
    for (const text of broken) expect(problemOf(text)).not.toContain(secret);
  });

  test('a few lines that stand for a million values are refused', () => {
    const level = (nth: number) =>
      `l${nth}: &l${nth} [${Array(10)
        .fill(`*l${nth - 1}`)
        .join(', ')}]`;
    const text = ['l0: &l0 [a]', ...Array.from({ length: 8 }, (_, nth) => level(nth + 1))].join('\n');
    expect(problemOf(text)).toMatch(/^Aliases make this file too large to read/);
  });
});
