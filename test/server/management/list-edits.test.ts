import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { applyEdits } from '../../../src/config/edit/apply-edits.ts';
import { listEdits } from '../../../src/server/management/list-edits.ts';
import { memoryBackend } from '../../helpers/memory-backend.ts';

const edits = (before: string[], after: string[]) => listEdits(['api-keys'], before, after);
const ops = (before: string[], after: string[]) => edits(before, after).map((edit) => edit.op);

describe('the smallest edits from one list to another', () => {
  test('always lead to the wanted list', async () => {
    const list = fc.array(fc.constantFrom('', 'a', 'b', 'c', 'd'), { maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(list, list, async (before, after) => {
        const backend = memoryBackend({ 'api-keys': before });
        const outcome = await backend.editConfig(edits(before, after));
        expect(outcome.ok).toBe(true);
        expect(backend.config['api-keys']).toEqual(after);
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  test('touch only the items that change', () => {
    expect(ops(['a', 'b'], ['a', 'b'])).toEqual([]);
    expect(ops(['a', 'b'], ['a', 'b', 'c'])).toEqual(['append']);
    expect(edits(['a', 'b'], ['a', 'c', 'b'])).toEqual([
      { op: 'append', path: ['api-keys'], value: 'c', after: 'a' },
    ]);
    expect(ops(['a', 'b', 'c'], ['a', 'c'])).toEqual(['remove']);
    expect(ops(['a', 'b', 'c'], ['a', 'x', 'c'])).toEqual(['replace']);
    expect(ops(['a'], [])).toEqual(['remove']);
  });

  test('move what has another place', () => {
    expect(ops(['a', 'b'], ['x', 'a', 'b'])).toEqual(['append', 'move']);
    expect(ops(['a', 'b', 'c'], ['c', 'a', 'b'])).toEqual(['move']);
  });

  test('write the list whole only where an item cannot be named', () => {
    expect(ops(['a', 'b', 'a'], ['a', 'b'])).toEqual(['set']);
    expect(ops(['a', 'b'], [])).toEqual(['set']);
  });

  // Compared pair by pair, these would take minutes.
  test('write the list whole, and soon, where much of a long one is another', () => {
    const keys = Array.from({ length: 20_000 }, (_, at) => `fake-client-key-${at}`);
    const others = keys.map((key) => `other-${key}`);
    for (const after of [others, keys.slice(0, 1), keys.toReversed(), [...keys, ...others]])
      expect(ops(keys, after)).toEqual(['set']);
    expect(ops(keys, [...keys, 'fake-new-key'])).toEqual(['append']);
  });
});

describe('the edits of a list of entries', () => {
  const entry = fc.record(
    {
      'api-key': fc.constantFrom('k1', 'k2', 'k3'),
      'base-url': fc.constantFrom('https://a.example', 'https://b.example'),
      prefix: fc.constantFrom('p', 'q'),
      headers: fc.record({ 'X-A': fc.constantFrom('1', '2') }, { requiredKeys: [] }),
      models: fc.array(fc.record({ name: fc.constantFrom('m', 'n'), alias: fc.constantFrom('x', 'y') }), {
        maxLength: 3,
      }),
      'excluded-models': fc.array(fc.constantFrom('o', 'p-*'), { maxLength: 3 }),
    },
    { requiredKeys: ['api-key'] },
  );
  const list = fc.array(entry, { maxLength: 5 });

  test('always lead to the wanted list', async () => {
    await fc.assert(
      fc.asyncProperty(list, list, async (before, after) => {
        const backend = memoryBackend({ 'gemini-api-key': before });
        const outcome = await backend.editConfig(listEdits(['gemini-api-key'], before, after));
        expect(outcome.ok).toBe(true);
        expect(backend.config['gemini-api-key']).toEqual(after);
      }),
      { seed: 12, numRuns: 1_000 },
    );
  });

  test('lead there in the text of config.yaml as well', () => {
    fc.assert(
      fc.property(list, list, (before, after) => {
        const text = stringify({ port: 1, 'gemini-api-key': before, debug: true });
        const edited = applyEdits(text, listEdits(['gemini-api-key'], before, after));
        expect(edited.ok && parse(edited.value)).toEqual({ port: 1, 'gemini-api-key': after, debug: true });
      }),
      { seed: 13, numRuns: 200 },
    );
  });

  test('name the entry and touch one field', () => {
    const one = { 'api-key': 'k1', prefix: 'p', headers: { 'X-A': '1' } };
    const other = { 'api-key': 'k2' };
    const changed = { ...one, prefix: 'q', headers: { 'X-A': '1', 'X-B': '2' } };
    expect(listEdits(['gemini-api-key'], [one, other], [changed, other])).toEqual([
      { op: 'set', path: ['gemini-api-key', { item: { 'api-key': 'k1' } }, 'headers', 'X-B'], value: '2' },
      { op: 'set', path: ['gemini-api-key', { item: { 'api-key': 'k1' } }, 'prefix'], value: 'q' },
    ]);
  });

  test('keep the place of an entry whose key is another', () => {
    const edits = listEdits(['gemini-api-key'], [{ 'api-key': 'k1' }], [{ 'api-key': 'k2' }]);
    expect(edits).toEqual([
      { op: 'set', path: ['gemini-api-key', { item: { 'api-key': 'k1' } }, 'api-key'], value: 'k2' },
    ]);
  });
});
