import { describe, expect, test } from 'vitest';
import { actions } from '../../src/tui-old/actions/index.ts';
import { noAmp } from '../../src/tui-old/amp/amp-sight.ts';
import { chapters } from '../../src/tui-old/components/help.ts';
import { actionFor, keyTitle, reasonAgainst, scopesOf, takesText } from '../../src/tui-old/key-scope.ts';
import { actionIds, type KeyContext, keymap, type Scope } from '../../src/tui-old/keymap.ts';
import { keysAsMarkdown } from '../../src/tui-old/keys-as-markdown.ts';
import { screens } from '../../src/tui-old/screens/index.ts';
import { emptySight } from '../../src/tui-old/ui/list-sight.ts';
import { initialUiState } from '../../src/tui-old/ui/ui-state.ts';
import { createFakeSession, fakeKey, signedIn } from '../helpers/fake-session.ts';

/** Scopes that have the keyboard together, innermost first. */
const together: readonly (readonly Scope[])[] = [
  ['client-keys', 'items', 'list', 'screen', 'everywhere'],
  ['providers', 'items', 'list', 'screen', 'everywhere'],
  ['sessions', 'items', 'list', 'screen', 'everywhere'],
  ['health', 'items', 'list', 'screen', 'everywhere'],
  ['overview', 'list', 'screen', 'everywhere'],
  ['amp', 'items', 'list', 'screen', 'everywhere'],
  ['usage', 'list', 'screen', 'everywhere'],
];

describe('the table of keys', () => {
  test('no key means two things in one place', () => {
    const scopes = [...new Set(actionIds.map((id) => keymap[id].scope))].map((scope) => [
      scope,
      'everywhere',
    ]);
    for (const group of [...together, ...scopes]) {
      const keys = actionIds
        .filter((id) => group.includes(keymap[id].scope))
        .flatMap((id) => keymap[id].keys);
      // On the usage screen g groups, and Home alone goes to the first line.
      const allowed = group[0] === 'usage' && group.includes('list') ? ['g'] : [];
      expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual(allowed);
    }
  });

  test('every row says what it does, in a sentence, and does something', () => {
    for (const id of actionIds) {
      const { title, tip } = keymap[id];
      expect(title, id).toMatch(/\S/);
      expect(tip, id).toMatch(/^[A-Z].*\.$/);
      expect(actions[id], id).toBeTypeOf('function');
    }
  });

  test('the help has a chapter for every place in which keys work', () => {
    const scopes = new Set(actionIds.map((id) => keymap[id].scope));
    expect(new Set(chapters.map(([scope]) => scope))).toEqual(scopes);
  });

  test('the numbers of the tabs are the keys that go there', () => {
    const keys = new Set(actionIds.flatMap((id) => keymap[id].keys));
    for (const screen of screens) expect(keys.has(screen.key)).toBe(true);
  });

  test('where letters can be typed, no letter is a command', () => {
    const inputs: Scope[] = ['sign-in', 'filter', 'form', 'word', 'palette', 'everywhere'];
    const keys = actionIds.filter((id) => inputs.includes(keymap[id].scope)).flatMap((id) => keymap[id].keys);
    expect(keys.filter((key) => [...key].length === 1 || key === 'space')).toEqual([]);
  });

  test('keys are written as people write them', () => {
    expect(['ctrl+r', 'pagedown', 'f1', 'G', 'space'].map(keyTitle)).toEqual([
      'Ctrl-R',
      'PgDn',
      'F1',
      'G',
      'Space',
    ]);
  });
});

describe('what a key does here', () => {
  const key = fakeKey('team-a');
  const context = (more: Partial<KeyContext['console']> = {}): KeyContext => ({
    console: { ...createFakeSession(signedIn([key])).store.snapshot(), ...more },
    ui: initialUiState(80, 24),
    selected: key,
    amp: noAmp,
    providers: emptySight,
    sessions: emptySight,
    health: emptySight,
    usage: { figures: undefined, groups: [], records: [], names: new Map() },
  });

  test('a list has its own keys before those of every screen', () => {
    expect(actionFor('R', context())).toBe('rotate-key');
    expect(actionFor('q', context())).toBe('quit');
    expect(actionFor('ctrl+c', context())).toBe('quit-now');
  });

  test('signing in takes letters as text', () => {
    const outside = context({ connection: { kind: 'sign-in', busy: false }, server: undefined });
    expect(takesText(outside)).toBe(true);
    expect(actionFor('q', outside)).toBeUndefined();
    expect(actionFor('ctrl+d', outside)).toBe('sign-in-files');
  });

  test('read-only keeps what looks and drops what changes', () => {
    const reading = context({ readOnly: true });
    expect(reasonAgainst('copy-key', reading)).toBeUndefined();
    for (const id of ['add-key', 'rotate-key', 'revoke-keys', 'undo', 'rotate-secret'] as const) {
      expect(reasonAgainst(id, reading)).toMatch(/read-only/);
    }
  });

  test('what does not work says why', () => {
    expect(reasonAgainst('finish-rotation', context())).toMatch(/No rotation/);
    expect(reasonAgainst('undo', context())).toMatch(/nothing to undo/);
  });

  test('on a screen that is too small only leaving works', () => {
    const small = { ...context(), ui: initialUiState(40, 10) };
    expect(scopesOf(small)).toEqual(['everywhere']);
  });
});

test('docs/keys.md is what the table says (npx vitest -u writes it)', async () => {
  await expect(keysAsMarkdown()).toMatchFileSnapshot('../../docs/keys.md');
});
