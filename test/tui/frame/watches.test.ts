import { expect, onTestFinished, test, vi } from 'vitest';
import { failure, success } from '../../../src/contract/outcome.ts';
import { createStore } from '../../../src/store/store.ts';
import { clientKeysFeature } from '../../../src/tui/features/client-keys/index.tsx';
import { watchPulse } from '../../../src/tui/frame/watches.ts';
import type { ListAction } from '../../../src/tui/ui/list-state.ts';
import { initialUiState, reduceUi } from '../../../src/tui/ui/ui-state.ts';
import { fakeFigures, sessionWithUsage } from '../../helpers/fake-usage.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test('the traffic of a quiet server is asked for once, whether it records or not, and again after a failure', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const totals = { since: 0, requests: 0, failed: 0, tokensKnown: 0, costKnown: 0 };
  for (const [answer, timers] of [
    [success(fakeFigures({ totals })), 0],
    [success(fakeFigures({ totals, recording: false })), 0],
    [failure('failed', 'It does not answer.'), 1],
  ] as const) {
    const { session } = sessionWithUsage();
    session.figures = () => answer;
    const ui = createStore(reduceUi, initialUiState(120, 40));
    const stop = watchPulse(session, ui, Date.now);
    await settled();
    expect([session.usageRequests.length, vi.getTimerCount()]).toEqual([1, timers]);
    stop();
  }
});

test('the requests of an item are asked for at once, and where the cursor moves on, when it stops', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const { session, old, made, ci } = sessionWithUsage();
  const ui = createStore(reduceUi, initialUiState(130, 40));
  const ids = [old, made, ci].map(({ id }) => id);
  const list = (action: ListAction) => ui.dispatch({ type: 'list', screen: 'client-keys', action });
  const asked = () => session.usageRequests.map(({ query }) => query.clientKey);
  list({ type: 'listed', ids, known: new Set() });
  const stop = clientKeysFeature.watch?.(session, ui, Date.now);
  await settled();
  expect(asked()).toEqual([old.fingerprint]);
  vi.advanceTimersByTime(1000);
  list({ type: 'moved', by: 1 });
  await settled();
  expect(asked()).toEqual([old.fingerprint, made.fingerprint]);
  for (const by of [1, -1, 1]) {
    vi.advanceTimersByTime(100);
    list({ type: 'moved', by });
    await settled();
  }
  expect(asked()).toHaveLength(2);
  vi.advanceTimersByTime(150);
  await settled();
  expect(asked()).toEqual([old.fingerprint, made.fingerprint, ci.fingerprint]);
  stop?.();
});
