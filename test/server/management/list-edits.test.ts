import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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

  test('write the list whole only where an item cannot be named or put', () => {
    expect(ops(['a', 'b'], ['x', 'a', 'b'])).toEqual(['set']);
    expect(ops(['a', 'b', 'a'], ['a', 'b'])).toEqual(['set']);
    expect(ops(['a', 'b'], [])).toEqual(['set']);
  });
});
