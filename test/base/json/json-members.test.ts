import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { setValue, spliceBody } from '../../../src/base/json/edit-json.ts';
import { JsonMembers } from '../../../src/base/json/json-members.ts';

const wanted = new Set(['model', 'stream']);

function membersOf(text: string, sizes: readonly number[] = []): JsonMembers {
  const members = new JsonMembers(wanted);
  const bytes = Buffer.from(text);
  let at = 0;
  for (const size of sizes) {
    members.push(bytes.subarray(at, at + size));
    at += size;
  }
  members.push(bytes.subarray(at));
  return members;
}

describe('members of a JSON text', () => {
  test('are found as JSON.parse finds them, wherever the pieces end', () => {
    const object = fc.dictionary(
      fc.oneof(fc.constant('model'), fc.string({ unit: 'grapheme' })),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(object, fc.array(fc.nat(9)), fc.boolean(), (value, sizes, pretty) => {
        const text = JSON.stringify(value, null, pretty ? 2 : 0);
        const found = membersOf(text, sizes).last('model');
        const expected = Object.hasOwn(value, 'model') ? value.model : undefined;
        expect(found === undefined).toBe(expected === undefined);
        if (!found) return;
        const written = Buffer.from(text).subarray(found.valueStart, found.valueEnd).toString();
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(expected)));
        expect(found.text).toBe(typeof expected === 'string' ? expected : undefined);
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  test('can get another value without a change of any other byte', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.jsonValue(), (model, other, rest) => {
        const [before, after] = [`{"n":1e400, "rest":${JSON.stringify(rest)}, "model" : `, ' , "last":0.10}'];
        const text = `${before}${JSON.stringify(model)}${after}`;
        const found = membersOf(text).last('model');
        if (!found) throw new Error('not found');
        const changed = spliceBody(Buffer.from(text), [setValue(found, other)]);
        expect(changed.toString()).toBe(`${before}${JSON.stringify(other)}${after}`);
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  test('of inner objects, of lists and inside strings are none', () => {
    expect(membersOf('{"a":{"model":"x"},"b":[{"model":"y"}],"c":"\\"model\\":\\"z\\""}').found).toEqual([]);
    expect(membersOf('[{"model":"x"}]').found).toEqual([]);
    expect(membersOf('"model"').found).toEqual([]);
    expect(membersOf('nope').found).toEqual([]);
  });

  test('that repeat are all found, in every spelling of their name', () => {
    const members = membersOf('{"model":"a","mod\\u0065l":"b","stream":true}');
    expect(members.found.map(({ name, text }) => [name, text])).toEqual([
      ['model', 'a'],
      ['model', 'b'],
      ['stream', undefined],
    ]);
  });
});
