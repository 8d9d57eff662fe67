import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { applyEdits } from '../../../src/config/edit/apply-edits.ts';
import { readYaml } from '../../../src/config/parse/read-yaml.ts';

test.each([
  'a: 1\na: 2\n',
  'b: 1\na: {x: 1, x: 2}\n',
  'a: 1\n"a": 2\n',
  'a: 1\n&x a: 2\n',
  'a:\n  - b: 1\n    c: 3\n    b: 2\na: 4\n',
  'null: 1\n~: 2\n',
  '1: a\n"1": b\n',
  '? [1]\n: 2\n? [1]\n: 3\n',
  'a: 1\na: 2\nb: "\n',
  'b: "\\q"\na: 1\na: 2\n',
])('a setting that stands twice in %j is found where the library finds it', (text) => {
  const [error] = parseDocument(text, { prettyErrors: false }).errors;
  const before = text.slice(0, error?.pos[0]).split('\n');
  const place = error && { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  const read = readYaml(text);
  expect(read.ok ? undefined : { line: read.line, column: read.column }).toEqual(place);
});

test('the time for a file grows with its length and not with the square of it', () => {
  const settings = Array.from({ length: 60_000 }, (_, nth) => `setting-${nth}: "value ${nth}"\n`);
  const text = `api-keys:\n  - "fake-a"\n${settings.join('')}`;
  const edited = applyEdits(text, [{ op: 'append', path: ['api-keys'], value: 'fake-b' }]);
  expect(edited.ok && edited.value.startsWith('api-keys:\n  - "fake-a"\n  - "fake-b"\n')).toBe(true);
  // Two seconds on an idle machine; comparing each with each took a minute.
}, 45_000);
