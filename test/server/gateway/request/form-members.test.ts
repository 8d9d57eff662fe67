import { expect, test } from 'vitest';
import { FormMembers, formBoundary } from '../../../../src/server/gateway/request/form-members.ts';

const form = [
  'preamble',
  '--b\r\nContent-Disposition: form-data; name="file"; filename="model"\r\nContent-Type: x/y\r\n\r\n--b\r\nname="model"\r\n\r\nnot',
  '--b\r\ncontent-disposition: form-data; name="empty"\r\n\r\n',
  '--b\r\nContent-Disposition: form-data; name=model\r\n\r\ngröße',
  '--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nsecond',
  '--b--\r\nContent-Disposition: form-data; name="model"\r\n\r\nafter the end',
].join('\r\n');
// A line of the file that is a delimiter would end it, so it has another one.
const body = Buffer.from(form.replace('\r\n\r\n--b\r\nname', '\r\n\r\n--c\r\nname'));

test.each([1, 2, 3, 7, 64, 10_000])('finds fields and their places in pieces of %i bytes', (size) => {
  const members = new FormMembers('b', new Set(['model', 'empty']), 16);
  for (let at = 0; at < body.length; at += size) members.push(body.subarray(at, at + size));
  expect(members.found.map(({ name, text }) => [name, text])).toEqual([
    ['empty', ''],
    ['model', 'größe'],
    ['model', 'second'],
  ]);
  for (const { valueStart, valueEnd, text } of members.found)
    expect(body.toString('utf8', valueStart, valueEnd)).toBe(text);
  expect(members.last('model')?.text).toBe('second');
});

test('stops at the most fields, and skips what is too long', () => {
  const field = (value: string) => `--b\r\nContent-Disposition: form-data; name="model"\r\n\r\n${value}\r\n`;
  const few = new FormMembers('b', new Set(['model']), 2);
  few.push(Buffer.from(`${field('x'.repeat(10_000)) + field('1') + field('2')}--b\r\n`));
  expect([few.found.map(({ text }) => text), few.overfull]).toEqual([['1', '2'], false]);
  few.push(Buffer.from(`${field('3').slice('--b\r\n'.length)}--b`));
  expect(few.overfull).toBe(true);
});

test.each([
  ['multipart/form-data; boundary=abc', 'abc'],
  ['Multipart/Form-Data; charset=x; boundary="a b"', 'a b'],
  ['multipart/form-data', undefined],
  ['application/json; boundary=abc', undefined],
  [undefined, undefined],
])('the boundary of %j', (type, boundary) => {
  expect(formBoundary(type)).toBe(boundary);
});
