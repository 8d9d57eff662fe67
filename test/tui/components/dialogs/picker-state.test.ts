import { expect, test } from 'vitest';
import {
  beginPicker,
  itemsShown,
  type PickerAction,
  reducePicker,
} from '../../../../src/tui/components/dialogs/picker.tsx';

const items = Array.from({ length: 30 }, (_, place) => ({
  id: `m${place}`,
  title: `vendor/model-${place}`,
  hint: '',
}));
const having = (...actions: PickerAction[]) =>
  actions.reduce((state, action) => reducePicker(items, state, action), beginPicker(['m5']));
const find = (text: string): PickerAction[] => [
  { type: 'filtering', on: true, clear: true },
  { type: 'typed', text },
];
const mark: PickerAction = { type: 'marked', all: false };
const all: PickerAction = { type: 'marked', all: true };

test('what is marked stays marked while others are looked for', () => {
  expect([...having(...find('model-2'), mark, ...find('model-29'), mark).chosen]).toEqual([
    'm5',
    'm2',
    'm29',
  ]);
});

test('a second time clears the mark, and all of all is none', () => {
  expect(having(...find('model-5'), mark).chosen.size).toBe(0);
  expect(having(...find('-1'), all).chosen.size).toBe(12);
  expect([...having(...find('-1'), all, all).chosen]).toEqual(['m5']);
});

test('letters are no filter before it is open', () => {
  expect(itemsShown(items, having({ type: 'typed', text: 'model-29' }))).toHaveLength(30);
});

test('the cursor stays among the lines shown', () => {
  expect(having({ type: 'stepped', by: 99 }).index).toBe(29);
  expect(having({ type: 'stepped', by: 99 }, ...find('model-7')).index).toBe(0);
  expect(having({ type: 'stepped', by: -99 }).index).toBe(0);
});

test('while it is being sent no key changes it', () => {
  const sent = having({ type: 'submitted' });
  expect(reducePicker(items, sent, mark)).toBe(sent);
  expect(reducePicker(items, sent, { type: 'refused', problem: 'No.' })).toMatchObject({
    busy: false,
    problem: 'No.',
  });
});
