import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { success } from '../../../../src/contract/outcome.ts';
import { createStore } from '../../../../src/store/store.ts';
import { watchUsage } from '../../../../src/tui/features/usage/index.tsx';
import { catchUp } from '../../../../src/tui/features/usage/usage-shown.ts';
import { initialUiState, reduceUi } from '../../../../src/tui/ui/ui-state.ts';
import { fakeFigures, fakeRecord, sessionWithUsage } from '../../../helpers/fake-usage.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
});

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function watching() {
  const { session, made } = sessionWithUsage();
  session.figures = () => success(fakeFigures());
  const ui = createStore(reduceUi, initialUiState(80, 24));
  ui.dispatch({ type: 'screen', screen: 'usage' });
  const stop = watchUsage(session, ui, Date.now);
  onTestFinished(stop);
  const sync = () =>
    catchUp({ console: session.store.snapshot(), ui: ui.snapshot(), now: Date.now() }).forEach(ui.dispatch);
  session.store.subscribe(sync);
  ui.subscribe(sync);
  let reported = 0;
  return {
    session,
    ui,
    made,
    stop,
    report(count = 1) {
      const records = Array.from({ length: count }, () => fakeRecord(`reported-${reported++}`));
      session.dispatch({ type: 'usage', records });
    },
  };
}

describe('asking for figures', () => {
  test('happens when the screen is opened', async () => {
    const { session } = watching();
    await settled();
    expect(session.usageRequests).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('happens at most every two seconds while requests arrive, and no timer runs when none do', async () => {
    const { session, report } = watching();
    await settled();
    for (let turn = 0; turn < 50; turn += 1) report(20);
    vi.advanceTimersByTime(1_999);
    expect(session.usageRequests).toHaveLength(1);
    vi.advanceTimersByTime(1);
    await settled();
    expect(session.usageRequests).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is one question at a time: what was chosen in the meantime is asked after it, once', async () => {
    const { session, ui } = watching();
    await settled();
    let answer = () => {};
    session.figures = () =>
      new Promise((resolve) => {
        answer = () => resolve(success(fakeFigures()));
      });
    for (const span of [2, 3, 4]) ui.dispatch({ type: 'usage', action: { type: 'set', usage: { span } } });
    expect(session.usageRequests).toHaveLength(2);
    answer();
    await settled();
    expect(session.usageRequests).toHaveLength(3);
    expect(session.usageRequests[2]?.query.since).toBe(Date.now() - 30 * 86_400_000);
  });

  test('is about what the filter leaves, and how many there are without it', async () => {
    const { session, ui, made } = watching();
    await settled();
    const entered = { type: 'entered', id: made.fingerprint, value: 'team-a (new)' } as const;
    ui.dispatch({ type: 'usage', action: entered });
    await settled();
    expect(session.usageRequests[0]?.whole).toBeUndefined();
    expect(session.usageRequests[1]).toMatchObject({
      query: { terms: [{ field: 'key', is: [made.fingerprint] }] },
      by: ['model'],
      whole: true,
      records: 100,
    });
  });

  test('asks for the records again where not all of them are kept here', async () => {
    const { session, report } = watching();
    await settled();
    report(20);
    vi.advanceTimersByTime(2_000);
    await settled();
    expect(session.usageRequests[1]?.records).toBeUndefined();
    report(600);
    vi.advanceTimersByTime(2_000);
    await settled();
    expect(session.usageRequests[2]?.records).toBe(100);
  });

  test('is done again on a new connection', async () => {
    const { session } = watching();
    await settled();
    session.dispatch({ type: 'connection', connection: { kind: 'live' } });
    await settled();
    expect(session.usageRequests).toHaveLength(2);
    expect(session.usageRequests[1]).toMatchObject({ records: 100 });
  });

  test('stops while the list is held or the server is away, and when the screen is left', async () => {
    const { session, ui, report, stop } = watching();
    await settled();
    ui.dispatch({ type: 'usage', action: { type: 'set', usage: { paused: true } } });
    report();
    vi.advanceTimersByTime(60_000);
    session.dispatch({
      type: 'connection',
      connection: { kind: 'reconnecting', reason: 'gone', nextAttemptAt: 1 },
    });
    ui.dispatch({ type: 'usage', action: { type: 'set', usage: { span: 2 } } });
    expect(session.usageRequests).toHaveLength(1);
    session.dispatch({ type: 'connection', connection: { kind: 'live' } });
    await settled();
    expect(session.usageRequests).toHaveLength(2);
    stop();
    ui.dispatch({ type: 'usage', action: { type: 'set', usage: { span: 2 } } });
    report();
    expect(session.usageRequests).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the live list', () => {
  test('held, counts what waits, and shows it afterwards', async () => {
    const { ui, report } = watching();
    await settled();
    report(3);
    ui.dispatch({ type: 'usage', action: { type: 'set', usage: { paused: true } } });
    report(2);
    expect(ui.snapshot().usage).toMatchObject({ live: { seen: 3 }, waiting: 2 });
    ui.dispatch({ type: 'usage', action: { type: 'set', usage: { paused: false } } });
    expect(ui.snapshot().usage).toMatchObject({ live: { seen: 5 }, waiting: 0 });
  });
});
