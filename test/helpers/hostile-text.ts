import { expect } from 'vitest';
import { Secret } from '../../src/base/secrets/secret.ts';

/** One of each kind that a terminal obeys or that nobody sees; the numbers are marks to look for. */
export const hostile = [
  '\x1b]52;c;NTI1Mg==\x07',
  '\x1b[31337m',
  '\x1b]8;;http://evil.example\x1b\\',
  '\x9d52;c;NTI1Mg==\x9c',
  '\x9b31337m',
  '\u202e\u2066\u200b\u200d\ufeff\u2060\u00ad\u{e0041}',
  '\0\x07\x7f\x85\u2028',
  '\r\nFORGED\tline',
].join('');

/** Everything that cleaning must have taken out of bytes for a terminal, once our own sequences are gone. */
const obeyed =
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u;

/** Sequences that the console writes itself; none of the hostile ones is among them. */
const own =
  /\x1b\[(?:\??(?!31337)[0-9;]*)[ABCDEGHJKhlmr]|\x1b\]8;;(?:https?:\/\/(?!evil)[\x21-\x7e]*)?\x1b\\|\x1b\[[<>=?][0-9;]*u|\x1b[78]/g;

/** @param text all that was written; `\r\n` is a line end and nothing else */
export function expectClean(text: string, name: string): void {
  const left = text.replace(own, '').replaceAll('\r\n', '\n');
  const at = left.search(obeyed);
  const around = at < 0 ? '' : JSON.stringify(left.slice(Math.max(0, at - 60), at + 20));
  expect(around, name).toBe('');
  // As an escape inside JSON it is text.
  const plain = text.replace(/\\u00(?:1b|9b|9d)[[\]]?(?:31337m|52;c;NTI1Mg==)/g, '');
  const mark = /31337|NTI1Mg|^FORGED/m.exec(plain);
  expect(mark && JSON.stringify(plain.slice(Math.max(0, mark.index - 60), mark.index + 20)), name).toBeNull();
}

/** Words of closed unions and what things are found by: a text from outside is never one of these members. */
const closed = new Set(
  'kind what phase severity tone state trouble since id fingerprint clientKey replacedBy replaces deadline createdAt expiresAt time flow by'.split(
    ' ',
  ),
);

/** The same value with every text in it hostile; of a text the start stays as it was. */
export function makeHostile<T>(value: T, member = ''): T {
  if (typeof value === 'string') return (closed.has(member) ? value : `${value}${hostile}`) as T;
  if (value instanceof Secret) return new Secret(`${hostile}${value.reveal()}${hostile}`) as T;
  if (Array.isArray(value)) return value.map((item) => makeHostile(item, member)) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, makeHostile(inner, name)]),
  ) as T;
}
