import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textIn } from '../../../../src/tui/components/text-field.ts';
import {
  graphStep,
  groupings,
  initialUsage,
  leaving,
  nextSort,
  reduceUsage,
  spans,
  type UsageAction,
  type UsageUi,
  usageRequestOf,
} from '../../../../src/tui/features/usage/usage-state.ts';

const stateAfter = (...actions: UsageAction[]): UsageUi => actions.reduce(reduceUsage, initialUsage);
const filterOf = (usage: UsageUi) => textIn(usage.filter);

describe('a row of the table', () => {
  const inKey = stateAfter(
    { type: 'groups', action: { type: 'listed', ids: ['k1', 'k2'], known: new Set() } },
    { type: 'entered', id: 'k2', value: 'team-a' },
  );

  test('is added to the filter, and the table is by what that leaves open', () => {
    expect(filterOf(inKey)).toBe('key:team-a');
    expect(inKey.by).toBe('model');
    const further = reduceUsage(inKey, { type: 'entered', id: 'gpt', value: 'gpt' });
    expect(filterOf(further)).toBe('key:team-a model:gpt');
    expect(further.by).toBe('provider');
  });

  test('is selected again when Esc removes it from the filter', () => {
    const listed = {
      type: 'groups',
      action: { type: 'listed', ids: ['k1', 'k2'], known: new Set<string>() },
    } as const;
    const back = reduceUsage(reduceUsage(inKey, { type: 'left' }), listed);
    expect(filterOf(back)).toBe('');
    expect(back.by).toBe('key');
    expect(back.groups.cursor).toBe('k2');
  });
});

test('Esc removes the last part of a filter that was typed', () => {
  const typed = stateAfter({ type: 'filtered', filter: { before: 'key:ci 429', after: '' } });
  expect(filterOf(reduceUsage(typed, { type: 'left' }))).toBe('key:ci');
});

test('what is typed after a row that was entered is removed first, then the row with the way back', () => {
  const typed = stateAfter(
    { type: 'entered', id: 'k2', value: 'team-a' },
    { type: 'filtered', filter: { before: 'key:team-a 429', after: '' } },
    { type: 'left' },
  );
  expect(filterOf(typed)).toBe('key:team-a');
  expect(reduceUsage(typed, { type: 'left' })).toMatchObject({ by: 'key', entered: [] });
  const cleared = reduceUsage(typed, { type: 'filtered', filter: { before: '', after: '' } });
  expect(leaving(cleared, false)).toBeUndefined();
});

test('o goes through the columns that are shown', () => {
  const through = (columns: number) => {
    const seen: string[] = [];
    for (
      let column = nextSort('requests', columns);
      column !== 'requests';
      column = nextSort(column, columns)
    )
      seen.push(column);
    return seen;
  };
  expect(through(80)).toEqual(['failed', 'input', 'output', 'p95', 'name']);
  expect(through(120)).toEqual(['failed', 'input', 'output', 'p95', 'cost', 'name']);
});

test('a filter from another screen replaces what was chosen here', () => {
  const about = stateAfter(
    { type: 'entered', id: 'k2', value: 'team-a' },
    { type: 'set', usage: { focus: 'requests' } },
    { type: 'set', usage: { paused: true } },
    { type: 'about', filter: 'account:~dev' },
  );
  expect(about).toMatchObject({ focus: 'groups', paused: false, entered: [] });
  expect(filterOf(about)).toBe('account:~dev');
});

describe('Esc', () => {
  const entered: UsageAction = { type: 'entered', id: 'k', value: 'k' };

  test('closes details first, then leaves what was entered, before it goes back to another screen', () => {
    const deep = stateAfter(entered, { type: 'set', usage: { detail: true } });
    expect(leaving(deep, true)).toEqual({ type: 'set', usage: { detail: false } });
    expect(leaving(stateAfter(entered), true)).toEqual({ type: 'left' });
  });

  test('leaves the filter of another screen alone until the way back is gone', () => {
    const about = stateAfter({ type: 'about', filter: 'key:ci' });
    expect(leaving(about, true)).toBeUndefined();
    expect(leaving(about, false)).toEqual({ type: 'left' });
  });

  test('leaves the live list last', () => {
    expect(leaving(stateAfter({ type: 'set', usage: { focus: 'requests' } }), false)).toEqual({
      type: 'set',
      usage: { focus: 'groups' },
    });
    expect(leaving(initialUsage, false)).toBeUndefined();
  });
});

test('the reducer is total, and its question is one that a server takes', () => {
  const action = fc.oneof<fc.Arbitrary<UsageAction>[]>(
    fc.constantFrom(...spans.keys()).map((span): UsageAction => ({ type: 'set', usage: { span } })),
    fc.constantFrom(...groupings).map((by): UsageAction => ({ type: 'set', usage: { by } })),
    fc.record({
      type: fc.constant('entered' as const),
      id: fc.string(),
      value: fc.constantFrom('200', 'x y'),
    }),
    fc.constantFrom<UsageAction>(
      { type: 'left' },
      { type: 'set', usage: { sort: { column: 'cost', reversed: true }, again: 1 } },
      { type: 'forgotten' },
    ),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
      const usage = stateAfter(...actions);
      expect(usage.span).toBeGreaterThanOrEqual(0);
      expect(usage.span).toBeLessThan(5);
      const wish = usageRequestOf(usage, {
        now: 1e12,
        columns: 120,
        rows: 40,
        records: true,
        names: new Map(),
      });
      expect(wish.windows).toHaveLength(5);
      const fields = (wish.query.terms ?? []).map(({ field }) => field);
      expect(new Set(fields).size).toBe(fields.length);
    }),
    { seed: 7 },
  );
});

test('the steps of a graph fit its columns, and are never less than a minute', () => {
  expect(graphStep(300_000, 50)).toBe(60_000);
  expect(graphStep(86_400_000, 50)).toBe(30 * 60_000);
  expect(graphStep(30 * 86_400_000, 30)).toBe(86_400_000);
});
