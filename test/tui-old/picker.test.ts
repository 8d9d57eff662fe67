import { expect, test } from 'vitest';
import { pickerRows } from '../../src/tui-old/components/picker.ts';
import { emptyField } from '../../src/tui-old/input/text-field.ts';
import { textOf } from '../../src/tui-old/text/line.ts';
import type { Dialog } from '../../src/tui-old/ui/dialog.ts';
import { type DialogAction, reduceDialog } from '../../src/tui-old/ui/reduce-dialog.ts';

const picker: Dialog = {
  kind: 'picker',
  id: 'models',
  about: 'row',
  title: 'Models',
  notes: [],
  items: Array.from({ length: 30 }, (_, place) => ({
    id: `m${place}`,
    title: `vendor/model-${place}`,
    hint: '',
  })),
  chosen: new Set(['m5']),
  typed: emptyField,
  index: 0,
  problem: undefined,
  busy: false,
};
const after = (...actions: DialogAction[]) =>
  actions.reduce(reduceDialog, picker) as Extract<Dialog, { kind: 'picker' }>;
const letters = (text: string): DialogAction => ({ type: 'typed', text });
const mark: DialogAction = { type: 'picked', all: false };
const all: DialogAction = { type: 'picked', all: true };

test('what was chosen stays chosen while letters find others', () => {
  expect([...after(letters('model-2'), mark, letters('9'), mark).chosen]).toEqual(['m5', 'm2', 'm29']);
});

test('a second time takes it out again, and all of all is none', () => {
  expect(after(letters('model-5'), mark).chosen.size).toBe(0);
  expect(after(letters('-1'), all).chosen.size).toBe(12);
  expect([...after(letters('-1'), all, all).chosen]).toEqual(['m5']);
});

test('the line under the cursor is in sight, however far down, and the count says how many there are', () => {
  const rows = pickerRows(after({ type: 'stepped', by: 99 }), 60, 12).map((row) =>
    'line' in row ? textOf(row.line) : row.unbroken,
  );
  expect(rows.length).toBeLessThanOrEqual(12);
  expect(rows.at(-1)).toContain('▸  vendor/model-29');
  expect(rows[1]).toContain('30 of 30 · ● 1 chosen');
});

test('while it is being sent no key changes it', () => {
  const sent = after({ type: 'submitted' });
  expect(reduceDialog(sent, mark)).toBe(sent);
  expect(reduceDialog(sent, { type: 'refused', problem: 'No.' })).toMatchObject({
    busy: false,
    problem: 'No.',
  });
});
