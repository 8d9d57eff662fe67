import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/secret.ts';
import { emptyField, textIn } from '../../src/tui-old/input/text-field.ts';
import { choiceField, type Dialog, textField, valuesOf } from '../../src/tui-old/ui/dialog.ts';
import { reduceUi, type UiAction } from '../../src/tui-old/ui/reduce-ui.ts';
import { initialUiState } from '../../src/tui-old/ui/ui-state.ts';

const form: Dialog = {
  kind: 'form',
  id: 'add',
  verb: 'add',
  title: 'New client key',
  notes: [],
  fields: [textField('label', 'Label', 'none'), choiceField('purpose', 'Purpose', ['a', 'b', 'c'])],
  focus: 0,
  problem: undefined,
  busy: false,
  target: undefined,
};
const dialogs: Dialog[] = [
  form,
  { kind: 'confirm', title: 't', lines: [], act: { type: 'quit' }, word: 'open', typed: emptyField },
  { kind: 'once', what: 'It', title: 't', secret: new Secret('fake'), notes: [] },
  { kind: 'help', top: 0 },
  { kind: 'palette', typed: emptyField, index: 0 },
];
const open = (dialog: Dialog) => reduceUi(initialUiState(80, 24), { type: 'dialog-opened', dialog });
const typed = (text: string): UiAction => ({ type: 'dialog', action: { type: 'typed', text } });
const edited = (key: string): UiAction => ({ type: 'dialog', action: { type: 'edited', key } });

describe('a form', () => {
  test('takes text where the cursor is, and whole characters back', () => {
    const ui = [typed('team👩‍👩‍👧'), edited('backspace'), edited('home'), typed('my ')].reduce(
      reduceUi,
      open(form),
    );
    expect(ui.dialog?.kind === 'form' && valuesOf(ui.dialog.fields)).toEqual({
      label: 'my team',
      purpose: 'a',
    });
  });

  test('choices stop at both ends, fields go round', () => {
    const actions: UiAction[] = [
      { type: 'dialog', action: { type: 'stepped', by: -1 } },
      { type: 'dialog', action: { type: 'chose', by: 9 } },
    ];
    const ui = actions.reduce(reduceUi, open(form));
    expect(ui.dialog?.kind === 'form' && valuesOf(ui.dialog.fields).purpose).toBe('c');
  });

  test('on its way it cannot be changed; refused, it can again and says why', () => {
    const busy = reduceUi(open(form), { type: 'dialog', action: { type: 'submitted' } });
    expect(reduceUi(busy, typed('x')).dialog).toEqual(busy.dialog);
    const refused = reduceUi(busy, { type: 'dialog', action: { type: 'refused', problem: 'No.' } });
    expect(refused.dialog).toMatchObject({ busy: false, problem: 'No.' });
  });
});

test('any action in any state gives a state', () => {
  const dialogAction = fc.oneof(
    fc.string().map((text) => ({ type: 'typed', text }) as const),
    fc
      .constantFrom('left', 'right', 'home', 'end', 'backspace', 'delete', 'ctrl+w', 'ctrl+u', 'f9')
      .map((key) => ({ type: 'edited', key }) as const),
    fc.integer({ min: -5, max: 5 }).map((by) => ({ type: 'stepped', by }) as const),
    fc.integer({ min: -5, max: 5 }).map((by) => ({ type: 'chose', by }) as const),
    fc.constantFrom({ type: 'submitted' } as const, { type: 'refused', problem: 'p' } as const),
  );
  const action: fc.Arbitrary<UiAction> = fc.oneof(
    fc.constantFrom(...dialogs).map((dialog) => ({ type: 'dialog-opened', dialog }) as const),
    dialogAction.map((inner) => ({ type: 'dialog', action: inner }) as const),
    fc.string().map((text) => ({ type: 'filter-typed', text }) as const),
    fc.string().map((text) => ({ type: 'password-typed', text }) as const),
    fc.constantFrom<UiAction>(
      { type: 'screen', screen: 'overview' },
      { type: 'screen', screen: 'client-keys' },
      { type: 'lists-forgotten' },
      { type: 'filter-opened' },
      { type: 'filter-kept' },
      { type: 'filter-cleared' },
      { type: 'filter-edited', key: 'backspace' },
      { type: 'sorted-next' },
      { type: 'sort-reversed' },
      { type: 'detail', open: true },
      { type: 'revealed', revealed: { name: 'a', secret: new Secret('fake-1'), id: 'a', until: 5 } },
      { type: 'hidden' },
      { type: 'dialog-closed' },
      { type: 'notice', notice: { tone: 'ok', message: 'm' } },
      { type: 'password-edited', key: 'left' },
      { type: 'password-cleared' },
      { type: 'password-toggled' },
      { type: 'resized', columns: 1, rows: 1 },
    ),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const ui = actions.reduce(reduceUi, initialUiState(80, 24));
      expect(textIn(ui.filters['client-keys'])).not.toContain('\n');
      const { dialog } = ui;
      if (dialog?.kind !== 'form') return;
      expect(dialog.fields[dialog.focus]).toBeDefined();
      for (const field of dialog.fields) {
        if (field.kind === 'choice') expect(field.options[field.chosen]).toBeDefined();
      }
    }),
    { seed: 12, numRuns: 500 },
  );
});
