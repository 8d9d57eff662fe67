import { describe, expect, test } from 'vitest';
import {
  beginForm,
  checkField,
  choiceField,
  type Field,
  type FormAction,
  fact,
  hasTyped,
  missingIn,
  reduceForm,
  textField,
} from '../../../../src/tui/components/dialogs/fields.ts';

const fields: readonly Field[] = [
  choiceField('grace', 'Grace', ['7 days', { value: 'own', title: 'other…' }], '7 days'),
  textField('own', 'Time', '36 h', '', { when: ({ grace }) => grace === 'own' }),
  fact('note', '', 'A fact'),
  textField('name', 'Name', 'a name', '', { required: 'Enter a name.', longest: 4 }),
  textField('label', 'Label', '', 'team-a'),
  checkField('all', 'All', true),
];
const having = (...actions: FormAction[]) =>
  actions.reduce((state, action) => reduceForm(fields, state, action), beginForm(fields));
const step = (by: number): FormAction => ({ type: 'stepped', by });
const typed = (text: string): FormAction => ({ type: 'typed', event: { type: 'paste', text } });

test('the keyboard begins in the first empty required field, else in the first field', () => {
  expect(beginForm(fields).focus).toBe('name');
  expect(beginForm([textField('a', 'A', ''), textField('b', 'B', '')]).focus).toBe('a');
  expect(beginForm(fields, 'label').focus).toBe('label');
});

test('Tab goes around the fields that are there, facts are passed over', () => {
  expect(having(step(-1)).focus).toBe('grace');
  expect(having(step(1), step(1), step(1)).focus).toBe('grace');
  expect(having(step(-1), { type: 'chose', by: 1 }, step(1)).focus).toBe('own');
});

test('values are what is typed, chosen and set; a field that is not there keeps its own', () => {
  expect(having(typed('x')).values).toEqual({
    grace: '7 days',
    own: '',
    name: 'x',
    label: 'team-a',
    all: 'yes',
  });
  const chosen = having(step(-1), { type: 'chose', by: 1 }, step(1), typed('36 h'), step(-1), {
    type: 'chose',
    by: -1,
  });
  expect(chosen.values).toMatchObject({ grace: '7 days', own: '36 h' });
});

test('a choice stops at its ends, a check turns around', () => {
  const choice = having(step(-1), { type: 'chose', by: 5 }, { type: 'chose', by: 5 });
  expect(choice.values.grace).toBe('own');
  const check = having({ type: 'focused', name: 'all' }, { type: 'chose', by: 1 });
  expect(check.values.all).toBe('no');
});

describe('what is typed', () => {
  test('beyond the longest is left out, and said, with the field', () => {
    const state = having(typed('abcdef'));
    expect(state.values.name).toBe('abcd');
    expect(state.problem).toEqual({
      field: 'name',
      message: 'Name: at most 4 characters; the rest was left out.',
    });
  });

  test('counts as a person counts: a flag is one character', () => {
    expect(having(typed('🇩🇪🇩🇪ab')).values.name).toBe('🇩🇪🇩🇪ab');
  });

  test('a pasted line end becomes a space, but in a field of lines', () => {
    expect(having({ type: 'focused', name: 'label' }, typed(' b\n c\n')).values.label).toBe('team-ab c');
    const lines = [textField('keys', 'Keys', '', '', { lines: true })];
    const pasted = reduceForm(lines, beginForm(lines), typed('a\nb'));
    expect(pasted.values.keys).toBe('a\nb');
  });

  test('would be lost, unless it is empty or was there at first', () => {
    expect(hasTyped(fields, beginForm(fields).values)).toBe(false);
    expect(
      hasTyped(fields, having({ type: 'typed', event: { type: 'key', name: 'space', text: ' ' } }).values),
    ).toBe(false);
    expect(hasTyped(fields, having(typed('x')).values)).toBe(true);
    expect(
      hasTyped(
        fields,
        having({ type: 'focused', name: 'label' }, { type: 'typed', event: { type: 'key', name: 'ctrl+u' } })
          .values,
      ),
    ).toBe(false);
  });
});

test('a missing required field is named with its own sentence', () => {
  expect(missingIn(fields, beginForm(fields).values)).toEqual({ field: 'name', message: 'Enter a name.' });
  expect(missingIn(fields, having(typed('x')).values)).toBeUndefined();
});

test('a refusal is shown at the invalid field and keeps what was typed; typing clears it', () => {
  const refused = having(
    typed('x'),
    { type: 'submitted' },
    { type: 'refused', problem: { message: 'No.', field: 'label' } },
  );
  expect(refused).toMatchObject({ focus: 'label', busy: false, problem: { message: 'No.' } });
  expect(refused.values.name).toBe('x');
  expect(reduceForm(fields, refused, typed('y')).problem).toBeUndefined();
});

test('while it is being sent no key changes it', () => {
  const sent = having({ type: 'submitted' });
  for (const action of [typed('x'), step(1), { type: 'chose', by: 1 }] as FormAction[]) {
    expect(reduceForm(fields, sent, action)).toBe(sent);
  }
});
