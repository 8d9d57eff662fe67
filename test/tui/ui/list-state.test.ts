import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyList, type ListAction, type ListState, reduceList } from '../../../src/tui/ui/list-state.ts';

const listed = (ids: readonly string[], known: readonly string[] = ids): ListAction => ({
  type: 'listed',
  ids,
  known: new Set(known),
});
const run = (actions: readonly ListAction[], from: ListState = emptyList) => actions.reduce(reduceList, from);

describe('the cursor of a list', () => {
  const onC = run([{ type: 'sized', height: 3 }, listed(['a', 'b', 'c', 'd']), { type: 'moved', by: 2 }]);

  test('stays on its item when others come, go and move', () => {
    expect(run([listed(['x', 'd', 'c', 'y'])], onC).cursor).toBe('c');
  });

  test('goes to the nearest neighbour when its item goes', () => {
    expect(run([listed(['a', 'b', 'd'])], onC).cursor).toBe('d');
    expect(run([listed(['a', 'b'])], onC).cursor).toBe('b');
  });

  test('goes to an item that was just made as soon as it is there', () => {
    const waiting = run([{ type: 'wanted', id: 'new' }], onC);
    expect(waiting.cursor).toBe('c');
    expect(run([listed(['a', 'b', 'c', 'd', 'new'])], waiting).cursor).toBe('new');
  });

  test('moving away from it forgets what was wanted', () => {
    const moved = run(
      [{ type: 'wanted', id: 'new' }, { type: 'moved', by: -1 }, listed(['a', 'b', 'c', 'new'])],
      onC,
    );
    expect(moved.cursor).toBe('b');
  });

  test('pages, and stops at both ends', () => {
    expect(run([{ type: 'paged', pages: -1 }], onC).cursor).toBe('a');
    expect(run([{ type: 'paged', pages: 9 }], onC).cursor).toBe('d');
    expect(run([{ type: 'moved', by: Number.NEGATIVE_INFINITY }], onC).cursor).toBe('a');
    expect(run([{ type: 'moved', by: Number.POSITIVE_INFINITY }], onC).cursor).toBe('d');
  });
});

describe('marks', () => {
  test('survive a filter that hides them, and end with their item', () => {
    const marked = run([listed(['a', 'b', 'c']), { type: 'marked' }]);
    expect([...marked.marks]).toEqual(['a']);
    expect(marked.cursor).toBe('b');
    expect([...run([listed(['b'], ['a', 'b'])], marked).marks]).toEqual(['a']);
    const gone = run([listed(['b'], ['b'])], marked);
    expect([...gone.marks]).toEqual([]);
    expect([marked.marksGone, gone.marksGone]).toEqual([false, true]);
    // It stays known while the list changes, until the marks are forgotten.
    const later = run([listed(['b', 'c'])], gone);
    expect([later.marksGone, run([{ type: 'unmarked' }], later).marksGone]).toEqual([true, false]);
    const again = [{ type: 'marked' }, { type: 'marked-these', ids: ['b'] }, { type: 'marked-all' }] as const;
    for (const action of again) expect(run([action], later).marksGone).toBe(false);
  });
});

test('a list without room stays as it is, so that measuring it again comes to an end', () => {
  const list = run([{ type: 'sized', height: 0 }, listed(['a', 'b'])]);
  expect(reduceList(list, { type: 'sized', height: 0 })).toBe(list);
});

test('after anything the cursor is an item of the list and inside the window', () => {
  const ids = fc.uniqueArray(fc.constantFrom(...'abcdefghijklmnop'), { maxLength: 16 });
  const action: fc.Arbitrary<ListAction> = fc.oneof(
    ids.map((list) => listed(list)),
    fc.integer({ min: -3, max: 12 }).map((height) => ({ type: 'sized', height }) as const),
    fc
      .oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(Number.NaN, Infinity, -Infinity))
      .map((by) => ({ type: 'moved', by }) as const),
    fc.integer({ min: -3, max: 3 }).map((pages) => ({ type: 'paged', pages }) as const),
    fc.constantFrom(...'aqz').map((id) => ({ type: 'moved-to', id }) as const),
    fc.constantFrom(...'aqz').map((id) => ({ type: 'wanted', id }) as const),
    fc.constantFrom({ type: 'marked' } as const, { type: 'unmarked' } as const),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const list = run(actions);
      expect(list.cursor).toBe(list.ids[list.index]);
      expect(list.cursor === undefined).toBe(list.ids.length === 0);
      expect(list.top).toBeGreaterThanOrEqual(0);
      expect(list.index).toBeGreaterThanOrEqual(list.top);
      expect(list.index).toBeLessThan(list.top + list.height);
      // No blank rows at the end while there is something above.
      expect(list.top === 0 || list.top + list.height <= list.ids.length).toBe(true);
    }),
    { seed: 7, numRuns: 1000 },
  );
});
