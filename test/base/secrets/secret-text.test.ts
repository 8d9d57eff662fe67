import { describe, expect, test } from 'vitest';
import { environmentSecret, passwordIn } from '../../../src/base/secrets/secret-text.ts';
import { keyLines } from '../../../src/base/text/key-lines.ts';

const a = 'sk-fake-0123456789abcdefghijklmnop';
const b = 'sk-fake-abcdefghijklmnop0123456789';
const texts = (source: string) => keyLines(source).lines.map(({ text }) => text);

describe('keys in a file', () => {
  test.each([
    ['plain', `${a}\n${b}\n`],
    ['with a mark and the line ends of Windows', `\ufeff${a}\r\n${b}\r\n`],
    ['a list of JSON', `["${a}", "${b}"]`],
    ['a list under its name', `{\n  "api-keys": ["${a}",\n "${b}"]\n}\n`],
    ['variables', `# keys\nCLIENT_KEY=${a}\nexport client_key='${b}' # spare\n`],
    ['variables in quotes', `A_KEY="${a}"\nKEY = ${b} # spare`],
    ['in quotes', `"${a}"\n'${b}'\n`],
  ])('%s', (_, source) => {
    expect(texts(source)).toEqual([a, b]);
    expect(keyLines(source).refused).toEqual([]);
  });

  test('keep what belongs to a key, and what stands behind it', () => {
    expect(texts('Zm9vYmFyLWZha2Uta2V5LTAwMDAwMDAwMQ==')).toEqual(['Zm9vYmFyLWZha2Uta2V5LTAwMDAwMDAwMQ==']);
    expect(texts('ABCDEFGHIJKLMNOP=')).toEqual(['ABCDEFGHIJKLMNOP=']);
    expect(texts(`${a},"one, two",production`)).toEqual([`${a},"one, two",production`]);
    expect(texts(`"${a}","one"`)).toEqual([`"${a}","one"`]);
  });

  test.each([
    [`${a}\n{"api-keys": "${b}"}`, 2, /quotes or brackets/],
    [`\n{"keys": ["${b}"]}`, 2, /contains no list of keys/],
    [`["${a}",`, 1, /cannot be parsed/],
    [`["${a}",\n 12345]`, 2, /must be a string/],
    [`${a}\n\nclient-key=${b}`, 3, /looks like NAME=value/],
  ])('%j is refused with its line', (source, line, reason) => {
    expect(keyLines(source).refused).toEqual([{ line, reason: expect.stringMatching(reason) }]);
    expect(JSON.stringify(keyLines(source).refused)).not.toContain('sk-fake');
  });

  test('the lines of JSON are told', () => {
    expect(keyLines(`[\n"${a}",\n\n"${b}"\n]`).lines.map(({ line }) => line)).toEqual([2, 4]);
  });
});

test('a password stands in the first line, without what surrounds it', () => {
  for (const source of [
    'it is, secret',
    '\ufeffit is, secret\r\n',
    '"it is, secret"\n',
    "export CLI_PROXY_PASSWORD='it is, secret'\n",
    '# management secret\nit is, secret\n',
  ])
    expect(passwordIn(source)).toBe('it is, secret');
  expect(passwordIn('#secret\n')).toBe('#secret');
  expect(passwordIn(' pass=word \nother')).toBe(' pass=word ');
  expect(passwordIn('\nsecond')).toBe('');
});

test('a secret of the environment has no line break at its end', () => {
  expect(environmentSecret('secret\r\n')).toBe('secret');
  expect(environmentSecret('\ufeff secret ')).toBe('secret');
  expect(environmentSecret('"secret"')).toBe('"secret"');
  expect(environmentSecret('\n')).toBe('');
  expect(environmentSecret(undefined)).toBe('');
});
