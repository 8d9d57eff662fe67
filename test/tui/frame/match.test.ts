import { expect, test } from 'vitest';
import { createStore } from '../../../src/store/store.ts';
import { type At, createActs } from '../../../src/tui/act.ts';
import { allActs } from '../../../src/tui/all-acts.ts';
import { featuresOf } from '../../../src/tui/features/index.ts';
import { createMatcher, findCommands } from '../../../src/tui/frame/commands.ts';
import { createConsole, syncLists } from '../../../src/tui/start-console.tsx';
import { initialUiState, reduceUi } from '../../../src/tui/ui/ui-state.ts';
import { createFakeSession, fakeKey, signedIn, testNow } from '../../helpers/fake-session.ts';

const matchRank = (typed: string, ...texts: Parameters<ReturnType<typeof createMatcher>>) =>
  createMatcher(typed)(...texts);
const best = (typed: string, ...titles: string[]) =>
  titles
    .map((title) => ({ title, rank: matchRank(typed, title) }))
    .filter(({ rank }) => rank !== undefined)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map(({ title }) => title);

test('the start of a title comes before the start of a word, then a part, then letters in order', () => {
  const titles = ['Refresh tokens of team', 'Xrot', 'Finish rotation', 'Rotate team-a', 'Revoke other test'];
  expect(best('rot', ...titles)).toEqual([
    'Rotate team-a',
    'Finish rotation',
    'Xrot',
    'Refresh tokens of team',
    'Revoke other test',
  ]);
});

test('every word must be found, in any order', () => {
  expect(matchRank('team rot', 'Rotate team-a')).toBeDefined();
  expect(matchRank('team rot', 'Rotate ci')).toBeUndefined();
});

test('what is only in the further words comes last, and nothing typed fits all', () => {
  expect(matchRank('deadline', 'Rotate', 'stops at a deadline')).toBeGreaterThan(
    matchRank('rtt', 'Rotate') ?? 99,
  );
  expect(matchRank('', 'Rotate')).toBe(0);
});

test('another name comes before a sentence', () => {
  const [name, sentence] = [
    matchRank('group', 'By key', '', 'usage-group'),
    matchRank('group', 'By key', 'Group.'),
  ];
  expect(name).toBeLessThan(sentence ?? 0);
});

test('one letter matches beginnings and parts, not letters in order', () => {
  expect(best('q', 'Quit', 'Edit quota', 'Test')).toEqual(['Quit', 'Edit quota']);
});

test('letters are looked for in one pass, however often they are there', () => {
  expect(matchRank(`${'a'.repeat(60)}b`, 'a'.repeat(2_000))).toBeUndefined();
  expect(matchRank('rtm', 'rotate team-a')).toBeDefined();
  expect(matchRank('otm', 'rotate team-a')).toBeUndefined();
});

test('the items of a screen are listed once for all acts that are about one of them', () => {
  const session = createFakeSession(signedIn([fakeKey('team-a'), fakeKey('ci')]));
  const acts = createActs(allActs());
  const ui = createStore(reduceUi, initialUiState(80, 24));
  const console = createConsole({
    ...{ session, ui, acts, now: () => testNow },
    ...{ leave() {}, suspend() {}, handOver: (task) => task() },
  });
  syncLists(console);
  let listed = 0;
  const features = featuresOf(console.at().console).map((feature) => ({
    ...feature,
    search: (at: At) => {
      if (feature.id === 'client-keys') listed += 1;
      return feature.search?.(at) ?? [];
    },
  }));
  for (const typed of ['', 'rotate', 'rot team', 'key team-a']) {
    listed = 0;
    expect(findCommands(typed, { at: console.at(), acts, features }).commands).not.toEqual([]);
    expect(listed).toBe(1);
  }
});
