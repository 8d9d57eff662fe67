import { describe, expect, test } from 'vitest';
import type { AuthFile } from '../../../../src/contract/auth-file.ts';
import { createFrameTime } from '../../../../src/tui/clock.ts';
import { shownColumns } from '../../../../src/tui/components/columns.ts';
import { nameForAuthFile } from '../../../../src/tui/features/sessions/forms.tsx';
import {
  sessionColumns,
  sessionState,
  sortSessions,
  troubleHint,
} from '../../../../src/tui/features/sessions/rows.ts';
import { words } from '../../../../src/tui/features/sessions/words.ts';
import { createTheme } from '../../../../src/tui/theme.ts';
import { testNow } from '../../../helpers/fake-session.ts';

const minute = 60_000;
const theme = createTheme({ env: {} });
const look = { time: createFrameTime(testNow), theme, across: 80, width: 80, spoken: false };
const columnsOf = (files: readonly AuthFile[], column?: string, reversed = false) =>
  shownColumns(sessionColumns, words().columns, look, { sort: { column, reversed }, rows: files });
const file = (name: string, more: Partial<AuthFile> = {}): AuthFile => ({ name, disabled: false, ...more });
const order = (files: readonly AuthFile[], column?: string, reversed = false) =>
  sortSessions(files, { column, reversed }, testNow).map(({ name }) => name);

describe('the order of sessions', () => {
  const soon = file('soon', { provider: 'b', coolingUntil: testNow + minute, expiresAt: testNow + 9e9 });
  const later = file('later', { provider: 'a', coolingUntil: testNow + 9 * minute });
  const off = file('off', { provider: 'c', disabled: true, expiresAt: testNow + 8e9 });
  const bad = file('bad', { broken: 'no JSON' });
  const busy = file('busy', { provider: 'd', traffic: { calls: 9, errors: 1, since: 'midnight' } });
  const files = [bad, busy, later, off, soon];

  test.each([
    [undefined, ['later', 'soon', 'off', 'busy', 'bad']],
    ['state', ['bad', 'soon', 'later', 'busy', 'off']],
    ['expires', ['off', 'soon', 'later', 'busy', 'bad']],
    ['requests', ['busy', 'later', 'soon', 'off', 'bad']],
  ])('by %s', (column, names) => {
    expect(order(files, column)).toEqual(names);
  });

  test('is reversed but for equal ones, which stay in the order of their names', () => {
    expect(order(files, 'requests', true)).toEqual(['later', 'soon', 'off', 'bad', 'busy']);
  });

  test('is marked at its heading', () => {
    const sorted = (column: string | undefined, reversed: boolean) =>
      columnsOf(files, column, reversed)
        .filter((one) => one.sorted)
        .map((one) => `${one.id} ${one.sorted}`);
    expect(sorted(undefined, false)).toEqual(['provider up']);
    expect(sorted('requests', false)).toEqual(['requests down']);
    expect(sorted('requests', true)).toEqual(['requests up']);
  });
});

test('columns that no session has anything for are left out', () => {
  const ids = (files: readonly AuthFile[]) => columnsOf(files).map(({ id }) => id);
  expect(ids([file('a')])).toEqual(['provider', 'account', 'state']);
  expect(ids([file('a', { note: 'x', plan: 'plus' })])).toContain('note');
});

test.each([
  [{}, '● active'],
  [{ disabled: true }, '○ disabled'],
  [{ coolingUntil: testNow + 38_000, message: '429' }, '◐ cooling 38 s · 429'],
  [{ expiresAt: testNow + minute, renewable: false }, '! expiring · log in again'],
  [{ expiresAt: testNow + minute, renewable: true }, '! expiring'],
  [{ expiresAt: testNow - minute }, '✕ expired · log in again'],
  [{ trouble: 'failing', message: '401' } as const, '✕ failing · 401'],
  [{ broken: 'no JSON' }, '✕ broken · no JSON'],
  [{ inMemory: true }, '● active · in memory only'],
])('%j reads %s', (more, text) => {
  const spans = sessionState(file('a', more), createFrameTime(testNow));
  expect(spans.map((span) => span.text).join('')).toBe(text);
});

test('what is wrong is explained with the key that helps', () => {
  const hint = (more: Partial<AuthFile>) =>
    troubleHint(file('a', { provider: 'claude', account: 'x', ...more }), testNow);
  expect(hint({})).toBeUndefined();
  expect(hint({ coolingUntil: testNow + minute })).toBe(
    'claude x: cooling down. Press z to clear the cooldown.',
  );
  expect(hint({ expiresAt: testNow - minute })).toMatch(/Press L to log in again\.$/);
  const lastError = { at: testNow - minute, message: 'overloaded' };
  expect(hint({ lastUsedAt: testNow - minute, lastError })).toBe('claude x: overloaded');
  // An error of former requests is not why the server reports trouble.
  expect(hint({ trouble: 'failing', lastError })).toBeUndefined();
});

test('a pasted auth file is named after its provider and account, and never leaves its folder', () => {
  const name = (content: unknown) => nameForAuthFile(JSON.stringify(content), 7);
  expect(name({ type: 'claude', email: 'new@example.com' })).toBe('claude-new@example.com.json');
  expect(name({ type: '../../x', email: 'a/b\u001b[2J' })).toBe('x-ab2J.json');
  expect(nameForAuthFile('no JSON', 7)).toBe('account-7.json');
});
