import { expect, test } from 'vitest';
import { editJson } from '../../src/base/json/edit-json.ts';
import { toJson } from '../../src/base/text/terminal-text.ts';
import { maskLooseKeys, parseLogLine } from '../../src/contract/log-line.ts';
import { readAnswer } from '../../src/providers/answers/refusal.ts';
import { trimSlash, trimSlashes } from '../../src/providers/paths.ts';
import { writeRequest } from '../../src/server/gateway/codecs/gemini/request.ts';

const mega = 1_000_000;
const fill = (part: string): string => part.repeat(mega / part.length);
const took = (time: string) =>
  `[2026-11-21 08:10:47] [--------] [info ] [x.go:1] 200 | ${time} | ::1 | GET "/"`;
const fileUri = (url: string) => {
  const image = { type: 'image', source: { kind: 'url', url, mediaType: undefined } } as const;
  const asked = { messages: [{ role: 'user', parts: [image] }], tools: [] };
  expect(toJson(writeRequest(asked as never, { model: 'm' } as never, {} as never))).toContain('fileUri');
};

// Each takes minutes if a run of such text is gone through once for every place in it.
test.each([
  ['beginnings of tokens in a log', () => maskLooseKeys(fill('eyJ-'))],
  ['digits as a duration in a log', () => parseLogLine(took(fill('0')))],
  ['tags that do not end', () => readAnswer(fill('<'), undefined)],
  ['scripts that do not end', () => readAnswer(fill('<script'), undefined)],
  ['slashes in a path', () => trimSlash(`${fill('/')}x/`)],
  ['slashes in a prefix', () => trimSlashes(`/x${fill('/')}x/`)],
  [
    'blanks in a member of an auth file',
    () => editJson(`{"a${fill(' ')}b": 1}`, [{ path: ['c'], value: 1 }]),
  ],
  ['endings in an address of a file', () => fileUri(`${fill('.0#')}\n`)],
])('a megabyte of %s does not hold up the server', (_, work) => {
  work();
});

test('a web page is read without its tags and scripts, also if it was cut off', () => {
  const page = '<html><script>var a = 1 < 2</script><h1 title="a">Bad <b>gateway</b></h1><style>h1 {';
  expect(readAnswer(page, undefined).text.trim()).toBe('Bad gateway');
});

test.each(['eyJhbGciOiJub25lIn0.eyJmYWtlIjoidG9rZW4ifQ.', 'eyJhbGciOiJub25lIn0'.padEnd(6_000, 'fake0')])(
  'a token is masked wherever it begins: %#',
  (token) => {
    for (const before of ['', 'token-', '"', 'token='])
      expect(maskLooseKeys(before + token)).not.toContain(token.slice(4, -4));
  },
);
