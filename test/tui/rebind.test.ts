import { expect, test } from 'vitest';
import { createActs } from '../../src/tui/act.ts';
import { allActs } from '../../src/tui/all-acts.ts';
import { rebind } from '../../src/tui/rebind.ts';
import { initialUiState } from '../../src/tui/ui/ui-state.ts';
import { createFakeSession, signedIn } from '../helpers/fake-session.ts';

test('an act has the keys of the preferences and no longer its usual one', () => {
  const { acts, wrong } = rebind(allActs(), { 'rotate-key': ['ctrl+t'] });
  expect(wrong).toEqual([]);
  const { store } = createFakeSession(signedIn([]));
  const at = {
    console: store.snapshot(),
    ui: { ...initialUiState(80, 24), screen: 'client-keys' as const },
    now: 0,
  };
  const lookup = createActs(acts);
  expect(lookup.forKey('ctrl+t', at)?.id).toBe('rotate-key');
  expect(lookup.forKey('R', at)?.id).not.toBe('rotate-key');
});

test('a key of another screen is free, one of every screen is not', () => {
  const wrong = (key: string) =>
    rebind(allActs(), { 'rotate-key': [key] }).wrong.map(({ message }) => message);
  const both = rebind(allActs(), { 'rotate-key': ['f9'], 'check-provider-keys': ['f9'] });
  expect(both.wrong).toEqual([]);
  expect(wrong('?')).toEqual([expect.stringContaining('of open-help')]);
  expect(wrong('x')).toEqual([expect.stringContaining('of revoke-key')]);
});
