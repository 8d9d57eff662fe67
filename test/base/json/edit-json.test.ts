import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editJson } from '../../../src/base/json/edit-json.ts';

const set = (name: string, value: unknown) => ({ path: [name], value });
const pretty = `{
  "type": "claude",
  "big": 12345678901234567890.10,
  "odd" : [ 1,2 ],
  "note": "a\\u0041\\/b"
}
`;

describe('an edit of a JSON text', () => {
  test('changes one value and leaves every other byte', () => {
    expect(editJson(pretty, [set('type', 'codex')])).toBe(pretty.replace('"claude"', '"codex"'));
  });

  test('adds a member in the style of its neighbors', () => {
    const added = pretty.replace('/b"\n', '/b",\n  "disabled": true\n');
    expect(editJson(pretty, [set('disabled', true)])).toBe(added);
    expect(editJson('{"a":1}', [set('b', 2)])).toBe('{"a":1,"b":2}');
    expect(editJson('{ "a": 1 }', [set('b', 2)])).toBe('{ "a": 1, "b": 2 }');
    expect(editJson(' {} ', [set('b', 2)])).toBe(' {"b": 2} ');
  });

  test('takes a member away with one comma, wherever it stands', () => {
    const gone = (name: string) => editJson('{"a":1, "b":2, "c":3}', [set(name, undefined)]);
    expect(['a', 'b', 'c', 'd'].map(gone)).toEqual([
      '{"b":2, "c":3}',
      '{"a":1, "c":3}',
      '{"a":1, "b":2}',
      '{"a":1, "b":2, "c":3}',
    ]);
    expect(editJson('{\n  "a": 1\n}', [set('a', undefined)])).toBe('{\n  \n}');
  });

  test('goes into objects, makes them where they are missing, and leaves what is beside', () => {
    const text = '{"headers":{"x":"1",  "y":"2"}}';
    const y = ['headers', 'y'];
    expect(editJson(text, [{ path: y, value: '3' }])).toBe('{"headers":{"x":"1",  "y":"3"}}');
    expect(editJson(text, [{ path: y, value: undefined }])).toBe('{"headers":{"x":"1"}}');
    expect(editJson('{"a":1}', [{ path: ['b', 'c'], value: 2 }])).toBe('{"a":1,"b":{"c": 2}}');
    expect(editJson('{"a":1}', [{ path: ['b', 'c'], value: undefined }])).toBe('{"a":1}');
    const last = { path: ['h', 'x'], value: undefined };
    expect(editJson('{"a":1,"h":{ "x":1 }}', [last])).toBe('{"a":1,"h":{  }}');
    expect(editJson('{"a":1,"h":{ "x":1 }}', [{ ...last, prune: true }])).toBe('{"a":1}');
  });

  test('keeps a neighbor, however long its name is', () => {
    const long = `"${'a'.repeat(5_000)}":1`;
    expect(editJson(`{${long}}`, [set('b', 2)])).toBe(`{${long},"b":2}`);
    expect(editJson(`{"a":1,${long},"b":2}`, [set('b', undefined)])).toBe(`{"a":1,${long}}`);
  });

  test('of a repeated name the last is changed, and all are taken away', () => {
    const text = '{"a":1,"a":2,"b":3,"a":4}';
    expect(editJson(text, [set('a', 5)])).toBe('{"a":1,"a":2,"b":3,"a":5}');
    expect(editJson(text, [set('a', undefined)])).toBe('{"b":3}');
  });

  test('means what it says, for any object, spacing and names', () => {
    const name = fc.oneof(
      fc.constantFrom('a', 'b', '__proto__', 'a"\\b', ''),
      fc.string({ unit: 'grapheme' }),
    );
    const object = fc.dictionary(name, fc.jsonValue());
    const edit = fc.tuple(name, fc.option(fc.jsonValue(), { nil: undefined }));
    fc.assert(
      fc.property(
        object,
        fc.array(edit, { maxLength: 6 }),
        fc.constantFrom(0, 2, '\t'),
        (value, edits, space) => {
          const text = JSON.stringify(value, null, space);
          const expected = new Map(Object.entries(JSON.parse(text) as object));
          for (const [key, next] of edits) {
            if (next === undefined) expected.delete(key);
            else expected.set(key, JSON.parse(JSON.stringify(next)));
          }
          const edited = editJson(
            text,
            edits.map(([key, next]) => set(key, next)),
          );
          expect(new Map(Object.entries(JSON.parse(edited) as object))).toEqual(expected);
        },
      ),
      { seed: 5, numRuns: 500 },
    );
  });
});
