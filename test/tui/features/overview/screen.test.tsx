import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AuthFile } from '../../../../src/contract/auth-file.ts';
import { restartNeeded } from '../../../../src/contract/change.ts';
import type { UsageFigures } from '../../../../src/contract/usage-figures.ts';
import type { Act } from '../../../../src/tui/act.ts';
import { overviewFeature } from '../../../../src/tui/features/overview/index.ts';
import { wishOf } from '../../../../src/tui/features/overview/overview-state.ts';
import { watchOverview } from '../../../../src/tui/features/overview/watch.ts';
import {
  createFakeSession,
  type FakeSession,
  fakeKey,
  signedIn,
  testNow,
} from '../../../helpers/fake-session.ts';
import { fakeGroup, sessionWithUsage } from '../../../helpers/fake-usage.ts';
import { type Stage, stageScreen } from '../stage-screen.tsx';

beforeEach(() => {
  vi.stubEnv('TZ', 'UTC');
});

const minute = 60_000;
const totals = {
  since: testNow - 60 * minute,
  requests: 1204,
  failed: 89,
  tokens: { input: 2_100_000, cached: 1_302_000, output: 410_000 },
  tokensKnown: 1115,
  cost: 3.12,
  costKnown: 1156,
  latency: { p50: 1400, p95: 6000 },
};
const models = ['claude-sonnet-4-6', 'gpt-5-codex', 'gemini-2.5-pro', 'qwen3-coder', 'kimi-k2', 'glm-4.6'];
const expired: AuthFile = {
  name: 'claude-dev.json',
  provider: 'claude',
  account: 'dev@example.com',
  disabled: false,
  expiresAt: testNow - minute,
};

/** The overview with the answer to its question. */
async function overviewAt(
  look: Stage = {},
  figures: Partial<UsageFigures> = {},
  prepare: (session: FakeSession) => void = () => {},
) {
  const groups = {
    key: [],
    model: models.map((name, place) => fakeGroup(name, 700 - 100 * place)),
  };
  const { session, made } = sessionWithUsage({ totals, ...figures });
  const sessions = { files: [expired], loadedAt: testNow, problem: undefined };
  session.dispatch({ type: 'sessions-loaded', files: sessions.files, at: testNow });
  prepare(session);
  const stage = stageScreen(overviewFeature, session, look);
  const asked = await session.usage(wishOf({ range: 'hour' }, testNow));
  const key = [fakeGroup(made.fingerprint, 812)];
  const answer = asked.ok ? { ...asked.value, groups: { ...groups, key }, ...figures } : undefined;
  stage.dispatch({
    type: 'overview',
    action: {
      type: 'answered',
      answer: { range: 'hour', at: testNow, figures: answer, problem: undefined },
    },
  });
  return { ...stage, session };
}

describe('the overview', () => {
  test('at 80×24', async () => {
    const { see } = await overviewAt();
    expect(await see('max 22')).toMatchSnapshot();
  });

  test.each([
    [60, 20],
    [80, 24],
    [100, 30],
    [120, 40],
    [200, 60],
  ])('at %i×%i every panel is whole, in every set of signs', async (columns, rows) => {
    for (const env of [{ NO_COLOR: '1' }, { LANG: 'C' }]) {
      const { see } = await overviewAt({ columns, rows, env });
      const lines = (await see('max 22')).split('\n');
      expect(Math.max(...lines.map((line) => line.trimEnd().length))).toBeLessThanOrEqual(columns);
      const screen = lines.join('\n');
      for (const part of ['claude dev@example.com: token expired', 'f log in again', '1,204', 'in sync'])
        expect(screen).toContain(columns >= 120 && part === '1,204' ? '1.2k' : part);
      if (columns >= 80 && columns < 120) expect(screen).toContain('others');
      if (columns >= 120)
        for (const part of ['7 DAYS', '1.4/6.0 s', 'Live', '$2.03']) expect(screen).toContain(part);
    }
  });

  test('says that nothing needs attention', async () => {
    const session = createFakeSession(signedIn([fakeKey('team-a')]));
    const { see } = stageScreen(overviewFeature, session);
    await see('Next steps');
    session.dispatch({
      type: 'loaded',
      server: {
        ...signedIn([fakeKey('team-a')]).server,
        config: { 'gemini-api-key': [{ 'api-key': 'x' }] },
      } as never,
      at: testNow,
    });
    await see('✓ Nothing needs attention.');
  });

  test('a server without usage says why, and which key may change it', async () => {
    const session = createFakeSession(signedIn([fakeKey('team-a')]));
    const { see } = stageScreen(overviewFeature, session);
    expect(await see('only counts the requests of each client key')).not.toContain('t range');
    session.dispatch({
      type: 'signed-in',
      signedInAs: 'x',
      version: undefined,
      capabilities: undefined as never,
      feedQuestion: 'May it?',
    } as never);
    await see('F Choose usage access');
  });

  test('counts what does not fit, and scrolls to it', async () => {
    const keys = Array.from({ length: 9 }, (_, place) => fakeKey(`w${place}`, { weak: true }));
    const { see, press } = await overviewAt({ columns: 120, rows: 40 }, {}, (session) => {
      session.dispatch({
        type: 'loaded',
        server: { ...session.store.snapshot().server, clientKeys: keys } as never,
        at: testNow,
      });
    });
    expect(await see('and 5 more: 8 Health')).not.toContain('w8');
    press('G');
    await see('w8: shorter than 32 characters');
  });

  test('a config that is active only after a restart is not called in sync', async () => {
    const session = createFakeSession(signedIn([fakeKey('a')], { warnings: [restartNeeded] }));
    await stageScreen(overviewFeature, session).see('restart needed');
  });
});

describe('keys of the overview', () => {
  test('Enter opens the item, and what is about no item as a sentence', async () => {
    const { console, press, see } = await overviewAt({}, {}, (session) =>
      session.dispatch({
        type: 'loaded',
        server: {
          ...session.store.snapshot().server,
          warnings: ['The folder is readable by others.'],
        } as never,
        at: testNow,
      }),
    );
    await see('readable by others');
    press('enter');
    expect(console.ui.snapshot().screen).toBe('sessions');
    console.ui.dispatch({ type: 'back' });
    press('j', 'enter');
    expect(console.ui.snapshot().dialog).toBeDefined();
  });

  test('f runs the fix with its item selected', async () => {
    const run = vi.fn();
    const again: Act = {
      id: 'log-in-again',
      scope: 'sessions',
      keys: [],
      words: () => ({ title: '', tip: '' }),
      run,
    };
    const { console, press, see } = await overviewAt({ acts: [again] });
    await see('f log in again');
    press('f');
    expect(run).toHaveBeenCalledOnce();
    const { screen, lists } = console.ui.snapshot();
    expect([screen, lists.sessions.wanted]).toEqual(['sessions', 'claude-dev.json']);
  });

  test('the arrows focus one panel after the other, and Enter opens its screen', async () => {
    const { console, press } = await overviewAt();
    const opened = [];
    for (const moves of [1, 2, 3, 4, 5, 6]) {
      for (let move = 0; move < moves; move += 1) press('right');
      press('enter');
      opened.push(console.ui.snapshot().screen);
      console.ui.dispatch({ type: 'screen', screen: 'overview' });
      for (let move = 0; move < moves; move += 1) press('left');
    }
    expect(opened).toEqual(['usage', 'usage', 'client-keys', 'usage', 'providers', 'sessions']);
  });
});

describe('the question of the overview', () => {
  test('is asked when it is shown, again for another range, and not without usage', async () => {
    const { session } = sessionWithUsage();
    const { console } = stageScreen(overviewFeature, session);
    onTestFinished(watchOverview(session, console.ui, () => testNow));
    await vi.waitFor(() => expect(console.ui.snapshot().overview.answer?.range).toBe('hour'));
    expect(session.wishes).toHaveLength(1);
    console.perform('next-range');
    await vi.waitFor(() => expect(console.ui.snapshot().overview.answer?.range).toBe('day'));
    expect(session.wishes.map(({ query }) => testNow - query.since)).toEqual([60 * minute, 24 * 60 * minute]);

    const without = createFakeSession(signedIn([fakeKey('a')]));
    onTestFinished(watchOverview(without, console.ui, () => testNow));
    expect(without.wishes).toEqual([]);
    expect(without.calls).toEqual(['watchProviderStates', 'loadSessions']);
  });
});
