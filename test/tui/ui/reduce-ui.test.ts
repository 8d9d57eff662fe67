import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { textIn } from '../../../src/tui/components/text-field.ts';
import {
  initialUiState,
  reduceUi,
  type ScreenId,
  type UiAction,
  type UiState,
} from '../../../src/tui/ui/ui-state.ts';

const run = (...actions: UiAction[]): UiState => actions.reduce(reduceUi, initialUiState(80, 24));
const go = (screen: ScreenId, back = false): UiAction => ({ type: 'screen', screen, back });

describe('the way back', () => {
  test('leads through the screens that were left for one thing, and is forgotten by a digit', () => {
    const there = run(go('client-keys'), go('usage', true), go('providers', true));
    const once = reduceUi(there, { type: 'back' });
    const twice = reduceUi(once, { type: 'back' });
    expect([there, once, twice, reduceUi(twice, { type: 'back' })].map(({ screen }) => screen)).toEqual([
      'providers',
      'usage',
      'client-keys',
      'client-keys',
    ]);
    expect(reduceUi(there, go('health')).trail).toEqual([]);
  });
});

describe('a list', () => {
  test('is sorted by the column that was chosen, and turned round', () => {
    const sorted = run({ type: 'sorted', screen: 'client-keys', column: 'label' });
    expect(sorted.sorts['client-keys']).toEqual({ column: 'label', reversed: false });
    const reversed = reduceUi(sorted, { type: 'sort-reversed', screen: 'client-keys' });
    expect(reversed.sorts['client-keys']).toEqual({ column: 'label', reversed: true });
    expect(reversed.sorts.sessions).toEqual({ column: undefined, reversed: false });
  });

  test('of another server keeps neither cursor, marks nor details', () => {
    const ui = run(
      {
        type: 'list',
        screen: 'client-keys',
        action: { type: 'listed', ids: ['a', 'b'], known: new Set(['a', 'b']) },
      },
      { type: 'list', screen: 'client-keys', action: { type: 'marked' } },
      { type: 'set', ui: { detail: true, detailTop: 0, inspected: { name: 'a.json', models: [] } } },
      { type: 'lists-forgotten' },
    );
    expect(ui.lists['client-keys'].marks.size).toBe(0);
    expect(ui.detail).toBe(false);
    expect(ui.inspected).toBeUndefined();
  });

  test('of settings of another server keeps what is not saved, and nothing that the former said', () => {
    const pending = new Map([['debug', { value: true, was: undefined }]]);
    const config = { rows: [], problem: 'No answer.', group: 'tls', pending } as const;
    const ui = run({ type: 'config', config }, { type: 'lists-forgotten' });
    expect(ui.config).toEqual({ rows: undefined, problem: undefined, group: 'tls', pending });
  });
});

test('the last hundred messages are kept', () => {
  const said = Array.from(
    { length: 120 },
    (_, place): UiAction => ({ type: 'message', message: { tone: 'ok', message: `${place}`, at: place } }),
  );
  const { messages } = run(...said);
  expect([messages.length, messages[0]?.message, messages.at(-1)?.message]).toEqual([100, '20', '119']);
});

test('any action in any state gives a state', () => {
  const action: fc.Arbitrary<UiAction> = fc.oneof(
    fc.string().map((text) => ({ type: 'typed', event: { type: 'paste', text } }) as const),
    fc.integer().map((to) => ({ type: 'set', ui: { detailTop: Math.max(0, to) } }) as const),
    fc.constantFrom<UiAction>(
      go('overview'),
      go('client-keys', true),
      go('usage', true),
      { type: 'back' },
      { type: 'lists-forgotten' },
      { type: 'set', ui: { filtering: true } },
      { type: 'set', ui: { filtering: false } },
      { type: 'filter-cleared' },
      { type: 'typed', event: { type: 'key', name: 'backspace' } },
      { type: 'sorted', screen: 'sessions', column: 'state' },
      { type: 'sort-reversed', screen: 'sessions' },
      { type: 'set', ui: { detail: true, detailTop: 0 } },
      { type: 'set', ui: { revealed: { name: 'a', secret: new Secret('fake-1'), id: 'a', until: 5 } } },
      { type: 'set', ui: { revealed: undefined } },
      { type: 'dialog-closed' },
      { type: 'set', ui: { notice: { tone: 'ok', message: 'm' } } },
      { type: 'set', ui: { columns: 1, rows: 1 } },
    ),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const ui = run(...actions);
      expect(textIn(ui.filters['client-keys'])).not.toContain('\n');
      expect(ui.detailTop).toBeGreaterThanOrEqual(0);
    }),
    { seed: 12, numRuns: 500 },
  );
});
