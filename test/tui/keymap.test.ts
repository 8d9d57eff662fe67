import { afterEach, describe, expect, test } from 'vitest';
import { setLanguage } from '../../src/base/text/language.ts';
import { type Act, hasItems, isRefused, type Scope } from '../../src/tui/act.ts';
import { allActs } from '../../src/tui/all-acts.ts';
import { allRemedies } from '../../src/tui/features/health/findings.ts';
import { features } from '../../src/tui/features/index.ts';
import { chapters } from '../../src/tui/frame/help.tsx';
import { createFakeSession, signedIn } from '../helpers/fake-session.ts';
import { keysAsMarkdown } from '../helpers/keys-as-markdown.ts';

const acts = allActs();
const inScopes = (...scopes: readonly Scope[]) => acts.filter(({ scope }) => scopes.includes(scope));
const repeated = (values: readonly string[]) =>
  values.filter((value, place) => values.indexOf(value) !== place);

/** Keys of a screen that go before those that all lists and screens have. */
const ownMeaning: Partial<Record<Scope, readonly string[]>> = {
  // Grouping; only Home goes to the first row there.
  usage: ['g'],
  // The newest line, which is then followed.
  logs: ['G', 'end'],
  // Fixes, where some are safe.
  health: ['F'],
  // Changes that are not saved are undone first.
  config: ['u'],
};

/** Text is typed there: letters cannot be keys. */
const typing: readonly Scope[] = ['filter', 'form', 'word', 'sign-in', 'palette'];
/** The open box or the screen before the sign-in handles them itself. */
const handled: ReadonlySet<Scope> = new Set<Scope>([
  ...typing.filter((scope) => scope !== 'filter'),
  ...([
    'box',
    'question',
    'danger',
    'secret',
    'menu',
    'picker',
    'report',
    'login',
    'history',
    'help',
  ] as const),
  ...(['offer', 'server-down', 'no-config', 'choices', 'connecting', 'first-run'] as const),
]);

afterEach(() => setLanguage('en'));

describe('the keys', () => {
  test.each(features.map(({ id }) => id))('none means two things on the screen %s', (screen) => {
    const scopes: Scope[] = [
      screen,
      ...(hasItems(screen) ? (['items'] as const) : []),
      'list',
      'screen',
      'everywhere',
    ];
    const twice = repeated(inScopes(...scopes).flatMap(({ keys }) => keys));
    expect(twice.filter((key) => !ownMeaning[screen]?.includes(key))).toEqual([]);
  });

  test.each([...new Set(acts.map(({ scope }) => scope))])(
    'none means two things in one place: %s',
    (scope) => {
      expect(repeated(inScopes(scope, 'everywhere').flatMap(({ keys }) => keys))).toEqual([]);
    },
  );

  test.each(typing)('where text is typed no letter is a key: %s', (scope) => {
    const keys = inScopes(scope, 'everywhere').flatMap((act) => act.keys);
    expect(keys.filter((key) => [...key].length === 1 || key === 'space')).toEqual([]);
  });

  test('the number of a screen opens it', () => {
    for (const { id, number } of features) {
      expect(acts.find((act) => act.id === `go-${id}`)?.keys).toEqual([number]);
    }
  });
});

describe('every act', () => {
  test('has a name of its own', () => {
    expect(repeated(acts.map(({ id }) => id))).toEqual([]);
  });

  test('does something, itself or through the box that has its keys', () => {
    expect(acts.filter(({ run, scope }) => !run && !handled.has(scope)).map(({ id }) => id)).toEqual([]);
  });

  test.each(acts)('$id says what it does, in both languages', async (act: Act) => {
    const { title, tip } = act.words();
    expect(title).toMatch(/\S/);
    expect(tip).toMatch(/^[A-Z].*\.$/);
    await setLanguage('zh-CN');
    expect(act.words().title).toMatch(/\p{Script=Han}|^Amp$/u);
    expect(act.words().tip).toMatch(/\p{Script=Han}.*。$/u);
  });

  test('that writes is refused by --read-only', () => {
    const { store } = createFakeSession({ ...signedIn([]), readOnly: true });
    const writing = acts.filter(({ write, danger }) => write || danger);
    expect(writing.length).toBeGreaterThan(5);
    for (const act of writing) expect(isRefused(act, store.snapshot())).toBe(true);
  });

  test('that shows or copies a key needs --read-only=reveal', () => {
    const { store } = createFakeSession(signedIn([]));
    const refusedWith = (readOnly: boolean | 'reveal') =>
      acts
        .filter((act) => act.reveals && isRefused(act, { ...store.snapshot(), readOnly }))
        .map(({ scope, keys }) => `${scope} ${keys}`);
    const keys = ['client-keys c', 'client-keys v', 'providers c', 'providers v', 'sessions E'];
    expect(refusedWith(true).toSorted()).toEqual(keys);
    expect(refusedWith('reveal')).toEqual([]);
    expect(refusedWith(false)).toEqual([]);
  });

  test('is in a chapter of the help and of docs/keys.md', () => {
    const known = new Set(chapters(features).map(([scope]) => scope));
    expect(acts.filter(({ scope }) => !known.has(scope)).map(({ id }) => id)).toEqual([]);
    const page = keysAsMarkdown();
    for (const act of acts) expect(page).toContain(act.words().tip);
  });

  test('is in docs/keys.md as it is in the code (vitest --update=all writes the page)', async () => {
    await expect(keysAsMarkdown()).toMatchFileSnapshot('../../docs/keys.md');
  });
});

test('the keys that Health names are those of the screens that it goes to', () => {
  for (const { act, key, screen } of allRemedies) {
    if (!features.some(({ id }) => id === screen)) continue;
    expect(acts.find(({ id }) => id === act)).toMatchObject({
      scope: screen,
      keys: expect.arrayContaining([key]),
    });
  }
});
