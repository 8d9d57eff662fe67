import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textIn } from '../../../../src/tui/components/text-field.ts';
import {
  escapeAction,
  graphStep,
  groupings,
  nextSort,
  spans,
  type UsageAction,
  usageRequestOf,
} from '../../../../src/tui/features/usage/usage-state.ts';
import { initialUiState, reduceUi, type UiAction, type UiState } from '../../../../src/tui/ui/ui-state.ts';

const begun: UiState = { ...initialUiState(120, 40), screen: 'usage' };
const isOfUsage = (action: UsageAction | UiAction): action is UsageAction =>
  ['entered', 'left', 'about', 'reported'].includes(action.type) ||
  (action.type === 'set' && 'usage' in action);
const next = (ui: UiState, action: UsageAction | UiAction): UiState =>
  reduceUi(ui, isOfUsage(action) ? { type: 'usage', action } : action);
const stateAfter = (...actions: (UsageAction | UiAction)[]): UiState => actions.reduce(next, begun);
const typing = (text: string): UiAction => ({ type: 'typed', event: { type: 'paste', text } });
const filterOf = ({ filters }: UiState) => textIn(filters.usage);
const leave = (ui: UiState, cameFrom: boolean) => escapeAction(ui.usage, filterOf(ui), cameFrom);

describe('a row of the table', () => {
  const inKey = stateAfter(
    { type: 'list', screen: 'groups', action: { type: 'listed', ids: ['k1', 'k2'], known: new Set() } },
    { type: 'entered', id: 'k2', value: 'team-a' },
  );

  test('is added to the filter, and the table is by what that leaves open', () => {
    expect(filterOf(inKey)).toBe('key:team-a');
    expect(inKey.usage.by).toBe('model');
    const further = next(inKey, { type: 'entered', id: 'gpt', value: 'gpt' });
    expect(filterOf(further)).toBe('key:team-a model:gpt');
    expect(further.usage.by).toBe('provider');
  });

  test('is selected again when Esc removes it from the filter', () => {
    const listed = {
      type: 'list',
      screen: 'groups',
      action: { type: 'listed', ids: ['k1', 'k2'], known: new Set<string>() },
    } as const;
    const back = next(next(inKey, { type: 'left' }), listed);
    expect(filterOf(back)).toBe('');
    expect(back.usage.by).toBe('key');
    expect(back.lists.groups.cursor).toBe('k2');
  });
});

test('Esc removes the last part of a filter that was typed', () => {
  const typed = stateAfter(typing('key:ci 429'));
  expect(filterOf(next(typed, { type: 'left' }))).toBe('key:ci');
});

test('what is typed after a row that was entered is removed first, then the row with the way back', () => {
  const typed = stateAfter(
    { type: 'entered', id: 'k2', value: 'team-a' },
    { type: 'typed', event: { type: 'key', name: 'space', text: ' ' } },
    typing('429'),
    { type: 'left' },
  );
  expect(filterOf(typed)).toBe('key:team-a');
  expect(next(typed, { type: 'left' }).usage).toMatchObject({ by: 'key', entered: [] });
  expect(leave(next(typed, { type: 'filter-cleared' }), false)).toBeUndefined();
});

test('o goes through the columns that are shown', () => {
  const through = (columns: number) => {
    const seen: string[] = [];
    for (let column = nextSort(undefined, columns); column !== undefined; column = nextSort(column, columns))
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
  expect(about.usage).toMatchObject({ focus: 'groups', paused: false, entered: [] });
  expect(filterOf(about)).toBe('account:~dev');
});

describe('Esc', () => {
  const entered: UsageAction = { type: 'entered', id: 'k', value: 'k' };

  test('leaves what was entered, before it goes back to another screen', () => {
    expect(leave(stateAfter(entered), true)).toEqual({ type: 'left' });
  });

  test('leaves the filter of another screen alone until the way back is gone', () => {
    const about = stateAfter({ type: 'about', filter: 'key:ci' });
    expect(leave(about, true)).toBeUndefined();
    expect(leave(about, false)).toEqual({ type: 'left' });
  });

  test('leaves the live list last', () => {
    expect(leave(stateAfter({ type: 'set', usage: { focus: 'requests' } }), false)).toEqual({
      type: 'set',
      usage: { focus: 'groups' },
    });
    expect(leave(begun, false)).toBeUndefined();
  });
});

test('the reducer is total, and its question is one that a server takes', () => {
  const action = fc.oneof<fc.Arbitrary<UsageAction>[]>(
    fc.constantFrom(...spans.keys()).map((span): UsageAction => ({ type: 'set', usage: { span } })),
    fc.constantFrom(...groupings(['one'])).map((by): UsageAction => ({ type: 'set', usage: { by } })),
    fc.record({
      type: fc.constant('entered' as const),
      id: fc.string(),
      value: fc.constantFrom('200', 'x y'),
    }),
    fc.constantFrom<UsageAction>({ type: 'left' }, { type: 'set', usage: { again: 1 } }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
      const ui = stateAfter(...actions);
      expect(ui.usage.span).toBeGreaterThanOrEqual(0);
      expect(ui.usage.span).toBeLessThan(5);
      const request = usageRequestOf(ui, 1e12, new Map(), true);
      expect(request.windows).toHaveLength(5);
      const fields = (request.query.terms ?? []).map(({ field }) => field);
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
