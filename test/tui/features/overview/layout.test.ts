import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutOf, panelsIn } from '../../../../src/tui/features/overview/overview-state.ts';

const request = fc.record({
  columns: fc.integer({ min: 60, max: 240 }),
  height: fc.integer({ min: 15, max: 70 }),
  items: fc.integer({ min: 0, max: 30 }),
  hasUsage: fc.boolean(),
  entries: fc.integer({ min: 0, max: 100 }),
  hasQuota: fc.boolean(),
});

test('the panels fill the width of every row, and never more than the body', () => {
  fc.assert(
    fc.property(request, (wanted) => {
      const { rows, items } = layoutOf(wanted);
      expect(rows.reduce((sum, { height }) => sum + height, 0)).toBeLessThanOrEqual(wanted.height);
      for (const { panels, height } of rows) {
        expect(panels.reduce((sum, { width }) => sum + width, 0)).toBe(wanted.columns);
        expect(height).toBeGreaterThanOrEqual(2);
      }
      expect(items).toBeLessThanOrEqual(Math.max(1, rows[0]?.height ?? 0));
    }),
    { numRuns: 500 },
  );
});

test('what needs attention is always first: at most six rows of it, fewer where the table of totals has no room', () => {
  const at = (height: number) => {
    const { rows, items } = layoutOf({
      ...{ columns: 120, height, items: 20, entries: 6 },
      ...{ hasUsage: true, hasQuota: true },
    });
    expect(rows[0]?.panels.map(({ id }) => id)).toEqual(['attention']);
    // And a row that counts the others.
    return [items, rows[0]?.height, rows[1]?.height];
  };
  expect(at(40)).toEqual([6, 9, 16]);
  expect(at(34)).toEqual([5, 8, 11]);
  expect(at(31)).toEqual([6, 9, 7]);
});

test.each([
  [60, 15, 'attention graph totals status'],
  [80, 19, 'attention graph totals keys models status'],
  [120, 34, 'attention graph totals keys models quota status live'],
  [200, 54, 'attention graph totals live keys models quota status'],
])('at %i columns and %i rows there are %s', (columns, height, ids) => {
  const options = { columns, height, items: 3, hasUsage: true, entries: 6 };
  expect(panelsIn(layoutOf({ ...options, hasQuota: true })).join(' ')).toBe(ids);
  const without = panelsIn(layoutOf({ ...options, hasQuota: false })).join(' ');
  expect(without).toBe(ids.replace(' quota', ''));
});

test.each([
  [100, 56],
  [120, 56],
  [200, 56],
])('at %i columns and %i rows lists with more to show take what a graph does not', (columns, height) => {
  const options = { columns, height, items: 3, hasUsage: true, hasQuota: true };
  const heightsWith = (entries: number) => layoutOf({ ...options, entries }).rows.map((one) => one.height);
  const [attention, graph, lists, ...rest] = heightsWith(100);
  expect([attention, graph]).toEqual([5, 17]);
  expect((lists ?? 0) + rest.reduce((sum, one) => sum + one, 0)).toBe(height - 22);
  expect(heightsWith(12)[2]).toBe(columns === 120 ? 14 : height - 22);
  // The rest is for the last row.
  for (const entries of [0, 12, 100])
    expect(heightsWith(entries).reduce((sum, one) => sum + one, 0)).toBe(height);
});
