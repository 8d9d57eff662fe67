import { describe, expect, test } from 'vitest';
import { success } from '../../src/contract/outcome.ts';
import { createStore } from '../../src/store/store.ts';
import { fieldOf } from '../../src/tui-old/input/text-field.ts';
import { reduceUi } from '../../src/tui-old/ui/reduce-ui.ts';
import { initialUiState } from '../../src/tui-old/ui/ui-state.ts';
import { initialUsage } from '../../src/tui-old/ui/usage-state.ts';
import { followUsage } from '../../src/tui-old/usage/follow-usage.ts';
import { queryOf } from '../../src/tui-old/usage/usage-wish.ts';
import { fakeFigures, fakeRecord, sessionWithUsage } from '../helpers/fake-usage.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function following() {
  const { session, made } = sessionWithUsage();
  session.figures = () => success(fakeFigures());
  const ui = createStore(reduceUi, initialUiState(80, 24));
  const timers: { ms: number; run: () => void }[] = [];
  const clock = { now: 100_000_000 };
  const follower = followUsage({
    session,
    ui,
    now: () => clock.now,
    after(ms, run) {
      const timer = { ms, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  });
  session.store.subscribe(follower.check);
  ui.subscribe(follower.check);
  let told = 0;
  return {
    session,
    ui,
    timers,
    clock,
    made,
    follower,
    open: () => ui.dispatch({ type: 'screen', screen: 'usage' }),
    tell(count = 1) {
      const records = Array.from({ length: count }, () => fakeRecord(`told-${told++}`));
      session.dispatch({ type: 'usage', records });
    },
    pass(ms: number) {
      clock.now += ms;
      const [timer] = timers.splice(0, 1);
      timer?.run();
    },
  };
}

describe('the filter', () => {
  test('is part of the question, so that totals and table are of what it leaves', async () => {
    const { session, ui, open } = following();
    open();
    await settled();
    ui.dispatch({ type: 'filter-opened' });
    ui.dispatch({ type: 'filter-typed', text: 'Team-B 429' });
    await settled();
    const [first, second] = session.wishes;
    expect(first?.query.search).toBeUndefined();
    expect(second?.query.search?.map(({ word }) => word)).toEqual(['team-b', '429']);
    expect(second?.records).toBe(100);
  });

  test('knows client keys by their names', () => {
    const names = new Map([
      ['aaaa', 'Team-B'],
      ['bbbb', 'other'],
    ]);
    const usage = { ...initialUsage, filter: fieldOf('team') };
    expect(queryOf(usage, 1_000, names).search).toEqual([{ word: 'team', keys: ['aaaa'] }]);
  });
});

describe('asking for figures', () => {
  test('happens when the screen is opened, and not before', async () => {
    const { session, open, tell } = following();
    tell();
    expect(session.wishes).toEqual([]);
    open();
    await settled();
    expect(session.wishes).toHaveLength(1);
  });

  test('while records arrive at most every two seconds, and no timer runs when none do', async () => {
    const { session, open, tell, pass, timers } = following();
    open();
    await settled();
    expect(timers).toEqual([]);
    for (let turn = 0; turn < 50; turn += 1) tell(20);
    expect(timers.map(({ ms }) => ms)).toEqual([2_000]);
    expect(session.wishes).toHaveLength(1);
    pass(2_000);
    await settled();
    expect(session.wishes).toHaveLength(2);
    expect(timers).toEqual([]);
    expect(session.wishes[1]?.records).toBeUndefined();
  });

  test('one question at a time: what was chosen meanwhile is asked for after it, once', async () => {
    const { session, ui, open } = following();
    let answer = () => {};
    session.figures = () =>
      new Promise((resolve) => {
        answer = () => resolve(success(fakeFigures()));
      });
    open();
    for (const by of [1, 1, 1]) ui.dispatch({ type: 'usage', action: { type: 'span', by } });
    expect(session.wishes).toHaveLength(1);
    answer();
    await settled();
    expect(session.wishes).toHaveLength(2);
    expect(ui.snapshot().usage.span).toBe(4);
    expect(session.wishes[1]?.query.since).toBe(100_000_000 - 30 * 86_400_000);
  });

  test('a group whose requests do not fit here is read again with them', async () => {
    const { session, ui, open, tell, pass, made } = following();
    open();
    const step = { by: 'key', value: made.fingerprint } as const;
    ui.dispatch({ type: 'usage', action: { type: 'entered', step } });
    await settled();
    for (let turn = 0; turn < 30; turn += 1) tell(20);
    pass(2_000);
    await settled();
    expect(session.wishes.at(-1)).toMatchObject({ records: 100, query: { clientKey: made.fingerprint } });
  });

  test('what ended before requests are told is asked for when they are', async () => {
    const { session, open } = following();
    open();
    await settled();
    // The channel stands only after the first answer.
    session.dispatch({ type: 'connection', connection: { kind: 'live' } });
    await settled();
    expect(session.wishes).toHaveLength(2);
    expect(session.wishes[1]).toMatchObject({ records: 100 });
  });

  test('a paused screen is left alone, a server that is away is not asked, and is when it is back', async () => {
    const { session, ui, open, tell, timers } = following();
    open();
    await settled();
    ui.dispatch({ type: 'usage', action: { type: 'paused', at: { tail: [], seen: 0 } } });
    tell();
    expect(timers).toEqual([]);
    session.dispatch({
      type: 'connection',
      connection: { kind: 'reconnecting', reason: 'gone', nextAttemptAt: 1 },
    });
    ui.dispatch({ type: 'usage', action: { type: 'span', by: 1 } });
    expect(session.wishes).toHaveLength(1);
    session.dispatch({ type: 'connection', connection: { kind: 'live' } });
    await settled();
    expect(session.wishes).toHaveLength(2);
  });
});
